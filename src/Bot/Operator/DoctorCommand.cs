using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Bot.Configuration;
using JitBot.Connectors;
using JitBot.Core;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot doctor [TARGET…]</c>: what is wrong or weak on the targets, and what mends it.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Statements have quotes in them; they go to a terminal or a program, never into a page.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var names = new Argument<string[]>("target") { Description = "Targets by their ids; all of them if none is named.", Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text." };
        var command = new Command("doctor", """
            Say what is wrong or weak on the targets, with the SQL that mends it; changes nothing. Ends with 1 if there is a problem or one cannot be reached.

            Example: jitbot doctor hr-prod --config jitbot.json --secrets /run/secrets/jitbot
            """) { names, json };
        var sources = new ConfigurationSources(command);
        command.SetAction((parsed, ct) => RunAsync(parsed, sources, parsed.GetValue(names) ?? [], parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConfigurationSources sources, string[] names, bool json, CancellationToken ct)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        DoctorOptions options;
        ImmutableArray<Target> targets;
        try
        {
            // Never built: it has the sources that every other command has, and that is all that is wanted of it.
            var builder = WebApplication.CreateSlimBuilder();
            sources.AddTo(builder, parsed);
            options = DoctorOptions.Read(builder.Configuration);
            targets = Chosen(options.Targets, names);
        }
        catch (Exception wrong) when (wrong is ConfigurationException or FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
        {
            await error.WriteLineAsync(wrong.Message);
            return ExitCodes.BadConfiguration;
        }

        var examined = await ExamineAsync(options, targets, error, ct);
        if (json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { problems = examined.Sum(one => one.Problems), targets = examined.Select(Plain) }, Json));
        }
        else
        {
            DoctorView.Write(Terminal.Open(output), examined);
        }

        return examined.Any(one => one.Problems > 0) ? ExitCodes.LookAtIt : ExitCodes.Done;
    }

    /// <exception cref="ConfigurationException">A name is not a target's.</exception>
    private static ImmutableArray<Target> Chosen(ImmutableArray<Target> targets, string[] names)
    {
        var known = targets.Select(target => target.Id).ToArray();
        ConfigurationProblem[] unknown =
        [
            .. names.Except(known, StringComparer.OrdinalIgnoreCase)
                .Select(name => new ConfigurationProblem(name, "is not a target of this configuration", PlainText.Nearest(name, known, 1).FirstOrDefault("hr-prod"))),
        ];
        return unknown.Length == 0
            ? [.. targets.Where(target => names.Length == 0 || names.Contains(target.Id, StringComparer.OrdinalIgnoreCase)).OrderBy(target => target.Id, StringComparer.Ordinal)]
            : throw new ConfigurationException(unknown);
    }

    /// <summary>All at once: one that does not answer keeps nobody waiting for the others.</summary>
    private static async Task<ImmutableArray<ExaminedTarget>> ExamineAsync(DoctorOptions options, ImmutableArray<Target> targets, TextWriter error, CancellationToken ct)
    {
        await using var services = new ServiceCollection()
            .AddSingleton<IKeyedStore, NoStore>()
            .AddSingleton(TimeProvider.System)
            .AddConnectors()
            .BuildServiceProvider();
        var connectors = services.GetServices<ITargetConnector>().ToDictionary(connector => connector.Engine, StringComparer.Ordinal);
        var looks = targets.Select(target => (target.Id, Look: connectors[target.Engine].ExamineAsync(target, options.LoginsOn(target), ct))).ToArray();
        var all = Task.WhenAll(looks.Select(look => look.Look));
        if (ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected && await Task.WhenAny(all, Task.Delay(Patience, ct)) != all)
        {
            await error.WriteLineAsync($"Waiting for {string.Join(", ", looks.Where(look => !look.Look.IsCompleted).Select(look => look.Id))}…");
        }

        return [.. (await all).Zip(looks, (result, look) => new ExaminedTarget(look.Id, result))];
    }

    private static object Plain(ExaminedTarget examined) => new { target = examined.Id, examined.Problems, examined.Unreachable, examined.Findings };
}

/// <summary>What came of looking at one target.</summary>
internal sealed record ExaminedTarget(string Id, ExamineResult Result)
{
    /// <summary>The heaviest first.</summary>
    public ImmutableArray<Finding> Findings => Result is ExamineResult.Examined { Findings: var findings } ? [.. findings.OrderBy(finding => finding.Severity)] : [];

    /// <summary>Why nothing is known of it; null if it answered.</summary>
    public string? Unreachable => (Result as ExamineResult.Unreachable)?.Why;

    /// <summary>How many; not to be reached is one.</summary>
    public int Problems => Unreachable is null ? Count(Severity.Problem) : 1;

    public int Count(Severity severity) => Findings.Count(finding => finding.Severity == severity);
}
