using System.Text.Json.Nodes;
using JitBot.Bot.Slack.Inbound;
using JitBot.Support;

namespace JitBot.Bot.Tests.Slack;

/// <summary>Rule 39: what Slack delivers twice is done once.</summary>
public sealed class DeliveriesTests
{
    private readonly ManualTime _time = new();
    private readonly Deliveries _deliveries;
    private int _done;

    public DeliveriesTests() => _deliveries = new(_time);

    [Fact]
    public async Task The_same_delivery_again_waits_for_the_work_begun_and_has_its_answer()
    {
        var working = new TaskCompletionSource<JsonObject?>();
        var first = _deliveries.OnceAsync("one", () => { _done++; return working.Task; });
        var second = _deliveries.OnceAsync("one", () => { _done++; return working.Task; });
        working.SetResult(new() { ["text"] = "done" });

        Assert.Equal("done", (await first)!["text"]!.GetValue<string>());
        Assert.Equal("done", (await second)!["text"]!.GetValue<string>());
        Assert.Equal(1, _done);
    }

    [Fact]
    public async Task A_failure_is_tried_again_when_it_is_delivered_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _deliveries.OnceAsync("one", () => throw new InvalidOperationException()));

        await DoAsync("one");

        Assert.Equal(1, _done);
    }

    [Theory]
    [InlineData(59, 1)]
    [InlineData(119, 1)]
    [InlineData(240, 2)]
    public async Task It_is_remembered_for_a_minute_and_not_for_ever(int seconds, int done)
    {
        await DoAsync("one");
        _time.Advance(TimeSpan.FromSeconds(seconds / 2.0));
        await DoAsync("another");
        _time.Advance(TimeSpan.FromSeconds(seconds / 2.0));

        await DoAsync("one");

        Assert.Equal(done, _done - 1);
    }

    private Task<JsonObject?> DoAsync(string id) => _deliveries.OnceAsync(id, () =>
    {
        _done++;
        return Task.FromResult<JsonObject?>(null);
    });
}
