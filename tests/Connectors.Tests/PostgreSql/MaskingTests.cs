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
