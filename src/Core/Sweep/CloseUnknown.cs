using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Core.Sweep;

/// <summary>
/// Ends accounts that no request stands behind, as any other account is ended, and keeps on record which are gone and which are left. Who is about to
/// be closed is written down first: whom somebody has had kept by then is spared, and from then on nobody is told that they are.
/// </summary>
internal sealed class CloseUnknown(SweepRecords records, TargetRegistry targets, TimeProvider time)
{
    private const int AtOnce = 64;
    private const int MostRemembered = 50;
    private const int MostListed = 200;

    /// <param name="comparison">Whom somebody had kept by then, here or on another target of the same server, is spared.</param>
    /// <param name="onlyOrdered">The target is on hold: only those are closed that somebody named.</param>
    /// <returns>Those that are gone, and those that should be and are not yet.</returns>
    public async Task<(ImmutableArray<UnknownAccount> Closed, ImmutableArray<UnknownAccount> Left)> CloseAsync(
        Target target, Comparison comparison, bool onlyOrdered, CancellationToken ct)
    {
        var began = time.Now();
        var unknown = comparison.AllUnknown;
        var orders = await OrderAsync(target, comparison, onlyOrdered, began, ct);
        var (closed, left) = await EndAsync(target, [.. unknown.Where(one => Of(orders, one) is not null)], orders, ct);

        // Never cancelled: what was found on the target has to be on record.
        await records.ChangeAsync(target.Id, record => Settle(record, began, unknown, orders, closed, left), CancellationToken.None);
        return (closed, left);
    }

    private async Task<ImmutableArray<ClosingOrder>> OrderAsync(Target target, Comparison comparison, bool onlyOrdered, DateTimeOffset now, CancellationToken ct)
    {
        var orders = ImmutableArray<ClosingOrder>.Empty;
        await records.ChangeAsync(target.Id, record =>
        {
            orders =
            [
                .. comparison.AllUnknown.Select(one => Of(record.Orders, one)
                    ?? (onlyOrdered || record.Hold is not null || comparison.Kept.Contains(one) || record.KeptAt(now, one.Account.Account.Name) is not null
                        ? null
                        : new ClosingOrder(one.Account.Account.Name, null, now))).OfType<ClosingOrder>(),
            ];
            return orders.SequenceEqual(record.Orders) ? null : record with { Orders = orders };
        }, ct);
        return orders;
    }

    private async Task<(ImmutableArray<UnknownAccount> Closed, ImmutableArray<UnknownAccount> Left)> EndAsync(
        Target target, ImmutableArray<(InspectedAccount Account, string Why)> ordered, ImmutableArray<ClosingOrder> orders, CancellationToken ct)
    {
        var closed = ImmutableArray.CreateBuilder<UnknownAccount>();
        var left = ImmutableArray.CreateBuilder<UnknownAccount>();
        foreach (var batch in ordered.Chunk(AtOnce))
        {
            var results = await targets.ConnectorOf(target).EndAsync(target, [.. batch.Select(one => one.Account.Account)], ct);
            foreach (var (one, result) in batch.Zip(results))
            {
                var account = Unknown(one, time.Now(), Further(result)) with { By = Of(orders, one)!.By };
                (result is EndResult.Gone ? closed : left).Add(result is EndResult.Residue ? account with { Sessions = 0 } : account);
            }
        }

        return (closed.ToImmutable(), left.ToImmutable());
    }

    private static SweepRecord Settle(
        SweepRecord record, DateTimeOffset began, ImmutableArray<(InspectedAccount Account, string Why)> unknown, ImmutableArray<ClosingOrder> orders,
        ImmutableArray<UnknownAccount> closed, ImmutableArray<UnknownAccount> left)
    {
        // A round that somebody's decision began in the meantime may have closed what was still there when this one looked.
        bool IsGone(string name) => closed.Any(one => one.Name == name) || record.Closed.Any(one => one.Name == name && one.At >= began);
        DateTimeOffset Since(string name) => record.Left.FirstOrDefault(one => one.Name == name)?.At ?? began;

        return record with
        {
            Orders = [.. record.Orders.Except(orders)],
            Closed = [.. closed.Concat(record.Closed.Where(old => old.At > began - ReconcileTargets.Remembered)).Take(MostRemembered)],
            Left =
            [
                .. unknown.Where(one => !IsGone(one.Account.Account.Name)).Take(MostListed)
                    .Select(one => (left.FirstOrDefault(tried => tried.Name == one.Account.Account.Name) ?? Unknown(one, began, "")) with { At = Since(one.Account.Account.Name) }),
            ],
            Kept = [.. record.Kept.Where(kept => kept.Until > began)],
        };
    }

    private static ClosingOrder? Of(ImmutableArray<ClosingOrder> orders, (InspectedAccount Account, string Why) one) =>
        orders.FirstOrDefault(order => order.Account == one.Account.Account.Name);

    private static UnknownAccount Unknown((InspectedAccount Account, string Why) one, DateTimeOffset at, string further) =>
        new(one.Account.Account.Name, one.Account.Account.Person.Value, one.Account.Sessions, at, $"{one.Why}{further}");

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
