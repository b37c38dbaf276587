using System.Runtime.ExceptionServices;
using JitBot.Connectors.PostgreSql.Scopes;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Masks;

/// <summary>
/// Brings what live grants reach in step with the masking of today: views are made anew where a table or a rule changed, and roles give back what
/// is masked now. Rights on the tables themselves are only ever taken away; what is shown again, the views show. Views that nobody uses are
/// dropped, for they stand in the way of whoever wants to alter their tables.
/// </summary>
internal sealed class KeepMasks(ServerConnections connections, Installation installation, MaskedViews views, StoreLock storeLock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task KeepAsync(Target target, CancellationToken ct)
    {
        foreach (var database in target.Databases)
        {
            await using var held = await storeLock.TakeAsync(ScopeRoles.LockName(target, database), Patience, ct);
            if (held is not null)
            {
                await using var connection = await connections.OpenAsync(target, database, ct);
                await KeepAsync(target.Masking, connection, database, ct);
            }
        }
    }

    private async Task KeepAsync(Masking masking, NpgsqlConnection connection, string database, CancellationToken ct)
    {
        var found = await views.FindAsync(connection, ct);
        if (masking.IsEmpty)
        {
            await views.DropAsync(connection, found.Values.Where(view => !view.IsUsed), ct);
            return;
        }

        var roles = (await ListedRole.AllAsync(connection, await installation.IdAsync(ct), ct)).Where(role => role.Database == database && !role.Unmask);
        List<(ListedRole Role, HashSet<HeldRight> Rights)> holders = [];
        foreach (var role in roles)
        {
            holders.Add((role, await ScopeReader.HeldAsync(connection, role.Oid, ct)));
        }

        var ours = found.Values.Select(view => view.Oid).ToHashSet();
        uint[] tables =
        [
            .. holders.SelectMany(holder => holder.Rights).Where(right => right.Class == 'r' && !ours.Contains(right.Oid)).Select(right => right.Oid)
                .Concat(found.Values.SelectMany(view => view.Sources)).Distinct(),
        ];
        var facts = (await connection.ReadTablesAsync(tables, ct)).ToDictionary(table => table.Oid);
        var plan = await connection.ReadPlanAsync(masking, tables, ct);

        // Rights first: to take them away waits for nobody, and a view that somebody is reading keeps no other from being put right.
        PostgresException? fault = null;
        foreach (var (role, rights) in holders)
        {
            fault = await TryAsync(() => TightenAsync(connection, role, [.. Tightening.Of(rights, plan, facts)], ct)) ?? fault;
        }

        fault = await TryAsync(() => RenewAsync(connection, found, plan, facts, ct)) ?? fault;
        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        await views.DropAsync(connection, (await views.FindAsync(connection, ct)).Values.Where(view => !view.IsUsed), ct);
    }

    /// <returns>What the server said no to.</returns>
    private static async Task<PostgresException?> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return null;
        }
        catch (PostgresException fault)
        {
            return fault;
        }
    }

    /// <summary>Views of tables that cannot be masked any more, or are elsewhere, go; the others are made as they should be today.</summary>
    private async Task RenewAsync(
        NpgsqlConnection connection, Dictionary<TableName, FoundView> found, MaskPlan plan, Dictionary<uint, TableFacts> facts, CancellationToken ct)
    {
        PostgresException? fault = null;
        var renewals = found.Values.Select(view => (View: view, Renewal: Renewal.Of(view, plan, facts))).ToArray();
        foreach (var (view, _) in renewals.Where(renewal => renewal.Renewal is Renewal.Drop))
        {
            fault = await TryAsync(() => views.DropAsync(connection, [view], ct)) ?? fault;
        }

        foreach (var make in renewals.Select(renewal => renewal.Renewal).OfType<Renewal.Make>())
        {
            fault = await TryAsync(() => EnsureAsync(connection, [make.View], ct)) ?? fault;
        }

        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    private async Task TightenAsync(NpgsqlConnection connection, ListedRole role, Tightening[] tightenings, CancellationToken ct)
    {
        if (tightenings.Length == 0)
        {
            return;
        }

        var fault = await TryAsync(() => EnsureAsync(connection, [.. tightenings.Select(tightening => tightening.View).OfType<MaskedView>()], ct));
        var found = await views.FindAsync(connection, ct);
        foreach (var tightening in tightenings)
        {
            // One that could not be made as it should be shows too much, and is not given.
            var view = tightening.View is { } wanted && await views.IsInOrderAsync(wanted, found, ct) ? found[wanted.Name] : null;
            await connection.OrderAsync(ScopeStatements.Grant, new { name = role.Name, grants = tightening.Orders(view) }, ct);
        }

        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <summary>A view that the server refuses, as its mask is in error, is not there to be given: what it would have shown is not shown at all.</summary>
    private async Task EnsureAsync(NpgsqlConnection connection, List<MaskedView> wanted, CancellationToken ct)
    {
        var found = await views.FindAsync(connection, ct);
        foreach (var view in wanted)
        {
            if (!await views.IsInOrderAsync(view, found, ct) && await views.EnsureAsync(connection, [view], ct) is ViewsResult.Refused)
            {
                await views.DropAsync(connection, found.Values.Where(there => there.Name == view.Name), ct);
            }
        }
    }
}
