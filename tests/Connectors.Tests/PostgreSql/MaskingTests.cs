using System.Collections.Immutable;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class MaskingTests(ServerFixture servers)
{
    private const string People = """
        CREATE TABLE public.person (
            id serial PRIMARY KEY, name text NOT NULL, email text, card varchar(19), salary int, born date, seen timestamptz, ssn text, note text);
        INSERT INTO public.person (name, email, card, salary, born, seen, ssn, note) VALUES
            ('Ann', 'ann@example.com', '4111 1111 1111 1234', 61234, '1980-05-17', '2026-03-04 05:06:07+00', '123-45-6789', 'likes tea'),
            ('Bob', 'bob@example.com', '4222 2222 2222 5678', -61234, '1990-11-02', '2026-09-08 07:06:05+00', '987-65-4321', NULL);
        CREATE TABLE public.title (id int PRIMARY KEY, name text);
        INSERT INTO public.title VALUES (1, 'Engineer');
        CREATE VIEW public.directory AS SELECT name, email FROM public.person;
        CREATE MATERIALIZED VIEW public.snapshot AS SELECT * FROM public.person;
        """;

    private static readonly Masking Masks = new()
    {
        Rules =
        [
            Rule("email", new(MaskKind.Partial) { First = 1 }),
            Rule("card", new(MaskKind.Partial) { Last = 4 }),
            Rule("salary", new(MaskKind.Range) { Step = 10000 }),
            Rule("born", new(MaskKind.Range) { Unit = "year" }),
            Rule("seen", new(MaskKind.Range) { Unit = "month" }),
            Rule("ssn", new(MaskKind.Hash)),
            Rule("note", Mask.Hidden),
        ],
    };

    public static TheoryData<int> Majors => [15, 16, 17, 18];

    // Rules 24, 25
    [Theory, MemberData(nameof(Majors))]
    public async Task Masked_columns_read_masked_and_the_others_as_they_are(int major)
    {
        await using var world = await StartAsync(major);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));

        var row = await RowAsync(holder, "SELECT id, name, email, card, salary, born, seen AT TIME ZONE 'UTC', ssn, note FROM person WHERE name = 'Ann'");

        Assert.Equal([1, "Ann", "a****", "****1234", 60000, new DateOnly(1980, 1, 1), new DateTime(2026, 3, 1)], row[..7]);
        Assert.Matches("^[0-9a-f]{32}$", (string)row[7]!);
        Assert.Null(row[8]);
        Assert.Equal("-60000", await holder.RunAsync("SELECT salary FROM person WHERE name = 'Bob'"));
    }

    // Rule 24
    [Theory, MemberData(nameof(Majors))]
    public async Task The_table_itself_gives_its_plain_columns_and_no_others(int major)
    {
        await using var world = await StartAsync(major);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));

        Assert.Equal("Ann", await holder.RunAsync("SELECT name FROM public.person WHERE id = 1"));
        await holder.RefusedAsync("42501", "SELECT email FROM public.person");
        await holder.RefusedAsync("42501", "SELECT * FROM public.person");
        await holder.RefusedAsync("42501", "SELECT p FROM public.person p");
        await holder.RefusedAsync("42501", "SELECT 1 FROM public.person WHERE email = 'ann@example.com'");
        await holder.RefusedAsync("42501", "COPY public.person TO STDOUT");
        await holder.RefusedAsync("42501", "SELECT * FROM jit_masked.salt");
    }

    // Rule 24
    [Fact]
    public async Task Nothing_but_unmasking_shows_what_is_masked()
    {
        await using var world = await StartAsync(18);
        await using var masked = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));
        await using var unmasked = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person") with { Unmask = true })));

        Assert.Equal("a****", await masked.RunAsync("SELECT email FROM person ORDER BY id"));
        Assert.Equal("ann@example.com", await unmasked.RunAsync("SELECT email FROM person ORDER BY id"));
        Assert.Equal("ann@example.com", await unmasked.RunAsync("SELECT email FROM public.person ORDER BY id"));
    }

    // Rules 7, 24
    [Fact]
    public async Task A_wide_scope_takes_in_masked_tables_masked_and_leaves_out_what_is_made_from_them()
    {
        await using var world = await StartAsync(18);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope() with { Tables = [] })));

        Assert.Equal("a****", await holder.RunAsync("SELECT email FROM person ORDER BY id"));
        Assert.Equal("Engineer", await holder.RunAsync("SELECT name FROM title"));
        await holder.RefusedAsync("42501", "SELECT * FROM directory");
        await holder.RefusedAsync("42501", "SELECT * FROM snapshot");
    }

    // Rule 25: a time zone that the holder may choose would tell the day to the minute.
    [Fact]
    public async Task Settings_of_the_session_tell_no_more_of_a_masked_value()
    {
        await using var world = await StartAsync(18);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));
        await using var connection = await holder.OpenConnectionAsync();

        foreach (var setting in (string[])["TimeZone = 'Pacific/Kiritimati'", "DateStyle = 'SQL, DMY'", "extra_float_digits = 3", "bytea_output = 'escape'", "standard_conforming_strings = off"])
        {
            await connection.RunAsync($"SET {setting}");
            Assert.Equal("2026-03-01", await connection.RunAsync("SELECT to_char(seen AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM person WHERE id = 1"));
        }
    }

    // Rule 27
    [Theory, MemberData(nameof(Majors))]
    public async Task Writing_reaches_plain_columns_and_never_whole_rows(int major)
    {
        await using var world = await StartAsync(major);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"), AccessLevel.Write)));

        await holder.RunAsync("INSERT INTO public.person (name) VALUES ('Cy')");
        await holder.RunAsync("UPDATE public.person SET name = 'Cyd' WHERE name = 'Cy'");
        Assert.Equal("Cyd", await world.AdminAsync("SELECT name FROM public.person WHERE id = 3"));
        await holder.RefusedAsync("42501", "UPDATE public.person SET email = 'x'");
        await holder.RefusedAsync("42501", "UPDATE public.person SET name = email");
        await holder.RefusedAsync("42501", "INSERT INTO public.person (name, email) VALUES ('D', 'd@example.com')");
        await holder.RefusedAsync("42501", "DELETE FROM public.person");
        await holder.RefusedAsync("42501", "UPDATE person SET name = 'x'");
        await holder.RefusedAsync("42501", "DO 'BEGIN LOCK TABLE public.person IN ACCESS EXCLUSIVE MODE; END'");
        await holder.RefusedAsync("42501", "UPDATE public.person SET name = 'x' RETURNING email");
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Of_a_table_with_named_columns_no_other_is_reached(int major)
    {
        await using var world = await StartAsync(major);
        var scope = world.Scope("public.person") with { Columns = [new("public", "person", "id"), new("public", "person", "email")] };
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(scope)));

        Assert.Equal("a****", await holder.RunAsync("SELECT email FROM person WHERE email LIKE 'a%'"));
        Assert.Equal("1", await holder.RunAsync("SELECT id FROM public.person ORDER BY 1"));
        await holder.RefusedAsync("42501", "SELECT name FROM person");
        await holder.RefusedAsync("42501", "SELECT name FROM public.person");
        await holder.RefusedAsync("42501", "SELECT email FROM public.person");
        await holder.RefusedAsync("42501", "SELECT * FROM person");
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Named_columns_are_all_there_is_where_nothing_is_masked(int major)
    {
        await using var world = await StartAsync(major, masks: new());
        var scope = world.Scope("public.person", "public.title") with { Columns = [new("public", "person", "id"), new("public", "person", "name")] };
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(scope, AccessLevel.Write)));

        Assert.Equal("Engineer", await holder.RunAsync("SELECT name FROM title"));
        await holder.RunAsync("UPDATE person SET name = 'Anna' WHERE id = 1");
        await holder.RunAsync("DELETE FROM title");
        await holder.RefusedAsync("42501", "SELECT email FROM person");
        await holder.RefusedAsync("42501", "DELETE FROM person");
        await holder.RefusedAsync("42501", "SELECT count(*) FROM (SELECT p.* FROM person p) x");
    }

    // Rule 7
    [Theory]
    [InlineData("public.directory", "made from public.person")]
    [InlineData("public.snapshot", "made from public.person")]
    public async Task What_is_made_from_masked_tables_is_refused_until_somebody_classifies_it(string view, string why)
    {
        await using var world = await StartAsync(18);
        Assert.Contains(why, Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order(world.Scope(view)))).Why, StringComparison.Ordinal);

        world.Target = world.Target with
        {
            Masking = Masks with { Rules = [Rule("email", new(MaskKind.Full), view.Split('.')[1], "public"), Rule("*", Mask.Plain, view.Split('.')[1], "public"), .. Masks.Rules] },
        };
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope(view))));

        Assert.Equal("****", await holder.RunAsync($"SELECT email FROM {view.Split('.')[1]}"));
        Assert.Equal("Ann", await holder.RunAsync($"SELECT name FROM {view} WHERE name LIKE 'A%'"));
        await holder.RefusedAsync("42501", $"SELECT email FROM {view}");
    }

    // Rule 7
    [Theory, MemberData(nameof(Majors))]
    public async Task Rows_are_not_seen_through_partitions_children_or_parents(int major)
    {
        await using var world = await StartAsync(major, """
            CREATE TABLE public.base (id int, email text);
            CREATE TABLE public.person (note text) INHERITS (public.base);
            CREATE TABLE public.leaver () INHERITS (public.person);
            CREATE TABLE public.run (id int, amount int) PARTITION BY RANGE (id);
            CREATE TABLE public.run_1 PARTITION OF public.run FOR VALUES FROM (0) TO (10);
            INSERT INTO public.leaver VALUES (1, 'ann@example.com', 'n'); INSERT INTO public.run VALUES (1, 12345);
            """, new() { Rules = [Rule("email", new(MaskKind.Full), "person"), Rule("amount", new(MaskKind.Range) { Step = 1000 }, "run")] });
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope() with { Tables = [] })));

        Assert.Equal("****", await holder.RunAsync("SELECT email FROM person"));
        Assert.Equal("12000", await holder.RunAsync("SELECT amount FROM run"));
        foreach (var road in (string[])["base", "leaver", "run_1", "public.person", "public.run"])
        {
            await holder.RefusedAsync("42501", $"SELECT * FROM {road}");
        }

        Assert.Contains("shows the column email", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order(world.Scope("public.base")))).Why, StringComparison.Ordinal);
    }

    // Rule 7: two roads one after the other are a road.
    [Theory]
    [InlineData("public.recent", "made from public.run")]
    [InlineData("public.all_bases", "made from public.person")]
    public async Task Rows_are_not_seen_through_views_of_partitions_and_parents_either(string view, string why)
    {
        await using var world = await StartAsync(18, """
            CREATE TABLE public.run (id int, amount int) PARTITION BY RANGE (id); CREATE TABLE public.run_1 PARTITION OF public.run FOR VALUES FROM (0) TO (10);
            CREATE VIEW public.recent AS SELECT id, amount AS paid FROM public.run_1;
            CREATE TABLE public.base (id int, email text); CREATE TABLE public.person () INHERITS (public.base);
            CREATE VIEW public.bases AS SELECT email AS address FROM public.base; CREATE VIEW public.all_bases AS SELECT address FROM public.bases;
            """, new() { Rules = [Rule("email", new(MaskKind.Full), "person"), Rule("amount", new(MaskKind.Range) { Step = 1000 }, "run")] });

        Assert.Contains(why, Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order(world.Scope(view)))).Why, StringComparison.Ordinal);
    }

    // Rule 26
    [Fact]
    public async Task A_table_with_row_level_security_is_given_by_the_operators_own_view()
    {
        await using var world = await StartAsync(18, """
            CREATE TABLE public.person (id int, email text);
            ALTER TABLE public.person ENABLE ROW LEVEL SECURITY;
            INSERT INTO public.person VALUES (1, 'ann@example.com');
            CREATE SCHEMA safe;
            CREATE VIEW safe.person AS SELECT id, 'hidden'::text AS email FROM public.person;
            """);
        Assert.Contains("row-level security", Assert.IsType<IssueResult.Refused>(await world.IssueAsync(world.Order(world.Scope("public.person")))).Why, StringComparison.Ordinal);

        world.Target = world.Target with { Masking = Masks with { Views = ImmutableDictionary<TableName, TableName>.Empty.Add(new("public", "person"), new("safe", "person")) } };
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));

        Assert.IsType<TidyResult.Tidied>(await world.Connector.TidyAsync(world.Target, default));
        Assert.Equal("hidden", await holder.RunAsync("SELECT email FROM safe.person"));
        await holder.RefusedAsync("42501", "SELECT * FROM public.person");
    }

    // Rule 25
    [Theory]
    [InlineData("left(name, 1) || '.'", "A.")]
    [InlineData("nonsense(", "42601")]
    [InlineData("no_such_column", "42703")]
    [InlineData("1) AS x FROM public.person t; DROP TABLE public.title; SELECT (1", "42601")]
    public async Task An_expression_is_the_operators_and_one_that_cannot_be_is_refused_with_where_it_stands(string sql, string expected)
    {
        await using var world = await StartAsync(18, masks: new() { Rules = [Rule("email", new(MaskKind.Expression) { Sql = sql })] });

        switch (await world.IssueAsync(world.Order(world.Scope("public.person"))))
        {
            case IssueResult.Issued:
                await using (var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person")))))
                {
                    Assert.Equal(expected, await holder.RunAsync("SELECT email FROM person WHERE id = 1"));
                }

                break;
            case IssueResult.Refused refused:
                Assert.Contains($"PostgreSQL refuses the masks of public.person ({expected}", refused.Why, StringComparison.Ordinal);
                break;
            case var other:
                Assert.Fail($"{other}");
                break;
        }

        Assert.Equal("1", await world.AdminAsync("SELECT count(*) FROM public.title"));
    }

    [Theory, MemberData(nameof(Majors))]
    public async Task Odd_names_are_masked_like_any_others(int major)
    {
        await using var world = await StartAsync(major, """
            CREATE SCHEMA "Weird ""Schema""; --";
            CREATE TABLE "Weird ""Schema""; --"."select 😀" (id int, "e ""mail"", x" text, "user" text);
            INSERT INTO "Weird ""Schema""; --"."select 😀" VALUES (1, 'ann@example.com', 'ann');
            """, new() { Rules = [Rule("e \"mail\", x", new(MaskKind.Full)), Rule("user", new(MaskKind.Hash))] });
        var scope = world.Scope() with { Tables = [new("Weird \"Schema\"; --", "select 😀")] };
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(scope)));

        Assert.Equal("****", await holder.RunAsync("""SELECT "e ""mail"", x" FROM "select 😀" """));
        await holder.RefusedAsync("42501", """SELECT * FROM "Weird ""Schema""; --"."select 😀" """);
    }

    [Fact]
    public async Task The_catalogue_says_what_is_masked_and_what_is_given_only_unmasked()
    {
        await using var world = await StartAsync(18);

        var catalog = Assert.IsType<CatalogResult.Read>(await world.Connector.ReadCatalogAsync(world.Target, default)).Catalog;

        var person = catalog.Tables.Single(table => table.Name.Name == "person");
        Assert.Equal(["email", "card", "salary", "born", "seen", "ssn", "note"], person.Masked.Select(column => column.Name));
        Assert.Contains("made from public.person", catalog.Tables.Single(table => table.Name.Name == "directory").OnlyUnmasked, StringComparison.Ordinal);
        Assert.Empty(catalog.Tables.Single(table => table.Name.Name == "title").Masked);
        Assert.DoesNotContain(catalog.Tables, table => table.Name.Schema.StartsWith("jit_masked", StringComparison.Ordinal));
    }

    // Rule 24
    [Theory, MemberData(nameof(Majors))]
    public async Task Nobody_becomes_the_owner_of_masked_views_and_the_bot_alone_is_in_it(int major)
    {
        await using var world = await StartAsync(major);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));
        var owner = await world.AdminAsync("SELECT viewowner FROM pg_views WHERE schemaname = 'jit_masked_public' AND viewname = 'person'");

        await holder.RefusedAsync("42501", $"SET ROLE {owner}");
        Assert.Equal("jitbot", await world.AdminAsync($"SELECT string_agg(DISTINCT member::regrole::text, ',') FROM pg_auth_members WHERE roleid = '{owner}'::regrole"));
        Assert.Equal("False", await world.AdminAsync($"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{owner}'"));
    }

    private static MaskingRule Rule(string column, Mask mask, string table = "*", string schema = "*") => new(schema, table, column, mask);

    private async Task<PostgresWorld> StartAsync(int major, string tables = People, Masking? masks = null)
    {
        var world = await PostgresWorld.StartAsync(servers, major, tables);
        world.Target = world.Target with { Masking = masks ?? Masks };
        return world;
    }

    private static async Task<object?[]> RowAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetFieldType(i) == typeof(DateTime) && reader.GetDataTypeName(i) == "date" ? reader.GetFieldValue<DateOnly>(i) : reader.GetValue(i))];
    }
}
