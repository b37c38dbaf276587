using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql;
using JitBot.Core.Grants;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class EndAccountsTests(ServerFixture servers)
{
    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rules 15, 18
    [Theory, MemberData(nameof(Versions))]
    public async Task Ending_leaves_no_account_and_no_session_and_may_be_repeated(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await using var idle = await holder.OpenConnectionAsync();
        await using var busy = await holder.OpenConnectionAsync();
        var sleeping = busy.RunAsync("SELECT pg_sleep(60)");

        Assert.Empty((await world.EndedAsync(account)).Kept);

        Assert.False(await world.ExistsAsync(account.Name));
        Assert.Null(await world.AdminAsync($"SELECT 1 FROM pg_stat_activity WHERE usesysid = {account.ServerId}"));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => sleeping);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => idle.RunAsync("SELECT 1"));
        await world.EndedAsync(account);
    }

    // Rules 15, 18: a holder may set their own password, and holds their role for as long as that is not committed.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_holder_in_the_middle_of_changing_their_own_role_holds_nothing_up(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        var other = await world.HaveAsync(world.Order(person: "erin"));
        await using var holder = await world.OpenAsync(account);
        await using var session = await holder.OpenConnectionAsync();
        await session.RunAsync("BEGIN; ALTER ROLE CURRENT_USER PASSWORD 'kept'");

        var ended = await world.Connector.EndAsync(world.Target, [account, other], CancellationToken.None);

        Assert.All(ended, result => Assert.IsType<EndResult.Gone>(result));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.RunAsync("COMMIT"));
        Assert.False(await world.ExistsAsync(account.Name));
    }

    // Rules 15, 18
    [Theory, MemberData(nameof(Versions))]
    public async Task A_prepared_change_of_the_holders_own_role_holds_nothing_up(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await using (var holder = await world.OpenAsync(account))
        {
            await holder.RunAsync("BEGIN; ALTER ROLE CURRENT_USER PASSWORD 'kept'; PREPARE TRANSACTION 'own role'");
        }

        await world.EndedAsync(account);

        Assert.False(await world.ExistsAsync(account.Name));
        Assert.Null(await world.AdminAsync($"SELECT 1 FROM pg_prepared_xacts WHERE owner = '{account.Name}'"));
    }

    // Rule 16
    [Theory, MemberData(nameof(Versions))]
    public async Task The_tick_cuts_a_holder_in_the_middle_of_changing_their_own_role(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await using var session = await holder.OpenConnectionAsync();
        await world.AdminAsync($"ALTER ROLE {account.Name} VALID UNTIL '2020-01-01'");
        await session.RunAsync("BEGIN; ALTER ROLE CURRENT_USER PASSWORD 'kept'");

        var cut = Assert.IsType<CutResult.Cut>(await world.Connector.CutOverdueAsync(world.Target, CancellationToken.None));

        Assert.Equal([account.Name], cut.Accounts);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.RunAsync("COMMIT"));
    }

    // Rules 16, 23
    [Theory, MemberData(nameof(Versions))]
    public async Task Ticks_that_come_at_once_take_turns_and_cut_each_account_once(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await world.AdminAsync($"ALTER ROLE {account.Name} LOGIN VALID UNTIL '2020-01-01'");

        var cuts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.Connector.CutOverdueAsync(world.Target, CancellationToken.None)));

        Assert.Equal([account.Name], cuts.SelectMany(cut => Assert.IsType<CutResult.Cut>(cut).Accounts));
    }

    // Rule 18: one statement that has to wait says nothing about the server.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_lock_on_what_is_granted_is_not_taken_for_a_server_that_is_down(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await using var owner = NpgsqlDataSource.Create(world.Server.ConnectionString(world.Database));
        await using var session = await owner.OpenConnectionAsync();
        await session.RunAsync("BEGIN; GRANT REFERENCES ON public.employee TO jit_graveyard");

        Assert.IsType<IssueResult.NotNow>(await world.IssueAsync(world.Order()));
    }

    // Rule 15: before 16 a holder may sit in the scope role; the session is still the login's own.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_session_is_cut_whatever_role_it_has_set(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await world.AdminAsync("DO $$ BEGIN CREATE ROLE hr_staff; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        var account = await world.HaveAsync();
        await world.AdminAsync($"GRANT hr_staff TO {account.Name}");
        await using var holder = await world.OpenAsync(account);
        await using var session = await holder.OpenConnectionAsync();
        await session.RunAsync("SET ROLE hr_staff");

        await world.EndedAsync(account);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.RunAsync("SELECT 1"));
    }

    // Rule 15: DROP ROLE succeeds under a live session, which then is known by its OID alone.
    [Theory, MemberData(nameof(Versions))]
    public async Task Sessions_of_an_account_that_is_gone_are_cut_by_the_remembered_id(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await using var session = await holder.OpenConnectionAsync();
        await world.AdminAsync($"DROP ROLE {account.Name}");
        Assert.Equal("1", await session.RunAsync("SELECT 1"));

        await world.EndedAsync(account);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.RunAsync("SELECT 1"));
    }

    // Rule 15
    [Theory, MemberData(nameof(Versions))]
    public async Task A_remembered_id_that_another_role_has_by_now_cuts_nobody(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var other = await world.HaveAsync(world.Order(person: "erin"));
        await using var holder = await world.OpenAsync(other);
        await using var session = await holder.OpenConnectionAsync();
        var gone = world.Order().Account with { ServerId = other.ServerId };

        Assert.IsType<EndResult.Gone>(await world.EndAsync(gone));
        Assert.Equal("1", await session.RunAsync("SELECT 1"));
    }

    // Rule 1
    [Theory, MemberData(nameof(Versions))]
    public async Task A_strangers_role_is_left_alone(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = world.Order().Account;
        await world.AdminAsync($"CREATE ROLE {account.Name} LOGIN PASSWORD 'theirs'");

        var gone = await world.EndedAsync(account);

        Assert.Empty(gone.Kept);
        Assert.Equal("True", await world.AdminAsync($"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{account.Name}'"));
    }

    // Rule 1
    [Theory, MemberData(nameof(Versions))]
    public async Task Another_installations_account_is_left_alone(int version)
    {
        await using var theirs = await PostgresWorld.StartAsync(servers, version);
        await using var ours = await PostgresWorld.StartAsync(servers, version);
        var account = await theirs.HaveAsync();
        await using var holder = await theirs.OpenAsync(account);
        await using var session = await holder.OpenConnectionAsync();

        Assert.IsType<EndResult.Gone>(await ours.EndAsync(account with { ServerId = null }));

        Assert.Equal("1", await session.RunAsync("SELECT 1"));
        Assert.Empty(Assert.IsType<CutResult.Cut>(await ours.Connector.CutOverdueAsync(ours.Target, CancellationToken.None)).Accounts);
        Assert.True(await ours.ExistsAsync(account.Name));
    }

    // Rules 1, 18: it is the role we made, perhaps open, and yet it may not be touched.
    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_that_lost_its_marker_is_not_called_gone(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await world.AdminAsync($"COMMENT ON ROLE {account.Name} IS NULL");

        Assert.Contains("by hand", Assert.IsType<EndResult.CannotTell>(await world.EndAsync(account)).Why, StringComparison.Ordinal);
        Assert.Equal("1", await holder.RunAsync("SELECT 1"));
    }

    // Rule 18
    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_that_was_renamed_by_hand_is_found_by_its_id(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await world.AdminAsync($"ALTER ROLE {account.Name} RENAME TO {account.Name}_x");

        await world.EndedAsync(account);
        Assert.False(await world.ExistsAsync($"{account.Name}_x"));
    }

    // Rule 23
    [Theory, MemberData(nameof(Versions))]
    public async Task An_end_that_stopped_half_way_is_finished(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var closed = await world.HaveAsync();
        await world.AdminAsync($"ALTER ROLE {closed.Name} NOLOGIN PASSWORD NULL VALID UNTIL '-infinity'");
        var outOfScope = await world.HaveAsync();
        await world.AdminAsync($"DO $$ BEGIN EXECUTE (SELECT format('REVOKE %I FROM {outOfScope.Name}', roleid::regrole) FROM pg_auth_members WHERE member = '{outOfScope.Name}'::regrole); END $$");

        var results = await world.Connector.EndAsync(world.Target, [closed, outOfScope], CancellationToken.None);

        Assert.All(results, result => Assert.IsType<EndResult.Gone>(result));
    }

    // Rule 15: prepared transactions make DROP ROLE hang.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_prepared_transaction_is_rolled_back(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync(world.Order(level: AccessLevel.Write));
        await using var holder = await world.OpenAsync(account);
        await using (var session = await holder.OpenConnectionAsync())
        {
            await session.RunAsync("BEGIN");
            await session.RunAsync("SELECT lo_from_bytea(0, 'left')");
            await session.RunAsync("DELETE FROM public.employee");
            await session.RunAsync("PREPARE TRANSACTION 'it''s \"left\" 😀'");
        }

        await world.EndedAsync(account);
        Assert.Null(await world.AdminAsync($"SELECT 1 FROM pg_prepared_xacts WHERE database = '{world.Database}'"));
        Assert.Equal("2", await world.AdminAsync("SELECT count(*) FROM public.employee"));
    }

    // Rule 17
    [Theory, MemberData(nameof(Versions))]
    public async Task What_the_account_owns_is_kept_by_the_graveyard_with_every_privilege_revoked(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await world.AdminAsync("DO $$ BEGIN CREATE ROLE hr_staff; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        var account = await world.HaveAsync();
        await PostgresWorld.RunAsync(world.Target.Connection.Reveal(), $"""
            GRANT CREATE ON DATABASE {world.Database} TO {account.Name};
            GRANT CREATE ON SCHEMA pay TO {account.Name};
            """);
        await using var holder = await world.OpenAsync(account);
        await holder.RunAsync("""
            CREATE SCHEMA "my ""own"" corner";
            CREATE TABLE "my ""own"" corner".notes (id serial, note text, other text);
            CREATE VIEW "my ""own"" corner".seen AS SELECT note FROM "my ""own"" corner".notes;
            CREATE FUNCTION "my ""own"" corner".power(int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
            CREATE TYPE "my ""own"" corner".mood AS ENUM ('good');
            GRANT SELECT ON "my ""own"" corner".notes TO PUBLIC;
            GRANT UPDATE (note) ON "my ""own"" corner".notes TO hr_staff WITH GRANT OPTION;
            GRANT USAGE ON SCHEMA "my ""own"" corner" TO PUBLIC;
            ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO hr_staff;
            """);
        await holder.RunAsync("CREATE FUNCTION pay.reckon(text, VARIADIC int[]) RETURNS int LANGUAGE sql AS 'SELECT 1'");
        var large = await holder.RunAsync("SELECT lo_from_bytea(0, 'mine')");
        await holder.RunAsync($"GRANT SELECT ON LARGE OBJECT {large} TO PUBLIC");

        var gone = await world.EndedAsync(account);

        Assert.False(await world.ExistsAsync(account.Name));
        Assert.Contains($"large object {large} in {world.Database}", gone.Kept, StringComparer.Ordinal);
        Assert.Contains($"table \"my \"\"own\"\" corner\".notes in {world.Database}", gone.Kept, StringComparer.Ordinal);
        Assert.Contains(gone.Kept, line => line.Contains("pay.reckon", StringComparison.Ordinal));
        Assert.Equal("mine", await world.AdminAsync($"SELECT convert_from(lo_get({large}), 'UTF8')"));
        foreach (var owner in new[]
        {
            "SELECT relowner::regrole FROM pg_class WHERE relname = 'notes'",
            "SELECT relowner::regrole FROM pg_class WHERE relname = 'seen'",
            "SELECT proowner::regrole FROM pg_proc WHERE proname = 'reckon'",
            "SELECT typowner::regrole FROM pg_type WHERE typname = 'mood'",
            "SELECT nspowner::regrole FROM pg_namespace WHERE nspname ~ 'corner'",
            $"SELECT lomowner::regrole FROM pg_largeobject_metadata WHERE oid = {large}",
        })
        {
            Assert.Equal("jit_graveyard", await world.AdminAsync($"SELECT ({owner})::text"));
        }

        Assert.Null(await world.AdminAsync("""
            SELECT a.grantee::regrole::text FROM (
                SELECT relacl FROM pg_class WHERE relowner = 'jit_graveyard'::regrole
                UNION ALL SELECT attacl FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relowner = 'jit_graveyard'::regrole AND attacl <> '{}'
                UNION ALL SELECT coalesce(proacl, acldefault('f', proowner)) FROM pg_proc WHERE proowner = 'jit_graveyard'::regrole
                UNION ALL SELECT nspacl FROM pg_namespace WHERE nspowner = 'jit_graveyard'::regrole
                UNION ALL SELECT lomacl FROM pg_largeobject_metadata WHERE lomowner = 'jit_graveyard'::regrole) acls (acl), aclexplode(acl) a
            WHERE a.grantee <> 'jit_graveyard'::regrole
            """));
        Assert.Equal("False", await world.AdminAsync("SELECT has_schema_privilege('jit_graveyard', 'pay', 'CREATE')"));
        Assert.Null(await world.AdminAsync("SELECT 1 FROM pg_auth_members WHERE member = 'jit_graveyard'::regrole"));
    }

    // Rule 17: a request's document has room for 256 KiB.
    [Theory, MemberData(nameof(Versions))]
    public async Task Of_very_many_things_that_are_kept_fifty_are_told_by_name(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await holder.RunAsync("SELECT count(lo_create(0)) FROM generate_series(1, 300)");

        var gone = await world.EndedAsync(account);

        Assert.Equal(51, gone.Kept.Length);
        Assert.Equal("and 250 more", gone.Kept[^1]);
        Assert.Equal("300", await world.AdminAsync("SELECT count(*) FROM pg_largeobject_metadata WHERE lomowner = 'jit_graveyard'::regrole"));
    }

    // Rule 17
    [Theory, MemberData(nameof(Versions))]
    public async Task What_it_owns_in_another_database_is_kept_too(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await using var archive = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await PostgresWorld.RunAsync(archive.Target.Connection.Reveal(), $"GRANT CONNECT ON DATABASE {archive.Database} TO {account.Name}");
        await using var holder = await world.OpenAsync(account, archive.Database);
        var large = await holder.RunAsync("SELECT lo_from_bytea(0, 'mine')");

        var gone = await world.EndedAsync(account);

        Assert.Equal([$"large object {large} in {archive.Database}"], gone.Kept, StringComparer.Ordinal);
    }

    // Rule 17
    [Theory, MemberData(nameof(Versions))]
    public async Task What_cannot_be_cleared_away_stays_as_a_closed_residue_without_rights(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await using var session = await holder.OpenConnectionAsync();
        await world.AdminAsync($"CREATE DATABASE {world.Database}_own OWNER {account.Name}; ");
        try
        {
            Assert.Contains("database", Assert.IsType<EndResult.Residue>(await world.EndAsync(account)).Why, StringComparison.Ordinal);
            Assert.Equal("False", await world.AdminAsync($"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{account.Name}'"));
            Assert.Null(await world.AdminAsync($"SELECT roleid::regrole::text FROM pg_auth_members WHERE member = '{account.Name}'::regrole"));
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.RunAsync("SELECT 1"));
        }
        finally
        {
            await world.AdminAsync($"DROP DATABASE {world.Database}_own");
        }

        await world.EndedAsync(account);
    }

    // Rule 18
    [Theory, MemberData(nameof(Versions))]
    public async Task One_account_that_cannot_be_ended_does_not_spoil_the_others(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var accounts = new List<Account>();
        for (var i = 0; i < 9; i++)
        {
            accounts.Add(await world.HaveAsync());
        }

        // JitBot may not alter a superuser, nor end its sessions.
        await world.AdminAsync($"ALTER ROLE {accounts[4].Name} SUPERUSER");
        var results = await world.Connector.EndAsync(world.Target, [.. accounts], CancellationToken.None);

        Assert.IsType<EndResult.CannotTell>(results[4]);
        Assert.Equal(8, results.Count(result => result is EndResult.Gone));
        Assert.Equal("1", await world.AdminAsync($"SELECT count(*) FROM pg_roles WHERE rolname IN ({string.Join(',', accounts.Select(account => $"'{account.Name}'"))})"));
    }

    // Rules 15, 18
    [Theory, MemberData(nameof(Versions))]
    public async Task Two_hundred_accounts_with_sessions_end_together(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var orders = Enumerable.Range(0, 200).Select(_ => world.Order()).ToArray();
        var accounts = await Task.WhenAll(orders.Select(world.HaveAsync));
        var sessions = new List<NpgsqlConnection>();
        foreach (var account in accounts.Take(100))
        {
            sessions.Add(await (await world.OpenAsync(account)).OpenConnectionAsync());
        }

        var results = await world.Connector.EndAsync(world.Target, [.. accounts], CancellationToken.None);

        Assert.All(results, result => Assert.IsType<EndResult.Gone>(result));
        Assert.Equal("0", await world.AdminAsync($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{world.Database}' AND usename LIKE 'jit\\_%'"));
        foreach (var session in sessions)
        {
            await session.DisposeAsync();
        }
    }

    // Rule 23
    [Theory, MemberData(nameof(Versions))]
    public async Task Two_replicas_may_end_the_same_accounts_at_once(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await using var other = world.NewConnector();
        var accounts = (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.HaveAsync()))).ToImmutableArray();

        var both = await Task.WhenAll(
            world.Connector.EndAsync(world.Target, accounts, CancellationToken.None), other.EndAsync(world.Target, accounts, CancellationToken.None));

        Assert.All(both.SelectMany(results => results), result => Assert.IsType<EndResult.Gone>(result));
    }

    // Rule 16
    [Theory, MemberData(nameof(Versions))]
    public async Task Accounts_past_their_end_are_closed_and_cut_without_the_store(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var over = await world.HaveAsync(world.Order(lasting: TimeSpan.FromSeconds(2)));
        var going = await world.HaveAsync(world.Order(lasting: TimeSpan.FromMinutes(2)));
        await using var overHolder = await world.OpenAsync(over);
        await using var overSession = await overHolder.OpenConnectionAsync();
        await using var goingHolder = await world.OpenAsync(going);
        await using var goingSession = await goingHolder.OpenConnectionAsync();
        world.Store.IsDown = true;

        ImmutableArray<string> cut = [];
        while (cut.IsEmpty)
        {
            await Task.Delay(100);
            cut = Assert.IsType<CutResult.Cut>(await world.Connector.CutOverdueAsync(world.Target, CancellationToken.None)).Accounts;
        }

        Assert.Equal([over.Name], cut, StringComparer.Ordinal);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => overSession.RunAsync("SELECT 1"));
        await overHolder.RefusedAsync("28P01", "SELECT 1");
        Assert.Equal("1", await goingSession.RunAsync("SELECT 1"));
        Assert.Empty(Assert.IsType<CutResult.Cut>(await world.Connector.CutOverdueAsync(world.Target, CancellationToken.None)).Accounts);

        world.Store.IsDown = false;
        Assert.IsType<EndResult.Gone>(await world.EndAsync(over));
    }

    // Rule 14: reveal and end exclude each other, and if they did not, the end wins.
    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_cannot_be_opened_after_its_end_began(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await world.EndAsync(account);

        Assert.IsType<OpenResult.Missing>(await world.Connector.OpenAsync(world.Target, account, Secret.NewPassword(), CancellationToken.None));
    }
}
