using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Core.Sweep;

/// <summary>Ends accounts that no request stands behind, as any other account is ended.</summary>
internal sealed class CloseUnknown(TargetRegistry targets, TimeProvider time)
{
    private const int AtOnce = 64;

    /// <returns>Those that are gone, and those that are not yet.</returns>
    public async Task<(ImmutableArray<UnknownAccount> Closed, ImmutableArray<UnknownAccount> Left)> CloseAsync(
        Target target, ImmutableArray<(InspectedAccount Account, string Why)> unknown, CancellationToken ct)
    {
        var closed = ImmutableArray.CreateBuilder<UnknownAccount>();
        var left = ImmutableArray.CreateBuilder<UnknownAccount>();
        foreach (var batch in unknown.Chunk(AtOnce))
        {
            var results = await targets.ConnectorOf(target).EndAsync(target, [.. batch.Select(one => one.Account.Account)], ct);
            foreach (var ((found, why), result) in batch.Zip(results))
            {
                var account = new UnknownAccount(
                    found.Account.Name, found.Account.Person.Value, found.Sessions, time.Now(), $"{why}{Further(result)}");
                (result is EndResult.Gone ? closed : left).Add(account);
            }
        }

        return (closed.ToImmutable(), left.ToImmutable());
    }

    private static string Further(EndResult result) => result switch
    {
        EndResult.Gone { Kept.IsEmpty: true } => "",
        EndResult.Gone gone => $"; kept: {string.Join("; ", gone.Kept)}",
        EndResult.Residue residue => $"; it is closed and without sessions, and cannot be removed yet: {residue.Why}",
        EndResult.CannotTell unclear => $"; it may still be open: {unclear.Why}",
        EndResult.Unreachable down => $"; it may still be open: {down.Why}",
        _ => throw new InvalidOperationException($"Unknown result {result}."),
    };
}
