using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core.Targets;
using JitBot.Support;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql.Doctor;

/// <summary>What the doctor finds on real servers, each hole made on purpose: it is found, and the SQL it prints mends it.</summary>
public sealed class ExamineTargetTests(DoctorServers servers) : IClassFixture<DoctorServers>
{
    private const string Objects = """
        CREATE SCHEMA closed;
        CREATE TABLE closed.t (id int);
        CREATE FUNCTION public.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.salary';
        CREATE FUNCTION public.dblink_like() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE LANGUAGE wild HANDLER plpgsql_call_handler;
        CREATE FUNCTION public.roam() RETURNS int LANGUAGE wild AS 'BEGIN RETURN 1; END';
        CREATE FOREIGN DATA WRAPPER nowhere;
        CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
        REVOKE EXECUTE ON FUNCTION public.peek(), public.dblink_like(), public.roam() FROM PUBLIC;
        """;

    private static readonly (string Hole, string Id, Severity Severity)[] Known =
    [
        ("ALTER ROLE jitbot SUPERUSER", "login.superuser", Severity.Problem),
        ("ALTER ROLE jitbot CREATEDB", "login.createdb", Severity.Problem),
        ("ALTER ROLE jitbot REPLICATION", "login.replication", Severity.Problem),
        ("ALTER ROLE jitbot BYPASSRLS", "login.bypassrls", Severity.Problem),
        ("ALTER ROLE jitbot NOCREATEROLE", "login.no-createrole", Severity.Problem),
        ("ALTER ROLE jitbot NOINHERIT", "login.no-inherit", Severity.Problem),
        ("REVOKE pg_signal_backend FROM jitbot", "login.no-signal-backend", Severity.Problem),
        ("REVOKE jit_graveyard FROM jitbot", "login.no-graveyard", Severity.Problem),
        ("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC", "login.no-control-system", Severity.Problem),
        ("GRANT pg_read_all_data TO jitbot", "login.powerful-member", Severity.Problem),
        ("CREATE ROLE {0}_between; GRANT pg_write_all_data TO {0}_between; GRANT {0}_between TO jitbot", "login.powerful-member", Severity.Problem),
        ("CREATE ROLE {0}_plain; GRANT {0}_plain TO jitbot", "login.member", Severity.Warning),
        ("REVOKE CREATE ON DATABASE {0} FROM jitbot CASCADE", "database.kept", Severity.Problem),
        ("REVOKE CREATE ON SCHEMA pay FROM jitbot CASCADE", "database.no-create", Severity.Warning),
        ("REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC, jitbot", "database.no-plpgsql", Severity.Problem),
        ("GRANT CONNECT ON DATABASE postgres TO PUBLIC", "public.connect", Severity.Problem),
        ("GRANT CONNECT ON DATABASE {0} TO PUBLIC", "public.connect", Severity.Warning),
        ("GRANT TEMPORARY ON DATABASE {0} TO PUBLIC", "public.temporary", Severity.Problem),
        ("GRANT CREATE ON DATABASE {0} TO PUBLIC", "public.create", Severity.Problem),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "public.create", Severity.Problem),
        ("GRANT SELECT ON public.salary TO PUBLIC; GRANT INSERT (name) ON public.employee TO PUBLIC", "public.table", Severity.Problem),
        ("GRANT SELECT ON closed.t TO PUBLIC", "public.table", Severity.Warning),
        ("GRANT EXECUTE ON FUNCTION pg_ls_dir(text) TO PUBLIC", "public.function", Severity.Problem),
        ("DO $$ BEGIN EXECUTE format('GRANT SELECT ON LARGE OBJECT %s TO PUBLIC', lo_create(4711)); END $$", "public.large-object", Severity.Problem),
        ("GRANT SET ON PARAMETER log_statement TO PUBLIC", "public.parameter", Severity.Problem),
        ("GRANT USAGE ON FOREIGN SERVER elsewhere TO PUBLIC", "public.foreign-server", Severity.Problem),
        ("GRANT EXECUTE ON FUNCTION public.peek() TO PUBLIC", "reach.definer", Severity.Problem),
        ("GRANT EXECUTE ON FUNCTION public.dblink_like() TO PUBLIC", "reach.dblink", Severity.Warning),
        ("GRANT EXECUTE ON FUNCTION public.roam() TO PUBLIC", "reach.untrusted", Severity.Warning),
        ("CREATE FUNCTION public.pivot(text) RETURNS SETOF record LANGUAGE c AS '$libdir/tablefunc', 'crosstab'", "reach.native", Severity.Warning),
        ("CREATE FUNCTION public.shout(text, text) RETURNS void LANGUAGE internal AS 'pg_notify'", "reach.native", Severity.Warning),
        ("CREATE FUNCTION public.run_text(text) RETURNS SETOF text LANGUAGE plpgsql AS 'BEGIN RETURN QUERY EXECUTE $1; END'", "reach.indirect", Severity.Warning),
        ("CREATE AGGREGATE public.keep(bytea) (SFUNC = lo_from_bytea, STYPE = oid, INITCOND = '0')", "reach.indirect", Severity.Warning),
        ("CREATE OPERATOR public.!!! (RIGHTARG = bigint, FUNCTION = pg_advisory_lock)", "reach.indirect", Severity.Warning),
        ("CREATE USER MAPPING FOR PUBLIC SERVER elsewhere", "reach.user-mapping", Severity.Warning),
        ("SELECT 1", "reach.large-objects", Severity.Note),
        ("SELECT 1", "reach.wal-messages", Severity.Note),
        ("SELECT 1", "reach.notifications", Severity.Note),
        ("SELECT 1", "reach.advisory-locks", Severity.Warning),
        ("SELECT 1", "hba.unread", Severity.Note),
    ];

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    public static TheoryData<int, string, string, Severity> Holes
    {
        get
        {
            TheoryData<int, string, string, Severity> data = [];
            foreach (var major in PostgresFixture.Majors)
            {
                foreach (var (hole, id, severity) in Known)
                {
                    data.Add(major, hole, id, severity);
                }
            }

            return data;
        }
    }

    // Rules 2, 4, 6, 32
    [Theory, MemberData(nameof(Holes))]
    public async Task A_hole_is_found_and_the_printed_SQL_mends_it(int version, string hole, string id, Severity severity)
    {
        await using var world = await StartAsync(version);
        await world.AdminAsync(string.Format(CultureInfo.InvariantCulture, hole, world.Database));

        var found = Assert.Single(await ExamineAsync(world), finding => finding.Id == id);
        Assert.Equal(severity, found.Severity);
        Assert.NotEmpty(found.Sql);
        await MendAsync(world, found);

        Assert.DoesNotContain(await ExamineAsync(world), finding => finding.Id == id);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task What_the_setup_file_makes_has_notes_and_one_warning_of_what_every_server_has(int version)
    {
        await using var world = await StartAsync(version);

        Assert.Equal(
            [
                "hba.unread", "reach.large-objects", "reach.notifications", "reach.wal-messages",
                .. version < 16 ? ["server.createrole-reach"] : Array.Empty<string>(),
                .. version >= LoginTriggerFile.Oldest ? ["trigger.missing"] : Array.Empty<string>(),
            ],
            (await ExamineAsync(world)).Where(finding => finding.Severity == Severity.Note).Select(finding => finding.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["reach.advisory-locks"], (await ExamineAsync(world)).Where(finding => finding.Severity != Severity.Note).Select(finding => finding.Id));
    }

    // Drivers and JitBot itself use functions of the server that anybody may execute; none of those is to be taken away.
    [Theory, MemberData(nameof(Versions))]
    public async Task With_everything_mended_access_is_given_and_ended_as_before(int version)
    {
        await using var world = await StartAsync(version);
        foreach (var finding in await ExamineAsync(world))
        {
            await MendAsync(world, finding);
        }

        Assert.DoesNotContain(await ExamineAsync(world), finding => !finding.Sql.IsEmpty);
        var account = await world.HaveAsync();
        await using (var holder = await world.OpenAsync(account))
        {
            Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.employee"));
        }

        await world.EndedAsync(account);
        await world.AdminAsync("REVOKE SELECT ON pg_catalog.pg_hba_file_rules FROM jitbot; REVOKE EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() FROM jitbot");
    }

    // Rule 32
    [Theory, MemberData(nameof(Versions))]
    public async Task Machine_code_of_a_type_can_only_be_accepted(int version)
    {
        await using var world = await StartAsync(version);
        await world.AdminAsync("""
            CREATE TYPE public.odd;
            CREATE FUNCTION public.odd_in(cstring) RETURNS public.odd LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
            CREATE FUNCTION public.odd_out(public.odd) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
            CREATE TYPE public.odd (INPUT = public.odd_in, OUTPUT = public.odd_out, LIKE = int4);
            """);

        var found = Assert.Single(await ExamineAsync(world), finding => finding.Id == "reach.native-type");
        Assert.Equal((Severity.Warning, true), (found.Severity, found.Sql.IsEmpty));
        Assert.EndsWith($"[ \"EXECUTE {world.Database}.public.odd_in\", \"EXECUTE {world.Database}.public.odd_out\" ]", found.Settings[^1], StringComparison.Ordinal);
        world.Target = world.Target with { AcceptedRights = [$"EXECUTE {world.Database}.public.odd_*"] };

        Assert.DoesNotContain(await ExamineAsync(world), finding => finding.Id == "reach.native-type");
    }

    // Rule 32. Of adminpack one function in SQL is open that calls one which is not.
    [Theory, MemberData(nameof(Versions))]
    public async Task Extensions_that_come_with_the_server_are_no_finding_but_dblink(int version)
    {
        await using var world = await StartAsync(version);
        await world.AdminAsync("""
            DO $$
            DECLARE
                extension text;
            BEGIN
                FOR extension IN SELECT name FROM pg_available_extensions WHERE name !~ '^pl|_pl|^adminpack$' LOOP
                    EXECUTE format('CREATE EXTENSION IF NOT EXISTS %I CASCADE', extension);
                END LOOP;
            END $$
            """);

        Assert.Equal(
            ["reach.dblink"],
            (await ExamineAsync(world)).Select(finding => finding.Id).Where(id => id is "reach.dblink" or "reach.untrusted" or "reach.native" or "reach.native-type" or "reach.indirect"));
    }

    // Rule 6
    [Theory, MemberData(nameof(Versions))]
    public async Task What_the_operator_accepts_is_no_finding(int version)
    {
        await using var world = await StartAsync(version);
        await world.AdminAsync("GRANT SELECT ON public.salary TO PUBLIC");
        var accepting = Assert.Single(await ExamineAsync(world), finding => finding.Id == "public.table").Settings[^1];
        Assert.EndsWith($"\"AcceptedRights\": [ \"SELECT {world.Database}.public.salary\" ]", accepting, StringComparison.Ordinal);

        world.Target = world.Target with { AcceptedRights = [$"SELECT {world.Database}.public.salary", "EXECUTE *"] };

        Assert.DoesNotContain(await ExamineAsync(world), finding => finding.Id.StartsWith("public.", StringComparison.Ordinal) || finding.Id.StartsWith("reach.", StringComparison.Ordinal));
    }

    // Rules 4, 5
    [Theory, MemberData(nameof(Versions))]
    public async Task Premade_roles_are_looked_at_and_mended_by_what_is_printed(int version)
    {
        await using var world = await StartAsync(version);
        var (missing, powerful, kept, used) = ($"{world.Database}_missing", $"{world.Database}_powerful", $"{world.Database}_kept", $"{world.Database}_used");
        await world.AdminAsync($"""
            CREATE ROLE {powerful} CREATEDB; CREATE ROLE {kept}; CREATE ROLE {used};
            GRANT {powerful} TO jitbot WITH ADMIN OPTION; GRANT {used} TO jitbot WITH ADMIN OPTION;
            """);
        world.Target = world.Target with { Profiles = [new() { Name = "auditor", Level = AccessLevel.Read, MemberOf = [missing, powerful, kept, used] }] };

        string[] expected = ["reach.advisory-locks", "login.own-rights", "premade.missing", "premade.powerful", .. version < 16 ? [] : new[] { "premade.kept" }, "login.premade-use"];
        for (var round = 0; round < 2; round++)
        {
            // A role that was missing is not JitBot's to hand out, which shows once it is there.
            foreach (var finding in (await ExamineAsync(world)).Where(finding => finding.Severity != Severity.Note))
            {
                Assert.Contains(finding.Id, expected);
                await MendAsync(world, finding);
            }
        }

        Assert.DoesNotContain(await ExamineAsync(world), finding => finding.Severity != Severity.Note);
        await world.AdminAsync($"DROP OWNED BY {powerful}, {kept}, {used}, {missing}; DROP ROLE {powerful}, {kept}, {used}, {missing}");
    }

    // Rules 25, 27
    [Theory, MemberData(nameof(Versions))]
    public async Task What_masking_does_not_do_as_it_may_have_been_meant_is_found(int version)
    {
        await using var world = await StartAsync(version);
        Assert.DoesNotContain(await ExamineAsync(world), finding => finding.Id.StartsWith("masking.", StringComparison.Ordinal));
        await world.AdminAsync("""
            CREATE TABLE public.dept (id int PRIMARY KEY);
            CREATE TABLE public.worker (id int, dept int REFERENCES public.dept ON DELETE CASCADE, kind text, born date);
            INSERT INTO public.dept VALUES (1); INSERT INTO public.worker SELECT i, 1, 'k' || i % 3, '2000-01-01' FROM generate_series(1, 500) i; ANALYZE public.worker;
            CREATE VIEW public.workers AS SELECT * FROM public.worker;
            CREATE FUNCTION public.log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END'; REVOKE EXECUTE ON FUNCTION public.log() FROM PUBLIC;
            CREATE TRIGGER log AFTER INSERT ON public.dept FOR EACH ROW EXECUTE FUNCTION public.log();
            """);
        await world.SetUpAsync();
        world.Target = world.Target with
        {
            Masking = new() { Rules = [new("*", "worker", "kind", new(MaskKind.Hash)), new("pay", "run", "total", new(MaskKind.Full)), new("*", "*", "Kind", Mask.Hidden)] },
        };

        var found = (await ExamineAsync(world)).Where(finding => finding.Id.StartsWith("masking.", StringComparison.Ordinal)).ToDictionary(finding => finding.Id);

        Assert.Equal(
            ["masking.cascade", "masking.definer-trigger", "masking.low-entropy", "masking.misfit", "masking.only-unmasked", "masking.unmatched"], found.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("public.worker: FOREIGN KEY (dept)", found["masking.cascade"].Settings[0], StringComparison.Ordinal);
        Assert.Contains("log on public.dept", found["masking.definer-trigger"].Settings[0], StringComparison.Ordinal);
        Assert.Equal("public.worker.kind", found["masking.low-entropy"].Settings[0]);
        Assert.StartsWith("pay.run cannot be masked as it is configured: total is numeric", found["masking.misfit"].Settings[0], StringComparison.Ordinal);
        Assert.StartsWith("public.workers is made from public.worker", found["masking.only-unmasked"].Settings[0], StringComparison.Ordinal);
        Assert.Equal("*.*.Kind (hidden)", found["masking.unmatched"].Settings[0]);
    }

    // Rule 6: what cannot be looked into cannot be vouched for.
    [Theory, MemberData(nameof(Versions))]
    public async Task A_database_that_accounts_enter_and_the_bot_does_not_is_found(int version)
    {
        await using var world = await StartAsync(version);
        await using var archive = await StartAsync(version);
        var role = $"{world.Database}_archivists";
        await world.AdminAsync($"""
            CREATE ROLE {role}; GRANT CONNECT ON DATABASE {archive.Database} TO {role}; REVOKE CONNECT ON DATABASE {archive.Database} FROM jitbot;
            """);
        world.Target = world.Target with { Profiles = [.. AccessProfile.BuiltIn, new() { Name = "archivist", Level = AccessLevel.Read, MemberOf = [role] }] };

        var found = Assert.Single(await ExamineAsync(world), finding => finding.Id == "database.unseen");
        await MendAsync(world, found);

        Assert.DoesNotContain(await ExamineAsync(world), finding => finding.Id == "database.unseen");
    }

    // Rule 19
    [Theory, MemberData(nameof(Versions))]
    public async Task A_way_in_without_a_password_is_found_and_the_printed_line_mends_it(int version)
    {
        await using var world = await StartAsync(version);
        await world.AdminAsync("GRANT SELECT ON pg_catalog.pg_hba_file_rules TO jitbot; GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO jitbot");
        var file = Path.Combine(world.Server.Folder, "data", "pg_hba.conf");
        var before = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        try
        {
            Assert.DoesNotContain(await ExamineAsync(world), finding => finding.Id.StartsWith("hba.", StringComparison.Ordinal));
            await LoadAsync(world, file, [.. before, "host all all 192.0.2.0/24 trust"]);

            var found = Assert.Single(await ExamineAsync(world), finding => finding.Id == "hba.method");
            Assert.Equal(Severity.Problem, found.Severity);
            Assert.Contains(await ExamineAsync(world), finding => finding.Id == "hba.plaintext");

            // "… in its place: LINE", or "… on a line before it: LINE"
            var better = found.Settings[0][(found.Settings[0].IndexOf(": ", StringComparison.Ordinal) + 2)..];
            await LoadAsync(world, file, version < 16 ? [.. before, better] : [.. before, better, "host all all 192.0.2.0/24 trust"]);
            Assert.DoesNotContain(await ExamineAsync(world), finding => finding.Id == "hba.method");
        }
        finally
        {
            await LoadAsync(world, file, before);
            await world.AdminAsync("REVOKE SELECT ON pg_catalog.pg_hba_file_rules FROM jitbot; REVOKE EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() FROM jitbot");
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Clocks_that_differ_are_found(int version)
    {
        await using var world = await StartAsync(version);
        world.Time.Advance(TimeSpan.FromSeconds(-3));
        Assert.Equal(Severity.Warning, Assert.Single(await ExamineAsync(world), finding => finding.Id == "server.clock").Severity);

        world.Time.Advance(TimeSpan.FromSeconds(-7));
        var clock = Assert.Single(await ExamineAsync(world), finding => finding.Id == "server.clock");
        Assert.Equal(Severity.Problem, clock.Severity);
        Assert.Equal("The server's clock is 10.0 s ahead of JitBot's.", clock.What);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_configured_database_that_is_not_there_is_found(int version)
    {
        await using var world = await StartAsync(version);
        world.Target = world.Target with { Databases = [world.Database, "nowhere"] };

        Assert.Contains("nowhere", Assert.Single(await ExamineAsync(world), finding => finding.Id == "database.missing").What, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_server_that_does_not_answer_is_said_to(int version)
    {
        await using var world = await StartAsync(version);
        world.Target = world.Target with
        {
            Connection = new(new NpgsqlConnectionStringBuilder(world.Target.Connection.Reveal()) { Port = 1 }.ConnectionString),
        };

        var result = Assert.IsType<ExamineResult.Unreachable>(await world.Connector.ExamineAsync(world.Target, [], TestContext.Current.CancellationToken));

        Assert.Equal("hr-prod: there is no connection to the server (ConnectionRefused).", result.Why);
    }

    private Task<PostgresWorld> StartAsync(int version) => PostgresWorld.StartAsync(servers.Servers, version, Schema.Hr + Objects);

    private static async Task<ImmutableArray<Finding>> ExamineAsync(PostgresWorld world) =>
        Assert.IsType<ExamineResult.Examined>(await world.Connector.ExamineAsync(world.Target, [], TestContext.Current.CancellationToken)).Findings;

    private static async Task MendAsync(PostgresWorld world, Finding finding)
    {
        foreach (var statement in finding.Sql)
        {
            await world.AdminAsync(statement, finding.Database);
        }
    }

    private static async Task LoadAsync(PostgresWorld world, string file, string[] lines)
    {
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        await world.AdminAsync("SELECT pg_reload_conf()");
    }
}
