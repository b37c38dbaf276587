using System.Globalization;
using JitBot.Bot.Operator;
using JitBot.Bot.Webhooks.Outbound;
using JitBot.Core;
using JitBot.Support.Postgres;

namespace JitBot.Bot.Tests.Operator;

/// <summary><c>jitbot webhook list | resend | drop</c> as somebody at the shell sees them.</summary>
public sealed class WebhookCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Since = Clock.Whole(TimeProvider.System.GetUtcNow()).AddDays(-4);

    private OperatorShell _shell = null!;
    private DeliveryQueue _queue = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_nothing_put_aside_the_list_ends_with_0_and_says_how_much_waits()
    {
        await WaitsAsync("000000000041", why: null);

        Assert.Equal(new Said(ExitCodes.Done, "ticketing: 1 waiting, 0 put aside", ""), await RunAsync("list"));
    }

    [Fact]
    public async Task What_is_not_taken_is_listed_with_why_and_since_when_and_what_was_put_aside_with_its_id()
    {
        await PutAsideAsync("000000000017", "it answered 503");
        await PutAsideAsync("000000000018", "it did not answer within 10 s");
        await WaitsAsync("000000000041", "it answered 503");

        Assert.Equal(
            new Said(ExitCodes.LookAtIt, $"""
                ticketing: 1 waiting, 2 put aside
                  not taken since {Since.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC: it answered 503
                  000000000017  grant.issued  22 attempts: it answered 503
                  000000000018  grant.issued  22 attempts: it did not answer within 10 s
                """, ""),
            await RunAsync("list"));
    }

    [Fact]
    public async Task What_was_put_aside_is_sent_again_by_its_id_or_all_of_it()
    {
        foreach (var id in (string[])["000000000017", "000000000018", "000000000019"])
        {
            await PutAsideAsync(id, "it answered 503");
        }

        Assert.Equal(new Said(ExitCodes.Done, "1 event is to be sent again.", ""), await RunAsync("resend", "ticketing", "000000000018"));
        Assert.Equal(new Said(ExitCodes.Done, "2 events are to be sent again.", ""), await RunAsync("resend", "ticketing"));
        Assert.Equal((3, 0), await _queue.CountAsync("ticketing", Ct));
        Assert.Equal(new Said(ExitCodes.LookAtIt, "Nothing was put aside for ticketing.", ""), await RunAsync("resend", "ticketing"));
    }

    [Fact]
    public async Task What_is_dropped_is_gone_and_what_waits_stays()
    {
        await PutAsideAsync("000000000017", "it answered 503");
        await WaitsAsync("000000000041", why: null);

        Assert.Equal(new Said(ExitCodes.Done, "1 event is dropped.", ""), await RunAsync("drop", "ticketing"));
        Assert.Equal((1, 0), await _queue.CountAsync("ticketing", Ct));
    }

    [Fact]
    public async Task A_mistyped_id_or_destination_changes_nothing_and_is_answered_with_what_there_is()
    {
        await PutAsideAsync("000000000017", "it answered 503");

        Assert.Equal(
            new Said(ExitCodes.LookAtIt, "", "Nothing was put aside for ticketing under 17; jitbot webhook list shows what was. Nothing was changed."),
            await RunAsync("drop", "ticketing", "000000000017", "17"));
        Assert.Equal(new Said(ExitCodes.LookAtIt, "", "There is no destination tickets; there is ticketing. Nothing was changed."), await RunAsync("resend", "tickets"));
        Assert.Equal((0, 1), await _queue.CountAsync("ticketing", Ct));
    }

    [Fact]
    public async Task One_that_was_taken_out_of_the_configuration_is_listed_with_when_it_goes()
    {
        await _shell.Keyed.TryPutAsync(new("webhook-gone", "pager", 0, """{ "ForgetAt": "2026-12-24T18:00:00+00:00" }""", null), Since, Ct);
        await _queue.AddAsync("pager", Event("000000000017"), Ct);

        Assert.Equal(
            new Said(ExitCodes.Done, "ticketing: 0 waiting, 0 put aside\npager: 1 waiting, 0 put aside; no longer configured, and deleted on 2026-12-24 18:00 UTC unless it is again", ""),
            await RunAsync("list"));
    }

    [Fact]
    public async Task With_the_store_down_nothing_is_claimed()
    {
        await _shell.DropStoreAsync();

        var said = await RunAsync("list");

        Assert.Equal((ExitCodes.StoreDown, ""), (said.Code, said.Output));
        Assert.EndsWith("Nothing is known, and nothing was changed.", said.Error, StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync()
    {
        _shell = await OperatorShell.StartAsync(postgres);
        _queue = new(_shell.Keyed, TimeProvider.System);
    }

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    private static Delivery Event(string id) => new(id, id, "grant.issued", "{}") { Since = Since };

    private async Task WaitsAsync(string id, string? why) => await _queue.AddAsync("ticketing", Event(id) with { Attempts = why is null ? 0 : 3, Why = why }, Ct);

    private Task PutAsideAsync(string id, string why) => _queue.GiveUpAsync("ticketing", new(Event(id) with { Attempts = 22, Why = why }, 0), Ct);

    private Task<Said> RunAsync(params string[] arguments) => _shell.RunAsync(WebhookCommand.Create(), ["webhook", .. arguments]);
}
