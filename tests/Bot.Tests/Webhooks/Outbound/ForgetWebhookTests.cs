using JitBot.Bot.Webhooks.Outbound;
using JitBot.Core.Audit;
using JitBot.Support;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Webhooks.Outbound;

public sealed class ForgetWebhookTests : IAsyncLifetime
{
    private static readonly WebhookDestination Tool = new("tool", new("https://tool.example.com/hook"), [WebhookReceiver.Secret], ["*"], AllowPrivate: false);
    private static readonly WebhookDestination Other = Tool with { Name = "other" };

    private readonly JitWorld _world = new();
    private readonly RecordedLog _log = new();
    private DeliveryQueue _queue = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_for_a_destination_that_is_no_longer_configured_is_deleted_a_week_later_and_nothing_of_others()
    {
        await HouseAsync(Other);
        Assert.Contains(_log.Lines, line => line.Level == LogLevel.Warning && line.Message.Contains("tool is no longer configured", StringComparison.Ordinal) && line.Message.Contains("2026-03-09 09:00:00Z", StringComparison.Ordinal));
        _world.Time.Advance(ForgetDestinations.After - TimeSpan.FromSeconds(1));
        await HouseAsync(Other);
        Assert.Equal((1, 1), await _queue.CountAsync("tool", Ct));

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await HouseAsync(Other);

        Assert.Equal((0, 0), await _queue.CountAsync("tool", Ct));
        Assert.Equal((1, 1), await _queue.CountAsync("other", Ct));
        Assert.Contains(_log.Lines, line => line.Message.Contains("tool has not been configured for a week: 2 events", StringComparison.Ordinal));
        Assert.Empty(await _world.Keyed.ListAsync("webhook-gone", _world.Time.GetUtcNow(), Ct));
        Assert.Equal("other", Assert.Single(await _world.Keyed.ListAsync("webhook-cursor", _world.Time.GetUtcNow(), Ct)).Id);
    }

    [Fact]
    public async Task One_that_is_configured_again_within_the_week_keeps_what_waits()
    {
        await HouseAsync(Other);
        _world.Time.Advance(TimeSpan.FromDays(6));
        await HouseAsync(Tool, Other);
        _world.Time.Advance(TimeSpan.FromDays(6));

        await HouseAsync(Other);

        Assert.Equal((1, 1), await _queue.CountAsync("tool", Ct));
    }

    [Fact]
    public async Task A_replica_that_does_not_know_a_new_one_yet_takes_nothing_away()
    {
        for (var hour = 0; hour < 24 * 8; hour++)
        {
            await HouseAsync(Other);
            await HouseAsync(Tool, Other);
            _world.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal((1, 1), await _queue.CountAsync("tool", Ct));
    }

    public async ValueTask InitializeAsync()
    {
        _queue = new(_world.Keyed, _world.Time);
        var events = new QueueEvents(_world.Keyed, _world.Get<ReadChain>(), _queue, _world.Time);
        foreach (var destination in (WebhookDestination[])[Tool, Other])
        {
            await events.HandleAsync(destination, Ct);
            await _queue.AddAsync(destination.Name, Event("1"), Ct);
            await _queue.AddAsync(destination.Name, Event("2"), Ct);
            await _queue.GiveUpAsync(destination.Name, (await _queue.ListAsync(destination.Name, 1, Ct))[0], Ct);
        }
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private Delivery Event(string id) => new(id, id, "grant.issued", "{}") { Since = _world.Time.GetUtcNow() };

    private Task HouseAsync(params WebhookDestination[] configured) =>
        new ForgetDestinations(configured, _queue, _world.Keyed, _world.Time, new Logger<ForgetDestinations>(_log)).HandleAsync(Ct);
}
