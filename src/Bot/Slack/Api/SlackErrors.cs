using System.Collections.Frozen;

namespace JitBot.Bot.Slack.Api;

/// <summary>Slack's words for why a call failed, by what can be done about it. What is in neither list is final.</summary>
internal static class SlackErrors
{
    private static readonly FrozenSet<string> Passing =
        ["ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"];

    private static readonly FrozenDictionary<string, string> ForTheOperator = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["invalid_auth"] = "Slack does not know the token: check BotToken and AppToken",
        ["not_authed"] = "Slack does not know the token: check BotToken and AppToken",
        ["token_revoked"] = "the token was revoked: install the app again and set the new one",
        ["token_expired"] = "the token has expired: install the app again and set the new one",
        ["account_inactive"] = "the app was removed from the workspace: install it again and set the new token",
        ["org_login_required"] = "the workspace has moved to an organisation: install the app there and set the new token",
        ["missing_scope"] = "the app lacks a scope: compare it with manifests/slack-app.json and install it again",
        ["not_allowed_token_type"] = "the token is of another kind: BotToken begins with xoxb-, AppToken with xapp-",
        ["plan_upgrade_required"] = "user groups are not in the workspace's plan: name People in Groups instead",
        ["not_in_channel"] = "the bot is not in a channel it is to post to: invite it there",
        ["channel_not_found"] = "the bot cannot see a channel it is to post to: check its id, and invite the bot if it is private",
        ["is_archived"] = "a channel the bot is to post to is archived",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool IsPassing(string error) => Passing.Contains(error);

    /// <summary>What the operator can do about it; null if it is nothing of theirs.</summary>
    public static string? Remedy(string error) => ForTheOperator.GetValueOrDefault(error);
}
