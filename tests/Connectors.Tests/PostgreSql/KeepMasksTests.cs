using JitBot.Core.Grants;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>What becomes of masking while grants are live.</summary>
public sealed class KeepMasksTests(ServerFixture servers)
{
    private const string People = """
        CREATE TABLE public.person (id int PRIMARY KEY, name text, email text, phone varchar(20));
        INSERT INTO public.person VALUES (1, 'Ann', 'ann@example.com', '555-1234');
        """;

    private static readonly MaskingRule Email = new("*", "*", "email", new(MaskKind.Full));
    private static readonly MaskingRule Phone = new("*", "*", "phone", new(MaskKind.Full));

    public static TheoryData<int> Majors => [15, 16, 17, 18];

    // Rule 28
    [Theory, MemberData(nameof(Majors))]
    public async Task A_live_grant_gives_back_a_table_that_is_masked_now(int major)
    {
        await using var world = await StartAsync(major);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"), AccessLevel.Write)));
        Assert.Equal("ann@example.com", await holder.RunAsync("SELECT email FROM person"));

        world.Target = world.Target with { Masking = new() { Rules = [Email] } };
        await TidyAsync(world);

        await holder.RefusedAsync("42501", "SELECT email FROM public.person");
        await holder.RefusedAsync("42501", "DELETE FROM public.person");
        Assert.Equal("Ann", await holder.RunAsync("SELECT name FROM public.person"));
        Assert.Equal("****", await holder.RunAsync("SELECT email FROM jit_masked_public.person"));
        await holder.RunAsync("UPDATE public.person SET name = 'Anna'");
    }

