using System.Net;
using JitBot.Bot.Webhooks.Outbound;
using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Support;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Webhooks.Outbound;

public sealed class SendWebhookTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();
    private readonly RecordedLog _log = new();
    private WebhookReceiver _receiver = null!;
    private SendEvents _send = null!;
    private DeliveryQueue _queue = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_step_of_a_life_is_told_once_in_its_order_and_names_its_place_in_the_record()
    {
        await BeginAsync();
        var request = await _world.GrantAsync();
        await _world.Get<Core.Grants.GiveBackGrant>().HandleAsync(request.Id, _world.Dana, Ct);
        await _world.RunDueAsync();

        await RoundAsync();
        await RoundAsync();

        var steps = (await _world.NowAsync(request.Id)).Audit;
        Assert.Equal(steps.Select(step => step.Event), _receiver.Taken.Select(told => told.Type));
        Assert.Equal(_receiver.Taken.Count, _receiver.Taken.Select(told => told.Id).Distinct().Count());
        Assert.All(_receiver.Taken, told => Assert.Equal(request.Id.Value, told.Data.GetProperty("request").GetString()));
        Assert.All(_receiver.Taken, told => Assert.Equal(64, told.Data.GetProperty("hash").GetString()!.Length));
    }

    [Fact]
    public async Task What_happened_before_a_destination_was_configured_is_not_told()
    {
        await _world.SubmitAsync();
        await BeginAsync();
        var after = await _world.SubmitAsync();

        await RoundAsync();

        Assert.Equal(after.Id.Value, Assert.Single(_receiver.Taken).Data.GetProperty("request").GetString());
    }

    [Fact]
    public async Task What_is_of_before_is_not_told_though_it_comes_into_the_record_later()
    {
        await BeginAsync();
        await _world.Get<AuditLog>().AddAsync(AuditEntry.Of(_world.Time.GetUtcNow().AddDays(-90), "grant.issued", "dana"), ct: Ct);

        await RoundAsync();

        Assert.Empty(_receiver.Taken);
    }

    [Fact]
    public async Task However_many_wait_that_are_refused_the_others_get_through()
    {
        await BeginAsync();
        _receiver.Answer = (_, type) => Task.FromResult(type == "bad" ? HttpStatusCode.BadRequest : HttpStatusCode.OK);
        for (var i = 0; i < 620; i++)
        {
            await _world.Get<AuditLog>().AddAsync(AuditEntry.Of(_world.Time.GetUtcNow(), "bad", "dana"), $"{i:D4}", ct: Ct);
        }

        for (var round = 0; round < 8; round++)
        {
            await RoundAsync();
        }

        await _world.SubmitAsync();
        await RoundAsync();

        Assert.Equal("request.submitted", Assert.Single(_receiver.Taken, told => told.Type != "audit.head").Type);
    }

    [Fact]
    public async Task Only_the_events_that_are_wanted_are_sent()
    {
        await BeginAsync(To() with { Events = ["approval.*"] });
        await _world.GrantAsync();

        await RoundAsync(To() with { Events = ["approval.*"] });

        Assert.Equal("approval.given", Assert.Single(_receiver.Taken).Type);
    }

    [Fact]
    public async Task While_one_requests_event_is_refused_its_later_ones_wait_and_others_do_not()
    {
        await BeginAsync();
        var (stuck, other) = (await _world.SubmitAsync(), await _world.SubmitAsync());
        _receiver.Answer = (context, _) => Task.FromResult(
            ((string)context.Items["body"]!).Contains(stuck.Id.Value, StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : HttpStatusCode.OK);
        await _world.Get<WithdrawRequest>().HandleAsync(stuck.Id, _world.Dana, Ct);
        await _world.Get<WithdrawRequest>().HandleAsync(other.Id, _world.Dana, Ct);

        await RoundAsync();
        Assert.Equal(["request.submitted", "request.withdrawn"], Of(other));
        Assert.Empty(Of(stuck));

        _receiver.Answer = (_, _) => Task.FromResult(HttpStatusCode.OK);
        await RoundAsync();
        Assert.Empty(Of(stuck));
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        await RoundAsync();
        Assert.Equal(["request.submitted", "request.withdrawn"], Of(stuck));
    }

    [Fact]
    public async Task A_destination_that_hangs_delays_no_other()
    {
        await using var quick = await WebhookReceiver.StartAsync(_world.Time);
        var (hangs, answers) = (To(), To() with { Name = "quick", Url = quick.Url });
        await BeginAsync(hangs);
        await BeginAsync(answers);
        await _world.SubmitAsync();
        var released = new TaskCompletionSource<HttpStatusCode>();
        _receiver.Answer = (_, _) => released.Task;

        var hanging = RoundAsync(hangs);
        await RoundAsync(answers);
        Assert.Single(quick.Taken);

        while (!hanging.IsCompleted)
        {
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, Ct);
        }

        await hanging;
        released.SetResult(HttpStatusCode.OK);
        Assert.Contains("did not answer within 10 s", (await _queue.ListAsync(hangs.Name, 10, Ct))[0].Delivery.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Redirect)]
    [InlineData(HttpStatusCode.PermanentRedirect)]
    public async Task A_redirect_is_not_followed(HttpStatusCode status)
    {
        await using var inside = await WebhookReceiver.StartAsync(_world.Time);
        await BeginAsync();
        await _world.SubmitAsync();
        _receiver.Answer = (context, _) =>
        {
            context.Response.Headers.Location = inside.Url.ToString();
            return Task.FromResult(status);
        };

        await RoundAsync();

        Assert.Equal(0, inside.Attempts);
        Assert.Contains("redirects", (await _queue.ListAsync("tool", 10, Ct))[0].Delivery.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_leads_to_a_private_address_is_not_called_unless_that_is_allowed()
    {
        var destination = To() with { AllowPrivate = false, Url = new($"http://localhost:{_receiver.Url.Port}/hook") };
        await BeginAsync(destination);
        await _world.SubmitAsync();

        await RoundAsync(destination);

        Assert.Equal(0, _receiver.Attempts);
        Assert.Contains("which is not public", (await _queue.ListAsync("tool", 10, Ct))[0].Delivery.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_three_days_it_is_put_aside_and_can_be_sent_again_by_hand()
    {
        await BeginAsync();
        await _world.SubmitAsync();
        _receiver.Answer = (_, _) => Task.FromResult(HttpStatusCode.ServiceUnavailable);
        for (var hour = 0; hour < 80; hour++)
        {
            await RoundAsync();
            _world.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal((0, 1), await _queue.CountAsync("tool", Ct));
        Assert.InRange(_receiver.Attempts, 10, 40);
        var dead = Assert.Single(await _queue.ListDeadAsync("tool", 10, Ct));
        Assert.Equal("it answered 503", dead.Delivery.Why);

        _receiver.Answer = (_, _) => Task.FromResult(HttpStatusCode.OK);
        await _queue.ResendAsync("tool", dead, Ct);
        await RoundAsync();
        Assert.Equal("request.submitted", Assert.Single(_receiver.Taken).Type);
        Assert.Equal((0, 0), await _queue.CountAsync("tool", Ct));
    }

    [Fact]
    public async Task Two_replicas_send_each_event_once_while_neither_dies()
    {
        await BeginAsync();
        for (var i = 0; i < 10; i++)
        {
            await _world.SubmitAsync();
        }

        using var other = Sender();
        await _world.Get<SealAudit>().HandleAsync(Ct);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? _send : other).HandleAsync(To(), Ct)));
        await RoundAsync();

        Assert.Equal(10, _receiver.Taken.Count);
    }

    [Fact]
    public async Task A_block_that_is_closed_tells_its_signed_head()
    {
        await BeginAsync();
        await _world.SubmitAsync();
        await RoundAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(6));
        await _world.SubmitAsync();
        await RoundAsync();

        var head = Assert.Single(_receiver.Taken, told => told.Type == "audit.head").Data;
        Assert.Equal(JitWorld.AuditKey.Id, head.GetProperty("key").GetString());
    }

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync(_world.Time);
        _queue = new(_world.Keyed, _world.Time);
        _send = Sender();
    }

    public async ValueTask DisposeAsync()
    {
        _send.Dispose();
        await _receiver.DisposeAsync();
        await _world.DisposeAsync();
    }

    private WebhookDestination To() => new("tool", _receiver.Url, [WebhookReceiver.Secret], ["*"], AllowPrivate: true);

    private SendEvents Sender() => new(
        _queue, new(_world.Keyed, _world.Get<ReadChain>(), _queue, _world.Time), _world.Get<StoreLock>(), _world.Time, new Logger<SendEvents>(_log));

    /// <summary>The destination is there from now on; something was sealed before.</summary>
    private async Task BeginAsync(WebhookDestination? destination = null)
    {
        await _world.Get<AuditLog>().AddAsync(AuditEntry.Of(_world.Time.GetUtcNow(), AuditEvents.Started, AuditEntry.Service), ct: Ct);
        await RoundAsync(destination);
    }

    private async Task RoundAsync(WebhookDestination? destination = null)
    {
        await _world.Get<SealAudit>().HandleAsync(Ct);
        await _send.HandleAsync(destination ?? To(), Ct);
    }

    private IEnumerable<string> Of(AccessRequest request) =>
        _receiver.Taken.Where(told => told.Data.GetProperty("request").GetString() == request.Id.Value).Select(told => told.Type);
}
