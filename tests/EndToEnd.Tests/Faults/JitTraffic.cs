using JitBot.Bot.Storage;
using JitBot.Connectors.PostgreSql.Ending;
using JitBot.Connectors.PostgreSql.Sweep;
using JitBot.Core.Work;
using JitBot.Support.Faults;

namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>
/// Which of the bot's statements belong to a step. What comes round by itself is told apart by its text: claims and the look for accounts past
/// their end count when they find something; the rest of it does not.
/// </summary>
internal static class JitTraffic
{
    private static readonly HashSet<string> Looks = new(StringComparer.Ordinal) { RequestStatements.Claim(Lane.Access), EndStatements.Overdue };

    // Cards are claimed at their own pace; what is written about them counts. The sweep comes round every few minutes.
    private static readonly HashSet<string> Noise = new(StringComparer.Ordinal)
    {
        RequestStatements.Claim(Lane.Outreach), RequestStatements.NextDue(Lane.Access), RequestStatements.NextDue(Lane.Outreach),
        SweepStatements.Identity, SweepStatements.Roles, SweepStatements.OnScopes, SweepStatements.Epoch, SweepStatements.RaiseEpoch,
        ReserveStatements.Settle, ReserveStatements.Begin, ReserveStatements.Hold, ReserveStatements.Cut, ReserveStatements.IsInTheWay,
        ReserveStatements.Rest,
    };

    // The driver's own: a new session's types, and clearing up a pooled one before it is used again.
    private static readonly string[] Driver = ["SELECT version()", "DISCARD", "RESET", "SET SESSION", "CLOSE ALL", "UNLISTEN", "SELECT pg_advisory_unlock_all", "DEALLOCATE"];

    public static Traffic Sort(string text) =>
        Looks.Contains(text) ? Traffic.CountedIfItFinds
        : Noise.Contains(text) || Driver.Any(begin => text.StartsWith(begin, StringComparison.Ordinal)) ? Traffic.Ignored
        : Traffic.Counted;
}
