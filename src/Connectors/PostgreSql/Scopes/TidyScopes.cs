using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Ending;
using JitBot.Core;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>
/// Drops scope roles that nobody has been in for a day. Since when is kept in JitBot's store and written here alone, so it costs grants nothing.
/// <para>
/// A role is renamed first and dropped a minute later at the earliest. A grant that is being made at this moment finds the name gone and has
/// the scope made anew, or it got in before, and then the renamed role has a member and stays until that is out. Looking for members and
/// dropping in one transaction would not do: before 16 a membership that is not committed yet can neither be seen nor waited for, and
/// DROP ROLE takes memberships along silently.
/// </para>
/// <para>Of a role that is in use, what its members can change about it is brought back to what it was.</para>
/// </summary>
internal sealed class TidyScopes(
    ServerConnections connections, RemoveRole removal, Installation installation, StoreLock storeLock, IKeyedStore store, TimeProvider time)
{
    private const string Kind = "scope-idle";
    private static readonly TimeSpan Unused = TimeSpan.FromHours(24);
    private static readonly TimeSpan AfterRetiring = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>The roles that were dropped.</returns>
    public async Task<ImmutableArray<string>> TidyAsync(Target target, CancellationToken ct)
    {
        var ours = Marker.AnyScopePrefix(await installation.IdAsync(ct));
        await using var home = await connections.OpenHomeAsync(target, ct);
        List<string> dropped = [];
        foreach (var role in await ListedRole.AllAsync(home, await installation.IdAsync(ct), ct))
        {
            await ResetDefaultsAsync(target, role, ours, ct);
            var idle = await IdleForAsync(target, role, ct);
            if (role.IsRetired && idle >= AfterRetiring)
            {
                if (await DropAsync(target, home, role, ours, ct))
                {
                    dropped.Add(role.Name);
                    await ForgetAsync(target, role, ct);
                }
            }
            else if (!role.IsRetired && idle >= Unused)
            {
                await RetireAsync(target, home, role, ours, ct);
            }
        }

        return [.. dropped];
    }

    private async Task ResetDefaultsAsync(Target target, ListedRole role, string ours, CancellationToken ct)
    {
        foreach (var database in role.DefaultsIn)
        {
            try
            {
                await using var there = await connections.VisitAsync(target, database, ct);
                await there.OrderAsync(ScopeStatements.ResetDefaults, new { name = role.Name, ours }, ct);
            }
            catch (PostgresException)
            {
                // The next round tries again; until then the sweep lists it, and it gives nobody anything.
            }
        }
    }

    private async Task<TimeSpan> IdleForAsync(Target target, ListedRole role, CancellationToken ct)
    {
        if (role.HasMembers)
        {
            await ForgetAsync(target, role, ct);
            return TimeSpan.Zero;
        }

        // The document's own end says since when: no clock but ours is in it, and one left behind by a server that is gone ends by itself.
        var now = time.Now();
        if (await store.FindAsync(Kind, Id(target, role), now, ct) is { ExpiresAt: { } forgottenAt })
        {
            return now - (forgottenAt - Remembered);
        }

        await store.TryPutAsync(new(Kind, Id(target, role), 0, "{}", now + Remembered), now, ct);
        return TimeSpan.Zero;
    }

    private async Task RetireAsync(Target target, NpgsqlConnection home, ListedRole role, string ours, CancellationToken ct)
    {
        await using var held = await storeLock.TakeAsync(ScopeRoles.LockName(target, role.Database), Patience, ct);
        if (held is not null)
        {
            var order = new { name = role.Name, ours, becomes = ScopeRoles.RetiredName(), onlyEmpty = true };
            await home.OrderAsync(ScopeStatements.Retire, order, ct);
            await ForgetAsync(target, role, ct);
        }
    }

    private async Task<bool> DropAsync(Target target, NpgsqlConnection home, ListedRole role, string ours, CancellationToken ct)
    {
        await using var held = await storeLock.TakeAsync(ScopeRoles.LockName(target, role.Database), Patience, ct);
        if (held is null)
        {
            return false;
        }

        try
        {
            await removal.ClearAsync(target, home, role.Name, await Obstacle.FindAsync(home, role.Oid, ct), Patience, ct);
            await home.ExecuteAsync(EndStatements.Drop([role.Oid], ours), ct);
            return (await home.AskAsync("SELECT oid FROM pg_roles WHERE oid = $1", [role.Oid], row => row.GetFieldValue<uint>(0), ct)).Count == 0;
        }
        catch (PostgresException)
        {
            return false; // the next round tries again; nobody is in it, so it does no harm
        }
    }

    private async Task ForgetAsync(Target target, ListedRole role, CancellationToken ct)
    {
        if (await store.FindAsync(Kind, Id(target, role), time.Now(), ct) is { } document)
        {
            await store.TryDeleteAsync(Kind, document.Id, document.Version, ct);
        }
    }

    // The name is part of it: retiring begins a new count.
    private static string Id(Target target, ListedRole role) => $"{target.Id} {role.Oid} {role.Name}";
}
