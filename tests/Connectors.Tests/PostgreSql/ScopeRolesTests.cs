using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class ScopeRolesTests(ServerFixture servers)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rule 2
    [Theory, MemberData(nameof(Versions))]
    public async Task Rights_come_through_one_shared_role_that_the_holder_cannot_become(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var first = await world.HaveAsync();
        var second = await world.HaveAsync(world.Order(person: "erin"));

        var role = await RoleOfAsync(world, first);
        Assert.Equal(role, await RoleOfAsync(world, second));
        Assert.StartsWith("jit_scope_", role, StringComparison.Ordinal);
        Assert.Equal("f|t|t", await world.AdminAsync($"SELECT concat_ws('|', rolcanlogin, rolpassword IS NULL, rolinherit) FROM pg_authid WHERE rolname = '{role}'"));
        await using var holder = await world.OpenAsync(first);
        if (version >= 16)
        {
            await holder.RefusedAsync("42501", $"SET ROLE {role}");
        }

        await holder.RefusedAsync("42501", $"ALTER ROLE {role} PASSWORD 'mine'");
        await holder.RefusedAsync("42501", $"GRANT {role} TO PUBLIC_FRIEND".Replace("PUBLIC_FRIEND", second.Name, StringComparison.Ordinal));
    }

    // Rule 7
    [Theory, MemberData(nameof(Versions))]
    public async Task A_wide_scope_takes_in_tables_and_partitions_but_no_views(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope() with { Schemas = ["public", "pay"] })));
        await using var everything = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope(), AccessLevel.Write)));

        foreach (var reader in new[] { holder, everything })
        {
            Assert.Equal("2", await reader.RunAsync("SELECT count(*) FROM public.employee"));
            Assert.Equal("0", await reader.RunAsync("SELECT count(*) FROM pay.entry_2026"));
            await reader.RefusedAsync("42501", "SELECT * FROM public.directory");
            await reader.RefusedAsync("42501", "SELECT * FROM public.headcount");
        }

        await everything.RunAsync("INSERT INTO pay.entry VALUES (1, 2026)");
    }

    // Rule 7
    [Theory, MemberData(nameof(Versions))]
    public async Task A_view_that_is_named_is_given(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.directory", "public.headcount"))));

        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.directory"));
        Assert.Equal("2", await holder.RunAsync("SELECT count FROM public.headcount"));
        await holder.RefusedAsync("42501", "SELECT * FROM public.employee");
    }

    // Rule 3
    [Theory, MemberData(nameof(Versions))]
    public async Task A_table_made_later_enters_new_grants_of_the_schema_but_no_live_one(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var wide = world.Scope() with { Schemas = ["pay"] };
        await using var before = await world.OpenAsync(await world.HaveAsync(world.Order(wide)));
        await world.AdminAsync("CREATE TABLE pay.bonus (id int)");
        world.Time.Advance(Minute);

        await using var after = await world.OpenAsync(await world.HaveAsync(world.Order(wide)));

        Assert.Equal("0", await after.RunAsync("SELECT count(*) FROM pay.bonus"));
        await before.RefusedAsync("42501", "SELECT * FROM pay.bonus");
    }

    // Rule 3: an access list belongs to the table that was approved, not to its name.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_table_that_was_replaced_is_not_in_an_old_grant(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await using var before = await world.OpenAsync(await world.HaveAsync());
        await world.AdminAsync("ALTER TABLE public.employee RENAME TO employee_old; ALTER TABLE public.salary RENAME TO employee");
        world.Time.Advance(Minute);

        await using var after = await world.OpenAsync(await world.HaveAsync());

        Assert.Equal("0", await after.RunAsync("SELECT count(*) FROM public.employee"));
        await before.RefusedAsync("42501", "SELECT * FROM public.employee");
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task What_is_not_there_or_not_the_bots_to_give_is_refused_with_what_to_do(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await world.AdminAsync("CREATE TABLE public.secret (id int); REVOKE ALL ON public.secret FROM jitbot; CREATE SCHEMA hidden; CREATE TABLE hidden.t (id int)");
        foreach (var (scope, expected) in new (AccessScope, string)[]
        {
            (world.Scope("public.gone"), "public.gone"),
            (world.Scope("pg_catalog.pg_authid"), "pg_authid"),
            (world.Scope("public.secret"), "GRANT SELECT ON \"public\".\"secret\" TO \"jitbot\" WITH GRANT OPTION"),
            (world.Scope() with { Schemas = ["hidden"] }, "hidden"),
            (world.Scope() with { Schemas = ["nowhere"] }, "nowhere"),
            (world.Scope() with { Database = "nowhere" }, "nowhere"),
        })
        {
            var order = world.Order(scope);
            Assert.Contains(expected, Assert.IsType<IssueResult.Refused>(await world.IssueAsync(order)).Why, StringComparison.Ordinal);
            Assert.False(await world.ExistsAsync(order.Account.Name));
        }
    }

    // Rules 2, 3: a table the operator keeps back is not part of a wide scope.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_wide_scope_leaves_out_what_the_bot_may_not_give(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await world.AdminAsync("CREATE TABLE public.secret (id serial); REVOKE INSERT ON public.secret FROM jitbot");
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope(), AccessLevel.Write)));

        await holder.RefusedAsync("42501", "SELECT * FROM public.secret");
        await holder.RefusedAsync("42501", "SELECT nextval('public.secret_id_seq')");
    }

    // Rule 3
    [Theory, MemberData(nameof(Versions))]
    public async Task A_scope_role_that_is_gone_is_made_again(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var first = await world.HaveAsync();
        var role = await RoleOfAsync(world, first);
        await world.EndAsync(first);
        await world.AdminAsync($"ALTER ROLE {role} RENAME TO {role}_x");

        await using var holder = await world.OpenAsync(await world.HaveAsync());

        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.employee"));
    }

    // Rules 3, 23
    [Theory, MemberData(nameof(Versions))]
    public async Task A_half_made_scope_role_is_finished(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var role = await RoleOfAsync(world, await world.HaveAsync());
        await world.AdminAsync($"REVOKE ALL ON public.employee FROM {role}; REVOKE CONNECT ON DATABASE {world.Database} FROM {role}");
        await PostgresWorld.RunAsync(world.Target.Connection.Reveal(),
            $"REVOKE ALL ON public.employee FROM {role}; REVOKE CONNECT ON DATABASE {world.Database} FROM {role}");
        world.Time.Advance(Minute);

        var account = await world.HaveAsync();

        Assert.Equal(role, await RoleOfAsync(world, account));
        await using var holder = await world.OpenAsync(account);
        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.employee"));
    }

    // Rule 2: on 15 a holder can set the shared role and leave things on it.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_scope_role_that_was_given_more_or_owns_something_is_not_given_out_again(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        foreach (var tampering in new[]
        {
            "GRANT SELECT ON public.salary TO {0}",
            "GRANT SELECT (amount) ON public.salary TO {0}",
            "GRANT SELECT ON public.employee TO {0} WITH GRANT OPTION",
            "GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) TO {0}",
            "ALTER ROLE {0} SET work_mem = '1GB'",
            "ALTER ROLE {0} LOGIN",
            "DO $$ BEGIN EXECUTE format('ALTER LARGE OBJECT %s OWNER TO {0}', lo_create(0)); END $$",
            "GRANT pg_read_all_data TO {0}",
        })
        {
            var role = await RoleOfAsync(world, await world.HaveAsync());
            await world.AdminAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, tampering, role));
            world.Time.Advance(Minute);

            var account = await world.HaveAsync();

            Assert.Equal(role, await RoleOfAsync(world, account));
            await using var holder = await world.OpenAsync(account);
            Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.employee"));
            await holder.RefusedAsync("42501", "SELECT amount FROM public.salary");
            await holder.RefusedAsync("42501", "SELECT pg_ls_dir('.')");
        }
    }

    // Rule 3
    [Theory, MemberData(nameof(Versions))]
    public async Task Fifty_grants_of_different_scopes_on_one_database_are_issued_at_once(int version)
    {
        var tables = string.Concat(Enumerable.Range(0, 50).Select(i => $"CREATE TABLE public.t{i} (id int);"));
        await using var world = await PostgresWorld.StartAsync(servers, version, Schema.Hr + tables);
        await using var other = world.NewConnector();
        var orders = Enumerable.Range(0, 50).Select(i => world.Order(world.Scope("public.employee", $"public.t{i}"))).ToArray();

        // A lock that is waited for in vain is an answer of normal life: asked again, it is had.
        async Task<IssueResult> IssueAsync(int i)
        {
            while (true)
            {
                var result = await (i % 2 == 0 ? world.Connector : other).IssueAsync(world.Target, orders[i], CancellationToken.None);
                if (result is not IssueResult.Unreachable)
                {
                    return result;
                }
            }
        }

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(IssueAsync));

        Assert.All(results, result => Assert.IsType<IssueResult.Issued>(result));
        Assert.Equal("50", await world.AdminAsync(
            $"SELECT count(DISTINCT roleid) FROM pg_auth_members WHERE member IN ({string.Join(',', orders.Select(order => $"'{order.Account.Name}'::regrole"))})"));
    }

    // Rule 3: a table's access list is one row of the catalogue.
    [Theory, MemberData(nameof(Versions))]
    public async Task No_further_scope_is_made_on_a_table_that_is_in_five_hundred(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await world.AdminAsync("""
            DO $$ BEGIN
                FOR i IN 1..500 LOOP
                    EXECUTE format('CREATE ROLE %I', 'crowd_' || i);
                    EXECUTE format('GRANT SELECT ON public.employee TO %I', 'crowd_' || i);
                END LOOP;
            END $$
            """);
        try
        {
            Assert.Contains("access list", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order())).Why, StringComparison.Ordinal);
            await world.HaveAsync(world.Order(world.Scope("public.salary")));
        }
        finally
        {
            await world.AdminAsync("DO $$ BEGIN FOR i IN 1..500 LOOP EXECUTE format('DROP OWNED BY %1$I; DROP ROLE %1$I', 'crowd_' || i); END LOOP; END $$");
        }
    }

    public static TheoryData<int, string, string> OddNames
    {
        get
        {
            TheoryData<int, string, string> names = [];
            foreach (var major in PostgresFixture.Majors)
            {
                foreach (var name in new[] { "select", "Mixed Case", "a\"b'c", "semi;--colon", "😀 emoji", "back\\slash", "$do$ $make$", "per%cent {0}", "tab\tline\nend" })
                {
                    names.Add(major, name, "x");
                }

                names.Add(major, "public", new string('n', 63));
            }

            return names;
        }
    }

    [Theory, MemberData(nameof(OddNames))]
    public async Task Odd_names_of_schemas_tables_and_databases_work_all_the_way(int version, string name, string table)
    {
        var (schema, relation) = (SqlText.Identifier(name), SqlText.Identifier(table == "x" ? name : table));
        await using var world = await PostgresWorld.StartAsync(servers, version, $"""
            CREATE SCHEMA IF NOT EXISTS {schema};
            CREATE TABLE {schema}.{relation} (id serial, "{name.Replace("\"", "\"\"", StringComparison.Ordinal)}" text);
            """, database: name);
        var scope = world.Scope() with { Tables = [new(name, table == "x" ? name : table)] };

        var catalog = Assert.IsType<CatalogResult.Read>(await world.Connector.ReadCatalogAsync(world.Target, CancellationToken.None)).Catalog;
        Assert.Equal(scope.Tables[0], Assert.Single(catalog.Tables).Name);

        var account = await world.HaveAsync(world.Order(scope, AccessLevel.Write, person: name));
        await using var holder = await world.OpenAsync(account);
        await holder.RunAsync($"INSERT INTO {schema}.{relation} DEFAULT VALUES");
        await holder.RunAsync("SELECT lo_create(0)");
        await world.HaveAsync(world.Order(world.Scope() with { Schemas = [name] }, person: name));
        Assert.Single((await world.EndedAsync(account)).Kept);
    }

    // Rule 3
    [Theory, MemberData(nameof(Versions))]
    public async Task A_scope_role_unused_for_a_day_is_dropped_and_one_in_use_stays(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var unused = await world.HaveAsync();
        var unusedRole = await RoleOfAsync(world, unused);
        var used = await world.HaveAsync(world.Order(world.Scope("public.salary"), lasting: TimeSpan.FromDays(9)));
        var usedRole = await RoleOfAsync(world, used);
        await world.EndAsync(unused);

        Assert.Empty(await TidyAsync(world));
        world.Time.Advance(TimeSpan.FromHours(23));
        Assert.Empty(await TidyAsync(world));
        Assert.True(await world.ExistsAsync(unusedRole));
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await TidyAsync(world));
        Assert.False(await world.ExistsAsync(unusedRole));
        Assert.Empty(await TidyAsync(world));
        world.Time.Advance(Minute);
        Assert.StartsWith("jit_gone_", Assert.Single(await TidyAsync(world)), StringComparison.Ordinal);

        Assert.True(await world.ExistsAsync(usedRole));
        Assert.Equal("1", await world.AdminAsync($"SELECT count(*) FROM pg_shdescription WHERE description LIKE '%{await world.Installation.IdAsync(default)}%\"scope\"%'"));
    }

    // Rule 3: between the look and the drop somebody came in.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_grant_that_slipped_into_a_retired_scope_role_keeps_it(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var first = await world.HaveAsync();
        var role = await RoleOfAsync(world, first);
        await world.EndAsync(first);
        await TidyAsync(world);
        world.Time.Advance(TimeSpan.FromHours(24));
        await TidyAsync(world);
        var retired = await world.AdminAsync($"SELECT rolname FROM pg_roles r JOIN pg_shdescription d ON d.objoid = r.oid WHERE d.description LIKE '%{await world.Installation.IdAsync(default)}%\"scope\"%'");
        Assert.False(role == retired);
        await PostgresWorld.RunAsync(world.Target.Connection.Reveal(), $"CREATE ROLE slipped_{version}; GRANT {retired} TO slipped_{version}");

        world.Time.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await TidyAsync(world));
        Assert.Empty(await TidyAsync(world));
        await PostgresWorld.RunAsync(world.Target.Connection.Reveal(), $"DROP ROLE slipped_{version}");
        Assert.Empty(await TidyAsync(world));
        world.Time.Advance(Minute);
        Assert.Equal([retired!], await TidyAsync(world), StringComparer.Ordinal);
    }

    // Rule 3: the fast path believes the role to be there.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_grant_issued_while_its_scope_role_is_tidied_away_has_its_rights(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await using var other = world.NewConnector();
        await world.EndAsync(await world.HaveAsync());
        await TidyAsync(world);
        world.Time.Advance(TimeSpan.FromHours(24));
        await world.EndAsync(await world.HaveAsync());
        await other.TidyAsync(world.Target, CancellationToken.None);

        await using var holder = await world.OpenAsync(await world.HaveAsync());

        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.employee"));
    }

    // Rule 2: whoever has a role's rights may change what it grants on future objects, and that is all of it they may change from 16 on.
    [Theory, MemberData(nameof(Versions))]
    public async Task Default_privileges_that_a_holder_gave_the_shared_role_are_brought_back(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        var role = await world.AdminAsync($"SELECT pg_get_userbyid(roleid) FROM pg_auth_members WHERE member = {account.ServerId}");
        await using (var holder = await world.OpenAsync(account))
        {
            foreach (var change in new[]
            {
                "GRANT SELECT ON TABLES TO PUBLIC", "REVOKE ALL ON TABLES FROM {0}", "GRANT EXECUTE ON ROUTINES TO {1} WITH GRANT OPTION", "REVOKE EXECUTE ON ROUTINES FROM PUBLIC",
                "REVOKE USAGE ON TYPES FROM PUBLIC", "GRANT USAGE ON SCHEMAS TO PUBLIC", "IN SCHEMA public GRANT USAGE ON SEQUENCES TO {1}",
            })
            {
                await holder.RunAsync($"ALTER DEFAULT PRIVILEGES FOR ROLE {role} {string.Format(System.Globalization.CultureInfo.InvariantCulture, change, role, account.Name)}");
            }
        }

        await TidyAsync(world);

        Assert.Null(await world.AdminAsync($"SELECT 1 FROM pg_default_acl WHERE defaclrole = '{role}'::regrole"));
        Assert.Null(await world.AdminAsync($"SELECT 1 FROM pg_auth_members WHERE roleid = '{role}'::regrole AND member = 'jitbot'::regrole AND grantor = 'jitbot'::regrole"));
        Assert.Empty(Assert.IsType<InspectResult.Read>(await world.Connector.InspectAsync(world.Target, CancellationToken.None)).Found.ScopeFindings.Where(found => found.StartsWith(role!, StringComparison.Ordinal)));
        var next = await world.HaveAsync();
        Assert.Equal(role, await world.AdminAsync($"SELECT pg_get_userbyid(roleid) FROM pg_auth_members WHERE member = {next.ServerId}"));
        await world.EndedAsync(account);
    }

    private static async Task<IReadOnlyList<string>> TidyAsync(PostgresWorld world) =>
        Assert.IsType<TidyResult.Tidied>(await world.Connector.TidyAsync(world.Target, CancellationToken.None)).Dropped;

    private static async Task<string> RoleOfAsync(PostgresWorld world, Account account) =>
        (await world.AdminAsync($"SELECT roleid::regrole::text FROM pg_auth_members WHERE member = '{account.Name}'::regrole"))!;
}
