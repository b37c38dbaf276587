using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Bot.Bytebase;
using JitBot.Bot.Slack;
using JitBot.Bot.Teams;
using JitBot.Bot.Webhooks.Inbound;
using JitBot.Bot.Webhooks.Outbound;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Bot.Configuration;

/// <summary>Everything the operator decides, read once at start. <c>appsettings.sample.json</c> shows every key.</summary>
/// <param name="Store">The connection string of JitBot's own database, with its password.</param>
/// <param name="PolicyFile">The path of the file that the policy is in, read again when it changes.</param>
/// <param name="Policy">What it said at start.</param>
/// <param name="Slack">Null where there is no Slack.</param>
/// <param name="Teams">Null where there is no Teams.</param>
/// <param name="BehindTlsProxy">A proxy in front terminates TLS, so that listening for plain http beyond this machine exposes nothing.</param>
/// <param name="Groups">By name, in any case.</param>
internal sealed record JitOptions(
    Secret Store,
    ImmutableArray<Person> People,
    FrozenDictionary<string, Group> Groups,
    ImmutableArray<Target> Targets,
    string PolicyFile,
    PolicyDocument Policy,
    SlackOptions? Slack,
    TeamsOptions? Teams,
    bool BehindTlsProxy)
{
    public const string SectionName = "JitBot";

    /// <summary>How much one run of a statement may take.</summary>
    public StatementCaps Statements { get; init; } = new();

    public required AuditOptions Audit { get; init; }

    /// <summary>The tools that may send webhooks.</summary>
    public ImmutableArray<WebhookSource> WebhookSources { get; init; } = [];

    /// <summary>Whom events are sent to.</summary>
    public ImmutableArray<WebhookDestination> Destinations { get; init; } = [];

    /// <summary>Whether other tools may ask and decide over HTTP, by tokens.</summary>
    public bool HasApi { get; init; }

    /// <summary>Null where there is no bridge to Bytebase.</summary>
    public BytebaseOptions? Bytebase { get; init; }

    /// <summary>Whom and what a policy can speak of.</summary>
    public Organisation Organisation => new(People, Groups, Targets) { Sources = [.. WebhookSources.Select(source => source.Name)] };

    /// <param name="development">Whether the environment is Development, where Teams messages can be taken unsigned from this machine.</param>
    /// <exception cref="ConfigurationException">There are problems; it lists them all.</exception>
    public static JitOptions Read(IConfiguration configuration, bool development) => Read(Settings.Root(configuration, SectionName), development);

    internal static JitOptions Read(Settings settings, bool development)
    {
        var organisation = Organisation.Read(settings, connects: true);
        var policyFile = settings.Text("PolicyFile", "\"PolicyFile\": \"policy.json\"");
        var policy = policyFile.Length == 0 ? new(null, []) : Configuration.PolicyFile.Read(policyFile, organisation);
        var slack = settings.Has("Slack") ? SlackSettings.Read(settings.Section("Slack")) : null;
        var teams = settings.Has("Teams") ? TeamsSettings.Read(settings.Section("Teams"), development) : null;
        if (slack is null && teams is null)
        {
            settings.Problem("Slack", "is missing, and so is Teams: nobody could ask for anything", "\"Slack\": { \"BotToken\": \"xoxb-…\", \"Workspaces\": [\"T0123456789\"] }");
        }

        var options = new JitOptions(
            ReadStore(settings), organisation.People, organisation.Groups, organisation.Targets, policyFile, policy.Policy ?? Nothing, slack, teams, settings.Flag("BehindTlsProxy"))
        {
            WebhookSources = WebhookSourceSettings.Read(settings),
            Audit = AuditSettings.Read(settings.Section("Audit")),
            Destinations = WebhookOutSettings.Read(settings),
            HasApi = settings.Section("Api").Flag("Enabled"),
            Bytebase = settings.Has("Bytebase") ? BytebaseSettings.Read(settings.Section("Bytebase"), organisation) : null,
            Statements = StatementSettings.Read(settings.Section("Statements")),
        };
        settings.NoteUnread();
        return settings.Problems.Count == 0 && policy.IsUsable ? options : throw new ConfigurationException([.. settings.Problems, .. policy.Problems]);
    }

    /// <summary>Stands in for a policy that cannot be used, until that is said.</summary>
    private static PolicyDocument Nothing => new("", [], new() { Name = "fallback" });

    private static Secret ReadStore(Settings settings) =>
        ConnectionSettings.Read(settings.Section("Store"), "Host=localhost;Port=5432;Database=jitbot;Username=jitbot_store");
}

internal sealed class ConfigurationException(IReadOnlyList<ConfigurationProblem> problems) : Exception(Describe(problems))
{
    public IReadOnlyList<ConfigurationProblem> Problems { get; } = problems;

    private static string Describe(IReadOnlyList<ConfigurationProblem> problems) => string.Join('\n',
    [
        problems.Count == 1 ? "The configuration has a problem:" : $"The configuration has {problems.Count} problems:",
        .. problems.Select(problem => $"  {problem.Key} {problem.What}.\n      For example: {problem.Example}"),
        "appsettings.sample.json shows every key. Nothing was started.",
    ]);
}
