using JitBot.Bot.Webhooks.Outbound;
using JitBot.Support;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Tests.Webhooks.Outbound;

public sealed class WebhookHealthTests
{
    private static readonly WebhookDestination Tool = new("tool", new("https://tool.example.com/hook"), [WebhookReceiver.Secret], ["*"], AllowPrivate: false);

    private readonly ManualTime _time = new();
    private readonly InMemoryKeyedStore _store = new();
    private readonly DeliveryQueue _queue;

    public WebhookHealthTests() => _queue = new(_store, _time);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_and_was_not_refused_is_no_ill_health()
    {
        await _queue.AddAsync("tool", Event("1"), Ct);

        Assert.Equal(HealthStatus.Healthy, (await LookAsync()).Status);
    }

    [Fact]
    public async Task A_destination_that_does_not_take_what_is_sent_is_named_with_since_when_and_why_and_no_other()
    {
        await _queue.AddAsync("tool", Event("1") with { Attempts = 2, Why = "it answered 503" }, Ct);
        await _queue.AddAsync("tool", Event("2"), Ct);
        await _queue.AddAsync("other", Event("1"), Ct);

        var seen = await LookAsync();

        Assert.Equal((HealthStatus.Degraded, "Somebody should look: jitbot webhook list."), (seen.Status, seen.Description));
        Assert.Equal(
            [KeyValuePair.Create("tool", (object)"2 waiting (not taken since 2026-03-02T09:00:00.0000000+00:00: it answered 503), 0 put aside")], seen.Data);
    }

    [Fact]
    public async Task What_was_put_aside_is_counted_until_somebody_has_decided_about_it()
    {
        await _queue.GiveUpAsync("tool", new(Event("1") with { Attempts = 22, Why = "it answered 503" }, 0), Ct);

        Assert.Equal("0 waiting, 1 put aside", Assert.Single((await LookAsync()).Data).Value);
        await _queue.DropAsync("tool", (await _queue.ListDeadAsync("tool", 1, Ct))[0], Ct);
        Assert.Equal(HealthStatus.Healthy, (await LookAsync()).Status);
    }

    [Fact]
    public async Task With_the_store_down_it_is_degraded_and_says_so()
    {
        _store.IsDown = true;

        var seen = await LookAsync();

        Assert.Equal(HealthStatus.Degraded, seen.Status);
        Assert.Contains("down", seen.Description, StringComparison.Ordinal);
    }

    private Delivery Event(string id) => new(id, id, "grant.issued", "{}") { Since = _time.GetUtcNow() };

    private Task<HealthCheckResult> LookAsync() => new WebhookHealth([Tool, Tool with { Name = "other" }], _queue).CheckHealthAsync(new(), Ct);
}
