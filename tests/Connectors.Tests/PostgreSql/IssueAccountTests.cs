using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class IssueAccountTests(ServerFixture servers)
{
    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rules 1, 2, 8, 10
    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_is_made_closed_and_reads_what_was_asked_for_once_opened(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();

        Assert.Equal("f|10|t", await world.AdminAsync(
            $"SELECT concat_ws('|', rolcanlogin, rolconnlimit, rolpassword IS NULL) FROM pg_authid WHERE rolname = '{account.Name}'"));
        Assert.Equal(account.ServerId, await world.AdminAsync($"SELECT '{account.Name}'::regrole::oid"));

        await using var holder = await world.OpenAsync(account);
        Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.employee"));
        await holder.RefusedAsync("42501", "SELECT * FROM public.salary");
        await holder.RefusedAsync("42501", "INSERT INTO public.employee (name) VALUES ('Eve')");
        await holder.RefusedAsync("42501", "CREATE TABLE public.mine (id int)");
    }

    // Rule 2
    [Theory, MemberData(nameof(Versions))]
    public async Task Write_adds_changes_and_removes_rows_and_draws_on_their_sequences(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await using var holder = await world.OpenAsync(await world.HaveAsync(world.Order(level: AccessLevel.Write)));

        Assert.Equal("3", await holder.RunAsync("INSERT INTO public.employee (name) VALUES ('Eve') RETURNING id"));
        await holder.RunAsync("UPDATE public.employee SET email = NULL WHERE id = 3");
        await holder.RunAsync("DELETE FROM public.employee WHERE id = 3");
        await holder.RefusedAsync("42501", "TRUNCATE public.employee");
    }

    // Rule 18
    [Theory, MemberData(nameof(Versions))]
    public async Task Ending_leaves_no_account_and_no_session(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await using var session = await holder.OpenConnectionAsync();

        Assert.Empty(Assert.IsType<EndResult.Gone>(await world.EndAsync(account)).Kept);
        Assert.False(await world.ExistsAsync(account.Name));
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => session.RunAsync("SELECT 1"));
        Assert.IsType<EndResult.Gone>(await world.EndAsync(account));
    }
}
