using JitBot.Core;
using JitBot.Core.Audit;

namespace JitBot.Bot.Bytebase;

/// <summary>What is put on record about Bytebase's issues. Pure.</summary>
internal static class IssueEntries
{
    // All of it stands in Bytebase; the terms tell it from any other.
    private const int LongestStatement = 4000;

    public static AuditEntry Found(Api.IssueName name, IssueSeen seen, DateTimeOffset now) => Asked(AuditEvents.BytebaseFound, name, seen, now);

    /// <summary>It was changed, or somebody was heard: what an approval's terms stand for is always on record before it.</summary>
    public static AuditEntry AskedAnew(Api.IssueName name, IssueSeen seen, DateTimeOffset now) => Asked(AuditEvents.BytebaseAskedAnew, name, seen, now);

    private static AuditEntry Asked(string @event, Api.IssueName name, IssueSeen seen, DateTimeOffset now) => AuditEntry.Of(
        now, @event, AuditEntry.Service, seen.Facts.Reason.Length == 0 ? null : seen.Facts.Reason,
        ("issue", name.ToString()), ("kind", seen.Facts.Kind.ToString()), ("creator", seen.Facts.Creator), ("holder", seen.Facts.Holder),
        ("databases", string.Join(", ", seen.Facts.Targets)), ("statement", PlainText.Shorten(seen.Facts.Statement, LongestStatement)), ("unmask", seen.Facts.Unmask ? "yes" : "no"), ("export", seen.Facts.Export ? "yes" : "no"),
        ("role", seen.Facts.Role), ("condition", seen.Facts.Condition), ("terms", seen.Facts.Terms));

    /// <summary>A word that somebody gave, on its way to Bytebase.</summary>
    public static AuditEntry Given(BridgedIssue issue, IssueWord word) => Of(AuditEvents.BytebaseWordGiven, issue, word, word.At);

    public static AuditEntry Taken(BridgedIssue issue, IssueWord word, DateTimeOffset now) => Of(AuditEvents.BytebaseWordTaken, issue, word, now);

    public static AuditEntry Failed(BridgedIssue issue, IssueWord word, string trouble, DateTimeOffset now)
    {
        var entry = Of(AuditEvents.BytebaseWordFailed, issue, word, now);
        return entry with { Facts = entry.Facts.Add("trouble", trouble) };
    }

    public static AuditEntry Changed(BridgedIssue before, IssueStanding standing, DateTimeOffset? end, DateTimeOffset now) => AuditEntry.Of(
        now, AuditEvents.BytebaseChanged, AuditEntry.Service, null,
        ("issue", before.Name.ToString()), ("from", before.Standing.ToString()), ("to", standing.ToString()), ("end", end?.ToString("o") ?? ""),
        ("heard", string.Join(", ", before.Facts.Heard.Select(heard => $"{heard.Email} {(heard.Approved ? "approved" : "rejected")}"))));

    public static AuditEntry Reminded(BridgedIssue issue, DateTimeOffset now) =>
        AuditEntry.Of(now, AuditEvents.BytebaseReminded, AuditEntry.Service, null, ("issue", issue.Name.ToString()), ("end", issue.End?.ToString("o") ?? ""));

    private static AuditEntry Of(string @event, BridgedIssue issue, IssueWord word, DateTimeOffset at) => AuditEntry.Of(
        at, @event, word.By.Value, word.Reason,
        ("issue", issue.Name.ToString()), ("word", word.Kind.ToString()), ("role", issue.Facts.Roles.ElementAtOrDefault(word.Step) ?? ""), ("terms", word.Terms)) with { Via = word.Via };
}
