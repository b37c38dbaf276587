using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics;
using JitBot.Connectors.PostgreSql.Altering;
using JitBot.Connectors.PostgreSql.Ending;
using JitBot.Connectors.PostgreSql.Reach;
using JitBot.Connectors.PostgreSql.Rights;
using JitBot.Connectors.PostgreSql.Scopes;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Accounts;

/// <summary>Gets the scope ready, makes the account in one transaction, reads back what it can do, and takes it back if that is too much.</summary>
internal sealed class IssueAccount(
    ServerConnections connections, ScopeRoles scopes, PublicRights publicRights, CompareOwned compare, StatementGate statements, EndAccounts ending, Installation installation, TimeProvider time)
{
    public async Task<IssueResult> IssueAsync(Target target, AccountOrder order, CancellationToken ct)
    {
        if (order.Account.EndsAt <= time.GetUtcNow())
        {
            return new IssueResult.Refused($"The end of this grant, {order.Account.EndsAt:u}, has passed.");
        }

        if (order.Profile.Name == AccessProfile.Statement.Name && await statements.RefusalAsync(target, order.Scope.Databases, ct) is { } shut)
        {
            return new IssueResult.Refused(shut);
        }

        // Twice at most: if a role of the scope, or a database, went between looking and granting, or what was read back is not what was ordered, everything is
        // looked at afresh, and making converges.
        return await TryAsync(target, order, isLast: false, ct) ?? (await TryAsync(target, order, isLast: true, ct))!;
    }

    private async Task<IssueResult?> TryAsync(Target target, AccountOrder order, bool isLast, CancellationToken ct)
    {
        try
        {
            return await SourceAsync(target, order, ct) switch
            {
                SourceResult.Refused refused => new IssueResult.Refused(refused.Why),
                SourceResult.Busy busy => new IssueResult.NotNow($"{target.Id}: {busy.Why}."),
                SourceResult.Ready { Source: var source } => await IssueAsync(target, order, source, isLast, ct),
                _ => throw new UnreachableException(),
            };
        }
        catch (PostgresException gone) when ((gone.Is(PostgresErrorCodes.UndefinedObject) || gone.Is(PostgresErrorCodes.InvalidCatalogName)) && !isLast)
        {
            scopes.Forget(order.Scope);
            return null;
        }
    }

    private async Task<SourceResult> SourceAsync(Target target, AccountOrder order, CancellationToken ct)
    {
        if (!order.Profile.IsPremade)
        {
            return await scopes.EnsureInEachDatabaseAsync(target, order.Scope, order.Profile.Gives, ct);
        }

        if (order.Account.Own is { } own && (order.Account.Address is not null
            ? $"{own.Name} on {target.Id} cannot be held to an address: it is not a login of JitBot's."
            : await RefusalAsync(target, order.Scope.Database, own, ct)) is { } refusal)
        {
            return new SourceResult.Refused(refusal);
        }

        var premade = await PremadeRoles.InspectAsync(connections, target, order.Scope, order.Profile, ct);

        // Whoever is to become a role has none of its rights before, and has to get into the database all the same.
        return premade is SourceResult.Ready { Source: var source } && order.Profile.Level == AccessLevel.Ddl
            ? await scopes.EnsureEntryAsync(target, order.Scope, ct) switch
            {
                SourceResult.Ready { Source: var entry } => new SourceResult.Ready(new RightsSource.Premade([.. source.Roles, .. entry.Roles]) { Accepted = source.Accepted }),
                var other => other,
            }
            : premade;
    }

    /// <returns>Null if it is worth another try.</returns>
    private async Task<IssueResult?> IssueAsync(Target target, AccountOrder order, RightsSource source, bool isLast, CancellationToken ct)
    {
        var account = order.Account;
        if (order.Profile.Level == AccessLevel.Ddl)
        {
            await compare.RememberAsync(target, order, ct);
        }

        var marker = Marker.OfAccount(await installation.IdAsync(ct), account);
        var settings = AccountSettings.Of(order, source);
        var (made, serverVersion) = await MakeAsync(target, order, marker, source.Roles, settings, ct);
        if (made is null)
        {
            return new IssueResult.Refused($"There is a role {account.Name} on {target.Id} that is not JitBot's: rename or remove it, then ask again.");
        }

        if (made.Difference(marker, order.Profile.ConnectionLimit, source.Roles, settings, serverVersion) is { } difference)
        {
            scopes.Forget(order.Scope);
            return isLast ? await TakeBackAsync(target, account, made, $"{account.Name} on {target.Id} {difference}: nothing was given.", ct) : null;
        }

        if (account.Own is { } own)
        {
            // What anybody may do there, this login may anyway.
            return await LacksAsync(target, own, ct) is { } lacking
                ? await TakeBackAsync(target, account, made, lacking, ct)
                : new IssueResult.Issued(made.ServerId, source.Accepted, FailSafeReach.None);
        }

        var around = await publicRights.BeyondAsync(target, source, order.Scope.Database, ct);
        var verdict = RightsVerdict.On(around.Rights, new(target.AcceptedRights), target.Id, serverVersion);
        return (verdict.Why ?? Unbound(account, around) ?? Unreached(target, order.Scope, around)) is { } why
            ? await TakeBackAsync(target, account, made, why, ct)
            : new IssueResult.Issued(made.ServerId, [.. source.Accepted, .. verdict.Accepted], around.Unchecked.IsEmpty ? FailSafeReach.EveryLogin : FailSafeReach.Passwords);
    }

    /// <summary>An address has to hold in every database that the account gets into, or it holds in none.</summary>
    private static string? Unbound(Account account, SeenAround around) => account.Address is { } address && !around.Unchecked.IsEmpty
        ? $"{account.Name} cannot be held to {address.Text} everywhere it could connect to, so nothing was given. {string.Join(' ', around.Unchecked)}"
        : null;

    /// <summary>A scope's role outlives the database that it was made for, so that it was given says nothing of that.</summary>
    private static string? Unreached(Target target, AccessScope scope, SeenAround around) =>
        scope.Databases.FirstOrDefault(database => !around.Reached.Contains(database, StringComparer.Ordinal)) is { } gone ? ServerFailure.NoDatabase(target, gone) : null;

    private async Task<string?> RefusalAsync(Target target, string database, OwnLogin own, CancellationToken ct)
    {
        await using var connection = await connections.OpenAsync(target, database, ct);
        return OwnLoginCheck.Refusal(await OwnLoginCheck.FindAsync(connection, own, ct), own, target.Id)
            ?? ((await PassableRight.AllAsync(connection, own.Roles, ct)).FirstOrDefault() is { } right
                ? $"The role {right.Role} on {target.Id} holds {right.What} with grant option, and {own.Name} could grant that to itself for good: {right.Mend}."
                : null);
    }

    /// <summary>Reads back what the login has now, and whether it is still one that may be given something.</summary>
    /// <returns>Null if it has all of it.</returns>
    private async Task<string?> LacksAsync(Target target, OwnLogin own, CancellationToken ct)
    {
        await using var connection = await connections.OpenHomeAsync(target, ct);
        var found = await OwnLoginCheck.FindAsync(connection, own, ct);
        return OwnLoginCheck.Refusal(found, own, target.Id)
            ?? (found!.Lacks.IsEmpty ? null : $"{own.Name} on {target.Id} does not have what was given to it ({string.Join(", ", found.Lacks)}): it was taken back.");
    }

    /// <summary>The one round trip and one commit that an account costs. What was made is read back before anybody else can see it.</summary>
    /// <returns>No account if somebody else's role has the name.</returns>
    private async Task<(FoundAccount? Account, int ServerVersion)> MakeAsync(
        Target target, AccountOrder order, string marker, ImmutableArray<string> roles, AccountSettings settings, CancellationToken ct)
    {
        var (name, limit, left, to) = (order.Account.Name, order.Profile.ConnectionLimit, FailSafe.Left(order.Account, time), order.Account.Own?.Name);
        await using var connection = await connections.OpenHomeAsync(target, ct);
        var version = connection.PostgreSqlVersion.Major;
        var readBack = AccountStatements.ReadBack(version);
        try
        {
            var make = AccountStatements.Make(name, marker, limit, left, roles, settings, to, version);
            return ((await connection.ExecuteAndAskAsync(make, readBack, [name], Read, ct)).Single(), version);
        }
        catch (PostgresException there) when (there.Is(PostgresErrorCodes.DuplicateObject))
        {
            var ours = Marker.AccountPrefix(await installation.IdAsync(ct), order.Account.Request);
            var again = new { name, ours, marker, limit, seconds = left.TotalSeconds, roles, becomes = settings.Role, settings = settings.Statements(name), to };
            return await connection.OrderAsync(AccountStatements.Converge, again, ct) == AccountStatements.Made
                ? ((await connection.AskAsync(readBack, [name], Read, ct)).SingleOrDefault(), version)
                : (null, version);
        }
    }

    private static FoundAccount Read(DbDataReader row) => new(
        row.GetString(0), row.GetBoolean(1), row.GetBoolean(2), row.GetInt32(3), row.IsDBNull(4) ? null : row.GetString(4),
        [.. row.GetFieldValue<string[]>(5)], [.. row.GetFieldValue<string[]>(6)], row.GetBoolean(7));

    private async Task<IssueResult> TakeBackAsync(Target target, Account account, FoundAccount found, string why, CancellationToken ct)
    {
        ImmutableArray<EndResult> ended = await ending.EndAsync(target, [account with { ServerId = found.ServerId }], ct);
        return ended[0] switch
        {
            EndResult.Unreachable { Why: var doubt } => new IssueResult.Unreachable(doubt),
            EndResult.CannotTell { Why: var doubt } => new IssueResult.NotNow(doubt),
            _ => new IssueResult.Refused(why),
        };
    }
}
