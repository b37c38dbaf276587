using System.Collections.Immutable;
using System.Globalization;
using JitBot.Connectors.PostgreSql.Masks;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>
/// Roles that hold the rights of a scope and are shared by all accounts of the same scope, so that issuing costs the same for one table and
/// ten thousand. A role is given out only after it was seen to hold exactly its scope.
/// </summary>
internal sealed class ScopeRoles(ServerConnections connections, Installation installation, MaskedViews views, StoreLock storeLock, TimeProvider time)
{
    /// <summary>A table's access list must fit into one row of the catalogue, which overflows near 2,400 entries.</summary>
    internal const int MostEntries = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(60);

    private readonly BriefMemory<string, SourceResult> _seen = new(time, Trust);

    /// <summary>The role of a scope in one database, made or mended if need be. One that was seen in order within the last minute is not looked at again.</summary>
    public Task<SourceResult> EnsureAsync(Target target, AccessScope scope, ImmutableArray<string> privileges, CancellationToken ct) => _seen.RecallAsync(
        scope.Key, () => LookAsync(target, scope, privileges, CancellationToken.None), believe: result => result is SourceResult.Ready, ct);

    /// <summary>The role that does nothing but let its members into a database.</summary>
    public Task<SourceResult> EnsureEntryAsync(Target target, AccessScope scope, CancellationToken ct) => _seen.RecallAsync(
        EntryKey(scope), () => MakeEntryAsync(target, scope.Database, CancellationToken.None), believe: result => result is SourceResult.Ready, ct);

    /// <summary>A role of it turned out to be gone or changed: look again before it is given out.</summary>
    public void Forget(AccessScope scope)
    {
        foreach (var there in scope.InEachDatabase())
        {
            _seen.Forget(there.Key);
            _seen.Forget(EntryKey(there));
        }
    }

    /// <summary>
    /// Changes to the scope roles of one database are made one after the other: the server fails concurrent changes to one access list.
    /// </summary>
    internal static string LockName(Target target, string database) => $"scopes {target.Id} {database}";

    internal static string RetiredName() => $"jit_gone_{Guid.NewGuid():N}";

    private async Task<SourceResult> LookAsync(Target target, AccessScope scope, ImmutableArray<string> privileges, CancellationToken ct)
    {
        MaskedScope wanted;
        await using (var connection = await connections.OpenAsync(target, scope.Database, ct))
        {
            var shape = await ScopeReader.ExpandAsync(connection, scope, privileges, ct);
            if (ScopeRefusal.Of(scope, shape, connection.UserName!) is { } refusal)
            {
                return new SourceResult.Refused(refusal);
            }

            var giveable = shape with { Relations = [.. shape.Relations.Where(relation => relation.Giveable)] };
            switch (await connection.NarrowAsync(target.Masking, scope, giveable, ct))
            {
                case MaskResult.Refused refused:
                    return new SourceResult.Refused(refused.Why);
                case MaskResult.Narrowed { Scope: { Shape.Relations.IsEmpty: true, Views.IsEmpty: true } } when !scope.IsEmpty:
                    return new SourceResult.Refused("Nothing of this scope can be given masked: ask for it unmasked.");
                case MaskResult.Narrowed narrowed:
                    wanted = narrowed.Scope;
                    break;
                default:
                    throw new InvalidOperationException("A scope is narrowed or refused.");
            }

            var found = wanted.Views.IsEmpty ? [] : await views.FindAsync(connection, ct);
            if (wanted.With(found) is { } complete && await AreInOrderAsync(wanted, found, ct)
                && complete.RoleName(await installation.IdAsync(ct)) is var role && IsInOrder(await ScopeReader.InspectAsync(connection, role, ct), complete.Rights()))
            {
                return new SourceResult.Ready(new RightsSource.Scope(role, complete));
            }
        }

        // The session was given back before: whoever holds the lock may be waiting for one.
        await using var held = await storeLock.TakeAsync(LockName(target, scope.Database), Patience, ct);
        if (held is null)
        {
            return new SourceResult.Busy("another scope of this database is being made");
        }

        await using var making = await connections.OpenAsync(target, scope.Database, ct);
        return await MakeAsync(making, wanted, ct);
    }

