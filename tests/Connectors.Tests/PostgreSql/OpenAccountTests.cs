using JitBot.Core.Grants;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class OpenAccountTests(ServerFixture servers)
{
    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rule 10
    [Theory, MemberData(nameof(Versions))]
    public async Task Each_new_password_replaces_the_last(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await using var first = await world.OpenAsync(account);
        await using var second = await world.OpenAsync(account);

        await first.RefusedAsync("28P01", "SELECT 1");
        Assert.Equal("1", await second.RunAsync("SELECT 1"));
    }

    // Rule 14
    [Theory, MemberData(nameof(Versions))]
    public async Task What_was_closed_is_never_opened_again(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await world.AdminAsync($"ALTER ROLE {account.Name} NOLOGIN PASSWORD NULL VALID UNTIL '-infinity'");

        Assert.IsType<OpenResult.Over>(await world.Connector.OpenAsync(world.Target, account, Secret.NewPassword(), CancellationToken.None));
        Assert.IsType<MoveResult.Over>(await world.Connector.MoveEndAsync(world.Target, account, CancellationToken.None));
        Assert.Equal("f", await world.AdminAsync($"SELECT rolcanlogin::text::char FROM pg_roles WHERE rolname = '{account.Name}'"));
    }

    // Rule 14
    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_past_its_end_is_not_opened(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync(world.Order(lasting: TimeSpan.FromMinutes(5)));
        world.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.IsType<OpenResult.Over>(await world.Connector.OpenAsync(world.Target, account, Secret.NewPassword(), CancellationToken.None));
    }

    // Rule 19
    [Theory, MemberData(nameof(Versions))]
    public async Task Opening_never_moves_the_end_later(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync(world.Order(lasting: TimeSpan.FromHours(1)));
        var end = await EndAsync(world, account);

        await using var holder = await world.OpenAsync(account with { EndsAt = account.EndsAt.AddDays(1) });

        Assert.Equal(end, await EndAsync(world, account));
    }

    // Rules 13, 19
    [Theory, MemberData(nameof(Versions))]
    public async Task The_end_is_moved_with_its_marker_and_the_password_stays(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync(world.Order(lasting: TimeSpan.FromHours(1)));
        await using var holder = await world.OpenAsync(account);
        var later = account with { EndsAt = account.EndsAt.AddHours(2) };

        Assert.IsType<MoveResult.Moved>(await world.Connector.MoveEndAsync(world.Target, later, CancellationToken.None));

        Assert.Equal("1", await holder.RunAsync("SELECT 1"));
        Assert.Equal("True", await world.AdminAsync(
            $"SELECT rolvaliduntil > clock_timestamp() + interval '179 min' FROM pg_roles WHERE rolname = '{account.Name}'"));
        Assert.Contains(later.EndsAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
            await world.AdminAsync($"SELECT shobj_description('{account.Name}'::regrole, 'pg_authid')"), StringComparison.Ordinal);
        Assert.IsType<EndResult.Gone>(await world.EndAsync(account));
    }

    // Rules 1, 23
    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_that_is_gone_or_not_ours_is_missing(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var stranger = world.Order().Account;
        await world.AdminAsync($"CREATE ROLE {stranger.Name}");

        Assert.IsType<OpenResult.Missing>(await world.Connector.OpenAsync(world.Target, stranger, Secret.NewPassword(), CancellationToken.None));
        Assert.IsType<OpenResult.Missing>(await world.Connector.OpenAsync(world.Target, world.Order().Account, Secret.NewPassword(), CancellationToken.None));
        Assert.IsType<MoveResult.Missing>(await world.Connector.MoveEndAsync(world.Target, stranger, CancellationToken.None));
    }

    // Rules 10, 11: success is logged with the verifier at most, failure with neither.
    [Theory, MemberData(nameof(Versions))]
    public async Task The_password_is_never_in_the_servers_log_and_the_verifier_not_when_opening_fails(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        var shown = Secret.NewPassword();
        Assert.IsType<OpenResult.Opened>(await world.Connector.OpenAsync(world.Target, account, shown, CancellationToken.None));
        await using (var holder = world.Holder(account, shown))
        {
            await holder.RunAsync("SELECT 'the log is written'");
        }

        var log = Path.Combine(world.Server.Folder, "log");
        var before = await File.ReadAllTextAsync(log);
        Assert.Contains("the log is written", before, StringComparison.Ordinal);
        Assert.DoesNotContain(shown.Reveal(), before, StringComparison.Ordinal);

        // Without the right to alter roles the statement inside fails, which is where the server would quote it.
        await world.AdminAsync("ALTER ROLE jitbot NOCREATEROLE");
        string why;
        try
        {
            why = Assert.IsType<OpenResult.Unreachable>(
                await world.Connector.OpenAsync(world.Target, account, Secret.NewPassword(), CancellationToken.None)).Why;
        }
        finally
        {
            await world.AdminAsync("ALTER ROLE jitbot CREATEROLE");
        }

        Assert.Contains("42501", why, StringComparison.Ordinal);
        Assert.DoesNotContain("SCRAM", why, StringComparison.Ordinal);
        var errors = (await File.ReadAllTextAsync(log))[before.Length..];
        var from = errors.IndexOf("could not be opened", StringComparison.Ordinal);
        Assert.True(from > 0);
        Assert.DoesNotContain("SCRAM", errors[from..], StringComparison.Ordinal);
    }

    private static Task<string?> EndAsync(PostgresWorld world, Account account) =>
        world.AdminAsync($"SELECT rolvaliduntil FROM pg_roles WHERE rolname = '{account.Name}'");
}
