using JitBot.Bot.Slack;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Tests.Slack;

/// <summary>Socket Mode: connections that are rotated, cut, half-open or turned away, and what people notice of it, which is nothing.</summary>
public sealed class SocketTests
{
    private const string Line = "request hr-prod read title for 2h because INC-42";

    [Fact]
    public async Task A_rotation_leaves_no_gap()
    {
        await using var bot = await StartAsync();
        var old = bot.Twin.Sockets.Open.Single();
        await old.WarnAsync();
        await bot.SeenAsync(() => bot.Twin.Sockets.Open.SingleOrDefault(socket => socket != old));

        var heard = await bot.LetTimePassAsync(bot.Dana.CommandAsync(Line));

        Assert.Null(heard.Error);
        Assert.Single(await bot.Requests.ListAsync(new(), default));
    }

    [Fact]
    public async Task A_command_under_way_when_the_connection_is_refreshed_is_answered()
    {
        await using var bot = await StartAsync();
        bot.Twin.Faults.Delay(TimeSpan.FromSeconds(1), method: "users.info");
        var command = bot.Dana.CommandAsync(Line);
        await bot.Twin.Sockets.Open.Single().RefreshAsync();

        Assert.Null((await bot.LetTimePassAsync(command)).Error);

        await bot.LetTimePassAsync(bot.SeenAsync(() => bot.Twin.Sockets.Open.LastOrDefault(socket => socket.Number > 1)));
        Assert.Single(await bot.Requests.ListAsync(new(), default));
    }

    // Rule 39
    [Fact]
    public async Task A_command_whose_connection_was_cut_is_delivered_again_and_done_once()
    {
        await using var bot = await StartAsync();
        bot.Twin.Faults.Delay(TimeSpan.FromSeconds(1), method: "users.info");
        var command = bot.Dana.CommandAsync(Line);
        await bot.SeenAsync(() => bot.Twin.Sockets.Open.Single().Sent.Count > 1 ? bot.Dana : null);
        bot.Twin.Sockets.Open.Single().Cut();

        var heard = await bot.LetTimePassAsync(command);

        Assert.Null(heard.Error);
        Assert.Single(await bot.Requests.ListAsync(new(), default));
        Assert.Contains("Request sent", Assert.Single(bot.Dana.Ephemerals).Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_on_which_nobody_is_there_any_more_is_replaced()
    {
        await using var bot = await StartAsync();
        var silent = bot.Twin.Sockets.Open.Single();
        silent.Freeze();

        await bot.LetTimePassAsync(bot.Twin.WaitForAsync(() => bot.Twin.Sockets.Open.LastOrDefault(socket => socket != silent), TimeSpan.FromSeconds(60)));
        var heard = await bot.LetTimePassAsync(bot.Dana.CommandAsync(Line));

        Assert.Null(heard.Error);
    }

    [Fact]
    public async Task Two_connections_are_kept_where_there_is_room_for_them()
    {
        await using var bot = await SlackBot.StartAsync(socket: true, options => options with { Connections = 2 });

        await bot.SeenAsync(() => bot.Twin.Sockets.Open.Count == 2 ? bot.Dana : null);
    }

    [Theory]
    [InlineData(true, "link_disabled")]
    [InlineData(false, "too_many_websockets")]
    public async Task Being_turned_away_shows_in_health_and_is_tried_again(bool disabled, string said)
    {
        await using var bot = await StartAsync();
        bot.Twin.Sockets.Most = 0;
        await (disabled ? bot.Twin.Sockets.DisableAsync() : bot.Twin.Sockets.Open.Single().RefreshAsync());
        await bot.LetTimePassAsync(UntilAsync(async () => (await HealthAsync(bot)).Description?.Contains(said, StringComparison.Ordinal) == true));

        bot.Twin.Sockets.Most = 10;
        bot.Twin.Sockets.Enable();

        await bot.LetTimePassAsync(UntilAsync(async () => (await HealthAsync(bot)).Status == HealthStatus.Healthy));
    }

    private static async Task<SlackBot> StartAsync()
    {
        var bot = await SlackBot.StartAsync(socket: true);
        await bot.SeenAsync(() => bot.Twin.Sockets.Open.SingleOrDefault());
        return bot;
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> seen)
    {
        using var limit = new CancellationTokenSource(SlackBot.Patience);
        while (!await seen())
        {
            await Task.Delay(10, limit.Token);
        }

        return true;
    }

    private static Task<HealthCheckResult> HealthAsync(SlackBot bot) => bot.Get<SlackHealth>().CheckHealthAsync(new(), default);
}
