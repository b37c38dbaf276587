using System.Collections.Immutable;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;

namespace JitBot.Core.Grants;

/// <summary>
/// Ends accounts, on hold or not: our own marker with the request's id can be on no other account, so nothing else can be hit. But on a server that
/// is not the one they were made on, finding nothing proves nothing about the other.
/// </summary>
public sealed class EndOnTarget(TargetRegistry targets, SweepRecords records)
{
    /// <returns>One result for each, in the order given.</returns>
    public async Task<ImmutableArray<EndResult>> EndAsync(Target target, ImmutableArray<Account> accounts, CancellationToken ct)
    {
        var results = await targets.ConnectorOf(target).EndAsync(target, accounts, ct);
        return results.Any(result => result is EndResult.Gone)
            && await records.HoldOfAsync(target.Id, CancellationToken.None) is { } hold && hold.Causes.Contains(HoldCause.AnotherServer)
                ? [.. results.Select(result => result is EndResult.Gone ? new EndResult.CannotTell($"{target.Id} is on hold: {hold.Why}") : result)]
                : results;
    }
}
