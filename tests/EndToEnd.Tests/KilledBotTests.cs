using JitBot.Bot.Storage;
using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Playground;
using JitBot.Playground.Twin;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JitBot.EndToEnd.Tests;

/// <summary>The bot is killed after each step of one life, on real clocks, and started again.</summary>
public sealed class KilledBotTests(JourneyWorlds worlds)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Rule 23
    [Fact]
    public async Task A_life_goes_on_after_each_kill_with_nothing_twice_and_nothing_left()
    {
        await using var server = await worlds.ServerOfItsOwnAsync();
        var databases = await JitServer.PrepareAsync(server, ["hr_prod", "hr_test"], _ => { }, default);
        await using var twin = await TeamsTwin.StartAsync();
        var people = PlaygroundPeople.MoveIn(twin);
        await using var bot = new BotProcess(
            PlaygroundConfiguration.For(databases, twin, people).ToDictionary(entry => entry.Key, entry => entry.Value), twin.Credential.Issue());
        twin.Line.Bot = new($"{bot.Address}/api/messages");
        await using var database = PostgresDatabase.At($"{databases.StoreConnection};Password={databases.StorePassword.Reveal()}");
        var store = new PostgresAccessStore(database, NullLogger<PostgresAccessStore>.Instance);

        await bot.StartAsync();
        await people.Dana.SayAsync("request hr-prod read employee for 45s because INC-9 the bot is being killed");
        var id = Assert.Single(await store.ListAsync(new(), default)).Id;
        await RestartAsync(bot);

        await people.Omar.PressAsync(await CardAsync(twin, people.DbaChannel, "Approve"), "Approve");
        await RestartAsync(bot);

        var active = await UntilAsync(store, id, request => request.Cards.Any(card => card.Slot == CardSlot.Grant));
        var pressed = await people.Dana.PressAsync(await CardAsync(twin, people.Dana.Chat, "Show credentials"), "Show credentials");
        var uri = new Uri(CardLines.Lines(pressed.Card!.Value).Single(line => line.StartsWith("postgresql://", StringComparison.Ordinal)));
        await RestartAsync(bot);

        var login = $"Host={uri.Host};Port={uri.Port};Database=hr_prod;Username={uri.UserInfo.Split(':')[0]};Password={uri.UserInfo.Split(':')[1]};Pooling=false";
        await using var session = new NpgsqlConnection(login);
        await session.OpenAsync(TestContext.Current.CancellationToken);
        await bot.KillAsync();
        var wait = active.Grant.EndsAt!.Value - TimeProvider.System.GetUtcNow();
        await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, TestContext.Current.CancellationToken);
        await bot.StartAsync();

        var ended = await UntilAsync(store, id, request => request.State == RequestState.Ended);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("select 1", session).ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            [AuditEvents.Submitted, AuditEvents.ApprovalGiven, AuditEvents.Issued, AuditEvents.SecretShown, AuditEvents.Ended],
            ended.Audit.Select(entry => entry.Event).Where(step => step is not (AuditEvents.Reminded or AuditEvents.EndBegun)));
        Assert.Equal(0, await CountAsync(server, "select count(*) from pg_roles where rolname like 'jit\\_dana%'"));
        Assert.DoesNotContain(uri.UserInfo.Split(':')[1], bot.Output, StringComparison.Ordinal);
    }

    private static async Task RestartAsync(BotProcess bot)
    {
        await bot.KillAsync();
        await bot.StartAsync();
    }

    private static Task<TwinMessage> CardAsync(TeamsTwin twin, TwinChat chat, string button) => twin.WaitForAsync(
        () => chat.FromBot.LastOrDefault(message => message.Card is { } card && CardLines.Buttons(card).Contains(button, StringComparer.Ordinal)), Patience);

    private static async Task<AccessRequest> UntilAsync(PostgresAccessStore store, RequestId id, Func<AccessRequest, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await store.FindAsync(id, limit.Token) is { } found && wanted(found))
            {
                return found;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task<long> CountAsync(LocalPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres"));
        await connection.OpenAsync();
        return (long)(await new NpgsqlCommand(sql, connection).ExecuteScalarAsync())!;
    }
}
