using System.Collections.Immutable;
using JitBot.Bot.Webhooks;
using JitBot.Bot.Webhooks.Inbound;
using JitBot.Core.Grants;
using JitBot.Core.Incidents;
using JitBot.Core.Policy;

namespace JitBot.Bot.Configuration;

/// <summary>The tools that may send webhooks: the sections under <c>Webhooks:In</c>, by their names.</summary>
internal static class WebhookSourceSettings
{
    private const int ShortestSecret = 16;
    private const string SecretsExample = "a file JitBot__Webhooks__In__deploys__Secrets__0 in the secrets folder, with whsec_ and the base64 of 24 to 64 random bytes";
    private static readonly TimeSpan LongestOpen = TimeSpan.FromDays(30);

    /// <param name="settings">The section <c>JitBot</c>.</param>
    public static ImmutableArray<WebhookSource> Read(Settings settings) =>
        [.. settings.Sections("Webhooks:In").Select(entry => ReadSource(entry.Name, entry.Section))];

    private static WebhookSource ReadSource(string name, Settings settings)
    {
        if (name is ApprovalStep.Api || name.Length > 50 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-'))
        {
            settings.Problem("", "is not a source's name: letters, digits and . _ -, at most 50, and not 'api'", "\"deploys\": { … }");
        }

        var kind = ReadKind(settings);
        var source = new WebhookSource(name, kind, ReadSecrets(settings, kind), ReadRights(settings, kind));
        return source.Allows.HasFlag(SourceRights.Incidents)
            ? source with { OpenFor = settings.OptionalDuration("OpenFor", LongestOpen) ?? WebhookSource.UsuallyOpenFor, Severities = ReadSeverities(settings) }
            : source;
    }

    private static SourceKind ReadKind(Settings settings)
    {
        const string Example = "\"Kind\": \"generic\"";
        var text = settings.Text("Kind", Example);
        SourceKind? kind = text switch
        {
            "" or "generic" => SourceKind.Generic,
            "alertmanager" => SourceKind.Alertmanager,
            "pagerduty" => SourceKind.PagerDuty,
            "ticket" => SourceKind.Ticket,
            _ => null,
        };
        if (kind is null)
        {
            settings.Problem("Kind", $"is '{text}', none of generic, alertmanager, pagerduty and ticket", Example);
        }

        return kind ?? SourceKind.Generic;
    }

    /// <summary>None has a default, and none is ever repeated.</summary>
    private static ImmutableArray<Secret> ReadSecrets(Settings settings, SourceKind kind)
    {
        var secrets = settings.Names("Secrets", "", required: false).Select(text => new Secret(text)).ToImmutableArray();
        if (secrets.IsEmpty)
        {
            settings.Problem("Secrets", "has no entry, so nothing could tell that a webhook is this source's", SecretsExample);
        }

        foreach (var (place, secret) in secrets.Index())
        {
            if (kind is SourceKind.Generic or SourceKind.Ticket ? !StandardWebhook.IsSecret(secret) : secret.Reveal().Length < ShortestSecret)
            {
                settings.Problem($"Secrets:{place}",
                    kind is SourceKind.Generic or SourceKind.Ticket ? "is not whsec_ and the base64 of 24 to 64 bytes" : $"has fewer than {ShortestSecret} characters", SecretsExample);
            }
        }

        return secrets;
    }

    /// <summary>What a source of another kind than generic does, its kind says.</summary>
    private static SourceRights ReadRights(Settings settings, SourceKind kind)
    {
        if (kind != SourceKind.Generic)
        {
            return kind == SourceKind.Ticket ? SourceRights.Decisions : SourceRights.Incidents;
        }

        var rights = SourceRights.None;
        foreach (var name in settings.Names("Allows", "\"requests\"", required: false))
        {
            switch (name)
            {
                case "requests":
                    rights |= SourceRights.Requests;
                    break;
                case "decisions":
                    rights |= SourceRights.Decisions;
                    break;
                case "incidents":
                    rights |= SourceRights.Incidents;
                    break;
                default:
                    settings.Problem("Allows", $"has '{name}', none of requests, decisions and incidents", "\"Allows\": [ \"requests\" ]");
                    break;
            }
        }

        return rights;
    }

    private static ImmutableDictionary<string, string> ReadSeverities(Settings settings) => settings.Sections("Severities").ToImmutableDictionary(
        entry => entry.Name, entry => Severity.Spelled(settings.Text($"Severities:{entry.Name}", "\"Severities\": { \"page\": \"critical\" }")), StringComparer.OrdinalIgnoreCase);
}
