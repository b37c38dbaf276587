using System.Collections.Immutable;
using System.Text.Json;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>
/// The end without a store: markers and VALID UNTIL on the server say whose time is over. Nothing is removed, for that must be on record.
/// </summary>
internal sealed class CutOverdue(ServerConnections connections, Installation installation)
{
    /// <returns>The accounts that were closed or whose sessions were cut just now.</returns>
    public async Task<ImmutableArray<string>> CutAsync(Target target, CancellationToken ct)
    {
        var ours = Marker.AnyAccountPrefix(await installation.IdAsync(ct));
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
