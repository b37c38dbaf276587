using System.Globalization;
using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Slack.Views;

/// <summary>
/// What a button carries: the request's id and the terms that were shown, as <c>id:terms</c>, of Bytebase's issue the same as <c>id@terms</c>, or a
/// target and what was found there, as <c>target/finding</c>. Never facts (rule 36).
/// </summary>
internal static class ButtonValue
{
    public static string Of(CardAction action) => action.About switch
    {
        ButtonSubject.OfRequest request => string.Create(CultureInfo.InvariantCulture, $"{request.Request}:{request.Terms}"),
        ButtonSubject.OfFinding finding => $"{finding.Target}/{finding.Finding}",
        ButtonSubject.OfIssue issue => $"{issue.Issue}@{issue.Terms}",
        var unknown => throw new InvalidOperationException($"Unknown subject {unknown}."),
    };

    public static (RequestId Request, int Terms)? Read(string value) => value.Split(':') is [var id, var terms]
        && RequestId.TryParse(id, out var request) && int.TryParse(terms, NumberStyles.None, CultureInfo.InvariantCulture, out var shown)
            ? (request, shown)
            : null;

    public static (IssueId Issue, string Terms)? ReadIssue(string value) => value.Split('@') is [var id, { Length: > 0 } terms] && IssueId.TryParse(id, out var issue) ? (issue, terms) : null;

    public static (string Target, FindingId Finding)? ReadFinding(string value) =>
        value.Split('/') is [{ Length: > 0 } target, var id] && FindingId.TryParse(id, out var finding) ? (target, finding) : null;
}
