using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>
/// The end without a store: markers and VALID UNTIL on the server say whose time is over. Nothing is removed, for that must be on record.
/// </summary>
internal sealed class CutOverdue(ServerConnections connections, MakeRoom room, Installation installation)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>One at a time on each target: two that close the same roles would only trip over each other, and the second finds nothing left.</summary>
    /// <returns>The accounts that were closed or whose sessions were cut just now.</returns>
    public async Task<ImmutableArray<string>> CutAsync(Target target, CancellationToken ct)
    {
        var turn = _turns.GetOrAdd(target.Id, _ => new(1));
        if (!await turn.WaitAsync(Longest, ct))
        {
            return [];
        }

        try
        {
            var ours = Marker.AnyAccountPrefix(await installation.IdAsync(ct));
            ImmutableArray<string> cut = [];
            await room.KeepForAsync(target, ReserveOrder.Overdue(ours), async () => cut = await CutInTurnAsync(target, ours, ct), ct);
            return cut;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<ImmutableArray<string>> CutInTurnAsync(Target target, string ours, CancellationToken ct)
    {
        await using var home = await connections.OpenHomeAsync(target, ct);
        var overdue = await home.AskAsync(EndStatements.Overdue, [ours], row => (Oid: row.GetFieldValue<uint>(0), Name: row.GetString(1)), ct);
        if (overdue.Count == 0)
        {
            return [];
        }

        HashSet<uint> closed = [];
        await Halving.ForAllAsync(
            overdue,
            async part =>
            {
                var answer = await home.OrderAsync(EndStatements.CloseOverdue, new { oids = part.Select(account => account.Oid), ours }, ct);
                closed.UnionWith(JsonSerializer.Deserialize<uint[]>(answer)!);
            },
            refused: (_, _) => { });
        await SessionCutter.CutAsync(home, [.. closed], ct);
        return [.. overdue.Where(account => closed.Contains(account.Oid)).Select(account => account.Name).Order(StringComparer.Ordinal)];
    }
}
