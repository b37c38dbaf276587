using System.Collections.Immutable;
using JitBot.Core.Grants;

namespace JitBot.Bot.Slack;

/// <summary>Section <c>JitBot:Slack</c>.</summary>
internal sealed record SlackOptions
{
    public const string Platform = "slack";

    /// <summary>The bot's token, <c>xoxb-…</c>; of an org-wide installation in Enterprise Grid.</summary>
    public required Secret BotToken { get; init; }

    /// <summary>Proves that a request over HTTP is Slack's; null if Slack does not call over HTTP.</summary>
    public Secret? SigningSecret { get; init; }

    /// <summary>The app-level token, <c>xapp-…</c>, that opens Socket Mode; null if Slack calls over HTTP only.</summary>
    public Secret? AppToken { get; init; }

    /// <summary>Workspaces (<c>T…</c>) and Enterprise Grid organisations (<c>E…</c>) whose people may talk to the bot.</summary>
    public required ImmutableArray<string> Workspaces { get; init; }

    /// <summary>Socket Mode connections of this replica. Slack gives an app ten in all, and a rotation takes two for each.</summary>
    public int Connections { get; init; } = 2;

    /// <summary>Where Slack's Web API is, ending in a slash.</summary>
    public Uri ApiBase { get; init; } = new("https://slack.com/api/");

    public bool Serves(string? team, string? enterprise) =>
        (team is not null && Workspaces.Contains(team, StringComparer.Ordinal)) || (enterprise is not null && Workspaces.Contains(enterprise, StringComparer.Ordinal));

    /// <summary>
    /// Whether an account linked with this tenant can be of a workspace that is served. Which workspaces an organisation has is not configured;
    /// within one, users' ids are its own.
    /// </summary>
    public bool MayServe(string tenant) => Workspaces.Contains(tenant, StringComparer.Ordinal) || (tenant.StartsWith('T') && Workspaces.Any(id => id.StartsWith('E')));

    /// <summary>
    /// Whether an address that a payload names may be answered at. The payload is Slack's, and an answer carries no token; but nothing is posted
    /// to an address just because a message says so.
    /// </summary>
    public bool MayAnswerAt(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && ((uri.Scheme == Uri.UriSchemeHttps && uri.Host is "hooks.slack.com" or "hooks.slack-gov.com") || (uri.Scheme == ApiBase.Scheme && uri.Authority == ApiBase.Authority));

    /// <summary>Whether a file may be sent to the address that Slack named for it; it carries no token either.</summary>
    public bool MayUploadTo(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && ((uri.Scheme == Uri.UriSchemeHttps && uri.Host is "files.slack.com" or "slack-files.com" or "files.slack-gov.com") || (uri.Scheme == ApiBase.Scheme && uri.Authority == ApiBase.Authority));
}
