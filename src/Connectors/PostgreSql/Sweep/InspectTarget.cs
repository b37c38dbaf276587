using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Sweep;

/// <summary>Reads what the sweep compares, and keeps the epoch in the comment of a role that can do nothing.</summary>
internal sealed class InspectTarget(ServerConnections connections, Installation installation)
{
    public async Task<TargetInspection> InspectAsync(Target target, CancellationToken ct)
    {
        var id = await installation.IdAsync(ct);
        await using var home = await connections.OpenHomeAsync(target, ct);
        var identity = await home.AskAsync(SweepStatements.Identity, [], row => row.GetString(0), ct);
        var epoch = await home.AskAsync(
            SweepStatements.Epoch, [EpochRole(id, target), Marker.EpochPrefix(id, target)], row => row.GetInt64(0), ct);
        var roles = await home.AskAsync(
            SweepStatements.Roles,
            [],
            row => new SweptRole(
                row.GetFieldValue<uint>(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetInt32(4), [.. row.GetFieldValue<string[]>(5)], [.. row.GetFieldValue<string[]>(6)]),
            ct);
        var scopes = await home.AskAsync(SweepStatements.OnScopes, [Marker.AnyScopePrefix(id)], row => row.GetString(0), ct);
        return new(
            identity[0],
            epoch.SingleOrDefault(),
            [.. roles.Select(role => role.AsAccount(id, target, home.PostgreSqlVersion.Major)).OfType<InspectedAccount>()],
            [.. roles.Select(role => role.AsStranger(id)).OfType<Stranger>()],
            [.. scopes]);
    }

    public async Task RaiseEpochAsync(Target target, long epoch, CancellationToken ct)
    {
        var id = await installation.IdAsync(ct);
        var order = new { name = EpochRole(id, target), ours = Marker.EpochPrefix(id, target), marker = Marker.OfEpoch(id, target, epoch), epoch };
        await using var home = await connections.OpenHomeAsync(target, ct);
        await home.OrderAsync(SweepStatements.RaiseEpoch, order, ct);
    }

    // One for each installation and target: several of both may share a server.
    private static string EpochRole(string installation, Target target) =>
        $"jit_epoch_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{installation}\n{target.Id}")))[..32]}";
}