    private static string EntryKey(AccessScope scope) => $"enter {scope.Target} {scope.Database}";

    private async Task<SourceResult> MakeEntryAsync(Target target, string database, CancellationToken ct)
    {
        await using var held = await storeLock.TakeAsync(LockName(target, database), Patience, ct);
        if (held is null)
        {
            return new SourceResult.Busy("another scope of this database is being made");
        }

        await using var connection = await connections.OpenAsync(target, database, ct);
        return await MakeAsync(connection, new(new(await ScopeReader.DatabaseAsync(connection, ct), database, Unmask: false, []), [], []), ct);
    }

    private async Task<bool> AreInOrderAsync(MaskedScope wanted, Dictionary<TableName, FoundView> found, CancellationToken ct)
    {
        foreach (var (view, _) in wanted.Views)
        {
            if (!await views.IsInOrderAsync(view, found, ct))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<SourceResult> MakeAsync(NpgsqlConnection connection, MaskedScope wanted, CancellationToken ct)
    {
        switch (await views.EnsureAsync(connection, [.. wanted.Views.Select(view => view.View)], ct))
        {
            case ViewsResult.Refused refused:
                return new SourceResult.Refused(refused.Why);
            case ViewsResult.Busy busy:
                return new SourceResult.Busy(busy.Why);
        }

        if (wanted.With(wanted.Views.IsEmpty ? [] : await views.FindAsync(connection, ct)) is not { } shape)
        {
            return new SourceResult.Busy("the masked views of this scope are being changed at this moment");
        }

        var name = shape.RoleName(await installation.IdAsync(ct));
        return await MakeRoleAsync(connection, name, shape, ct) ?? new SourceResult.Ready(new RightsSource.Scope(name, shape));
    }

    private async Task<SourceResult?> MakeRoleAsync(NpgsqlConnection connection, string name, ScopeShape shape, CancellationToken ct)
    {
        var id = await installation.IdAsync(ct);
        var ours = Marker.AnyScopePrefix(id);
        var rights = shape.Rights();
        var role = await ScopeReader.InspectAsync(connection, name, ct);
        if (IsInOrder(role, rights))
        {
            return null; // another worker was faster
        }

        if (role is not null && !role.Marker.StartsWith(ours, StringComparison.Ordinal))
        {
            return new SourceResult.Refused($"The role {name} is not JitBot's, or its comment was changed: ALTER ROLE {name} RENAME TO another name.");
        }

        if (role is { Tampered: true } || role?.Rights.IsSubsetOf(rights) == false)
        {
            // Accounts that are in it keep what they have; new ones get a role that holds the scope and nothing else.
            await connection.OrderAsync(ScopeStatements.Retire, new { name, ours, becomes = RetiredName(), onlyEmpty = false }, ct);
            role = null;
        }

        if (role is null)
        {
            if (shape.Relations.FirstOrDefault(relation => relation.Entries >= MostEntries) is { } crowded)
            {
                var entries = crowded.Entries.ToString(CultureInfo.InvariantCulture);
                return new SourceResult.Refused(
                    $"{crowded.Name} already has {entries} entries in its access list, too many for another scope: "
                    + "ask for a scope that others have too, or try again tomorrow when unused ones are gone.");
            }

            await connection.OrderAsync(ScopeStatements.Create, new { name, marker = Marker.OfScope(id, shape.Database, shape.Unmask) }, ct);
        }

        foreach (var grants in ScopeGrants.Of(shape, role?.Rights ?? []))
        {
            await connection.OrderAsync(ScopeStatements.Grant, new { name, grants }, ct);
        }

        return IsInOrder(await ScopeReader.InspectAsync(connection, name, ct), rights)
            ? null
            : new SourceResult.Busy("the tables of this scope are being changed at this moment");
    }

    private static bool IsInOrder(FoundRole? role, HashSet<HeldRight> rights) => role is { Tampered: false } && role.Rights.SetEquals(rights);
}