    // Rule 28
    [Theory, MemberData(nameof(Majors))]
    public async Task A_live_grant_gives_back_a_column_that_is_masked_now(int major)
    {
        await using var world = await StartAsync(major, Email);
        var columns = world.Scope("public.person") with { Columns = [new("public", "person", "name"), new("public", "person", "phone")] };
        await using var whole = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));
        await using var some = await world.OpenAsync(await world.HaveAsync(world.Order(columns)));
        Assert.Equal("555-1234", await whole.RunAsync("SELECT phone FROM person"));

        world.Target = world.Target with { Masking = new() { Rules = [Email, Phone] } };
        await TidyAsync(world);

        Assert.Equal("****", await whole.RunAsync("SELECT phone FROM person"));
        foreach (var holder in (NpgsqlDataSource[])[whole, some])
        {
            await holder.RefusedAsync("42501", "SELECT phone FROM public.person");
            Assert.Equal("****", await holder.RunAsync("SELECT phone FROM jit_masked_public.person"));
            Assert.Equal("Ann", await holder.RunAsync("SELECT name FROM public.person"));
        }

        await some.RefusedAsync("42501", "SELECT id FROM jit_masked_public.person");
    }

    // Rule 3
    [Theory, MemberData(nameof(Majors))]
    public async Task The_role_of_a_masked_scope_is_dropped_a_day_after_its_last_use(int major)
    {
        await using var world = await StartAsync(major, Email);
        var whole = await world.HaveAsync(world.Order(world.Scope("public.person")));
        var some = await world.HaveAsync(world.Order(world.Scope("public.person") with { Columns = [new("public", "person", "name"), new("public", "person", "email")] }, AccessLevel.Write));
        await world.EndAsync(whole);
        await world.EndAsync(some);

        foreach (var pause in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)])
        {
            world.Time.Advance(pause);
            await TidyAsync(world);
        }

        Assert.Equal("0", await world.AdminAsync($"SELECT count(*) FROM pg_shdescription WHERE description LIKE '%{await world.Installation.IdAsync(default)}%\"scope\"%'"));
    }

    // Rule 28
    [Fact]
    public async Task A_grant_whose_unmasking_was_approved_keeps_it()
    {
        await using var world = await StartAsync(18, Email);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person") with { Unmask = true })));

        world.Target = world.Target with { Masking = new() { Rules = [Email, Phone] } };
        await TidyAsync(world);

        Assert.Equal("ann@example.com 555-1234", await holder.RunAsync("SELECT email || ' ' || phone FROM person"));
    }

    // Rule 28
    [Fact]
    public async Task What_is_shown_again_is_shown_by_views_and_the_tables_own_column_with_new_grants()
    {
        await using var world = await StartAsync(18, Email, Phone);
        await using var before = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));

        world.Target = world.Target with { Masking = new() { Rules = [Email] } };
        await using var again = world.NewConnector();
        Assert.IsType<TidyResult.Tidied>(await again.TidyAsync(world.Target, default));
        await using var after = await OpenAsync(world, again);

        Assert.Equal("555-1234", await before.RunAsync("SELECT phone FROM person"));
        await before.RefusedAsync("42501", "SELECT phone FROM public.person");
        Assert.Equal("555-1234", await after.RunAsync("SELECT phone FROM public.person"));
    }

    // Rule 24
    [Theory, MemberData(nameof(Majors))]
    public async Task A_column_that_is_added_is_not_seen_until_it_is_classified(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major, People);
        world.Target = world.Target with { Masking = new() { HidesUnclassified = true, Rules = [Email, new("*", "*", "id", Mask.Plain), new("*", "*", "name", Mask.Plain)] } };
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));

        await world.AdminAsync("ALTER TABLE public.person ADD COLUMN secret text DEFAULT 'sauce'");
        await holder.RefusedAsync("42703", "SELECT secret FROM person");
        await holder.RefusedAsync("42501", "SELECT secret FROM public.person");
        await TidyAsync(world);

        Assert.Equal("", await holder.RunAsync("SELECT secret FROM person"));
        Assert.Equal("Ann ****", await holder.RunAsync("SELECT name || ' ' || email FROM person"));
        await holder.RefusedAsync("42501", "SELECT secret FROM public.person");
    }

    // Rule 28: a view that is made from scratch comes without rights, which those who had them get back.
    [Theory, MemberData(nameof(Majors))]
    public async Task A_table_whose_columns_changed_is_masked_as_it_is_now(int major)
    {
        await using var world = await StartAsync(major, Email);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));

        await world.AdminAsync("BEGIN; DROP VIEW jit_masked_public.person; ALTER TABLE public.person DROP COLUMN phone; ALTER TABLE public.person ADD COLUMN phone int DEFAULT 7; COMMIT");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await using var second = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));

        Assert.Equal("7", await second.RunAsync("SELECT phone FROM person"));
        Assert.Equal("****", await second.RunAsync("SELECT email FROM person"));
        await holder.RefusedAsync("42501", "SELECT email FROM public.person");
    }

    // Rule 28
    [Theory, MemberData(nameof(Majors))]
    public async Task A_table_that_is_renamed_is_masked_by_what_is_said_of_its_new_name(int major)
    {
        await using var world = await StartAsync(major, Email, new("public", "people", "phone", new(MaskKind.Full)));
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));
        Assert.Equal("555-1234", await holder.RunAsync("SELECT phone FROM person"));

        await world.AdminAsync("ALTER TABLE public.person RENAME TO people");
        await TidyAsync(world);

        Assert.Equal("**** ****", await holder.RunAsync("SELECT email || ' ' || phone FROM jit_masked_public.person"));
        await holder.RefusedAsync("42501", "SELECT phone FROM public.people");
        Assert.Equal("Ann", await holder.RunAsync("SELECT name FROM public.people"));
        await using var another = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.people"))));
        Assert.Equal("Ann ****", await another.RunAsync("SELECT name || ' ' || email FROM people"));
    }

    // Rule 28
    [Theory, MemberData(nameof(Majors))]
    public async Task A_table_that_is_renamed_shows_nothing_that_was_masked_before(int major)
    {
        await using var world = await StartAsync(major, new MaskingRule("public", "person", "email", new(MaskKind.Hash)));
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));
        var before = await holder.RunAsync("SELECT email FROM person");

        await world.AdminAsync("ALTER TABLE public.person RENAME TO people");
        world.Target = world.Target with { Masking = new() { Rules = [.. world.Target.Masking.Rules, new("public", "people", "phone", Mask.Hidden)] } };
        await TidyAsync(world);

        Assert.Equal(before, await holder.RunAsync("SELECT email FROM jit_masked_public.person"));
        Assert.Equal("", await holder.RunAsync("SELECT phone FROM jit_masked_public.person"));
        await holder.RefusedAsync("42501", "SELECT email FROM public.people");
    }

    // Rule 28
    [Theory]
    [InlineData(15, "CREATE SCHEMA vault; ALTER TABLE public.person SET SCHEMA vault")]
    [InlineData(18, "CREATE SCHEMA vault; ALTER TABLE public.person SET SCHEMA vault")]
    [InlineData(15, "ALTER TABLE public.person RENAME TO people; ALTER TABLE public.people ENABLE ROW LEVEL SECURITY")]
    [InlineData(18, "ALTER TABLE public.person RENAME TO people; ALTER TABLE public.people ENABLE ROW LEVEL SECURITY")]
    public async Task A_table_that_left_its_schema_or_cannot_be_masked_under_its_new_name_is_taken_away(int major, string change)
    {
        await using var world = await StartAsync(major, Email);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));

        await world.AdminAsync(change);
        await TidyAsync(world);

        await holder.RefusedAsync("42P01", "SELECT name FROM jit_masked_public.person");
    }

    // Rule 28
    [Theory, MemberData(nameof(Majors))]
    public async Task Another_table_by_the_old_name_of_a_renamed_one_is_masked_as_ever(int major)
    {
        await using var world = await StartAsync(major, Email);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));

        await world.AdminAsync("ALTER TABLE public.person RENAME TO people; CREATE TABLE public.person (id int, name text, email text, phone varchar(20)); INSERT INTO public.person VALUES (2, 'Bo', 'bo@example.com', '')");
        await world.SetUpAsync();
        await TidyAsync(world);
        Assert.Equal("Ann ****", await holder.RunAsync("SELECT name || ' ' || email FROM person"));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await using var another = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));
        await TidyAsync(world);

        Assert.Equal("Bo ****", await another.RunAsync("SELECT name || ' ' || email FROM person"));
        await another.RefusedAsync("42501", "SELECT email FROM public.person");
    }

    // Rule 28
    [Fact]
    public async Task Whoever_is_reading_a_view_keeps_no_other_table_from_being_masked()
    {
        await using var world = await StartAsync(18, Email);
        await world.AdminAsync("CREATE TABLE public.badge (id int, code text); INSERT INTO public.badge VALUES (1, '4711')");
        await world.SetUpAsync();
        await using var reading = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));
        await using var badges = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.badge"))));
        await using var idle = await reading.OpenConnectionAsync();
        await idle.RunAsync("BEGIN");
        await idle.RunAsync("SELECT count(*) FROM person");

        world.Target = world.Target with { Masking = new() { Rules = [Email, Phone, new("*", "badge", "code", Mask.Hidden)] } };
        await world.Connector.TidyAsync(world.Target, default);

        await badges.RefusedAsync("42501", "SELECT code FROM public.badge");
        await reading.RefusedAsync("42501", "SELECT phone FROM public.person");
    }

    // Rule 24
    [Fact]
    public async Task A_comment_on_a_column_masks_it_for_live_grants_where_the_operator_lets_comments_count()
    {
        await using var world = await PostgresWorld.StartAsync(servers, 18, People);
        world.Target = world.Target with { Masking = new() { ReadsComments = true } };
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));
        Assert.Equal("ann@example.com", await holder.RunAsync("SELECT email FROM public.person"));

        await world.AdminAsync("COMMENT ON COLUMN public.person.email IS 'Work address. jitbot:mask=partial(1,0)'");
        await TidyAsync(world);

        await holder.RefusedAsync("42501", "SELECT email FROM public.person");
        Assert.Equal("a****", await holder.RunAsync("SELECT email FROM jit_masked_public.person"));
    }

    // Rule 3
    [Fact]
    public async Task Views_that_nobody_uses_any_more_are_dropped_so_that_tables_can_be_altered()
    {
        await using var world = await StartAsync(18, Email);
        await world.EndedAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));
        await TidyAsync(world);
        Assert.Equal("1", await world.AdminAsync("SELECT count(*) FROM pg_views WHERE schemaname = 'jit_masked_public'"));

        for (var hours = 0; hours < 2; hours++)
        {
            world.Time.Advance(TimeSpan.FromHours(25));
            await TidyAsync(world);
            await TidyAsync(world);
        }

        await TidyAsync(world);
        Assert.Equal("0", await world.AdminAsync("SELECT count(*) FROM pg_views WHERE schemaname = 'jit_masked_public'"));
        await world.AdminAsync("ALTER TABLE public.person DROP COLUMN email");
    }

    // Rule 25: the same value reads the same in every grant, today and tomorrow.
    [Fact]
    public async Task A_hash_stays_the_same_when_its_view_is_made_anew()
    {
        await using var world = await StartAsync(18, new MaskingRule("*", "*", "email", new(MaskKind.Hash)));
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(world.Scope("public.person"))));
        var before = await holder.RunAsync("SELECT email FROM person");

        world.Target = world.Target with { Masking = new() { Rules = [new("*", "*", "email", new(MaskKind.Hash)), Phone] } };
        await TidyAsync(world);

        Assert.Equal(before, await holder.RunAsync("SELECT email FROM person"));
    }

    private async Task<PostgresWorld> StartAsync(int major, params MaskingRule[] rules)
    {
        var world = await PostgresWorld.StartAsync(servers, major, People);
        world.Target = world.Target with { Masking = new() { Rules = [.. rules] } };
        return world;
    }

    private static async Task<NpgsqlDataSource> OpenAsync(PostgresWorld world, ITargetConnector connector)
    {
        var order = world.Order(world.Scope("public.person"));
        var issued = Assert.IsType<IssueResult.Issued>(await connector.IssueAsync(world.Target, order, default));
        return await world.OpenAsync(order.Account with { ServerId = issued.ServerId });
    }

    private static async Task TidyAsync(PostgresWorld world) => Assert.IsType<TidyResult.Tidied>(await world.Connector.TidyAsync(world.Target, default));
}
