using System.Text;
using System.Text.Json.Nodes;
using JitBot.Bot.Tests.BadInput;
using JitBot.Bot.Webhooks;
using JitBot.Bot.Webhooks.Inbound;
using JitBot.Core.Audit;
using JitBot.Support;

namespace JitBot.Bot.Tests.Webhooks;

/// <summary>Rules 38 to 40: what is not a source's, or cannot be read, changes nothing, is counted, and is on record.</summary>
public sealed class WebhookRefusalTests : IAsyncLifetime
{
    private const int Fuzzed = 3000;

    private WebhookBot _bot = null!;

    public async ValueTask InitializeAsync() => _bot = await WebhookBot.StartAsync();

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task Nothing_bent_is_taken_and_nothing_of_it_reaches_the_store()
    {
        var random = new Random(4711);
        WebhookSource[] sources = [WebhookBot.Deploys, WebhookBot.Desk, WebhookBot.Alerts, WebhookBot.Pager];
        var before = await _bot.WritesAsync();

        for (var i = 0; i < Fuzzed; i++)
        {
            var source = sources[i % sources.Length];
            var body = Encoding.UTF8.GetBytes(Payloads.Create);
            var heard = await _bot.SendAsync(source, body, bend: message => Bend(message, source, body, random));

            Assert.True(heard.Status == 401, $"{source.Name} was answered {heard.Status} at attempt {i}: {heard.Body}");
        }

        Assert.Equal(before + 1, await _bot.WritesAsync());
        var refused = (await _bot.RecordAsync()).Where(entry => entry.Event == AuditEvents.Refused).ToArray();
        Assert.Equal(sources.Select(source => source.Door).Order(StringComparer.Ordinal), refused.Select(entry => entry.Facts["door"]).Order(StringComparer.Ordinal));
        Assert.All(refused, entry => Assert.Equal($"{Fuzzed / sources.Length}", entry.Facts["count"]));
        Assert.All(refused, entry => Assert.Equal("127.0.0.1", entry.Facts["from"]));
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public async Task A_webhook_signed_at_another_time_is_refused(int seconds)
    {
        var body = Encoding.UTF8.GetBytes(Payloads.Create);
        var id = _bot.NewId();
        var other = WebhookBot.Signed(WebhookBot.Deploys, body, id, _bot.Time.GetUtcNow().AddSeconds(seconds)).ToArray();

        var heard = await _bot.SendAsync(WebhookBot.Deploys, body, id, message =>
        {
            foreach (var (name, value) in other)
            {
                Put(message, name, value);
            }
        });

        Assert.Equal(401, heard.Status);
        Assert.Equal("This cannot be told to be deploys's: signed at another time.", heard.Body?["detail"]?.GetValue<string>());
        Assert.Empty(await _bot.Requests.ListAsync(new(), default));
    }

    [Fact]
    public async Task An_unknown_source_is_refused()
    {
        var heard = await _bot.SendAsync(WebhookBot.Deploys with { Name = "DEPLOYS" }, Payloads.Create);

        Assert.Equal(404, heard.Status);
        Assert.Contains(await _bot.RecordAsync(), entry => entry.Facts["door"] == "webhook" && entry.Facts["why"] == "unknown source (1)");
    }

    [Theory]
    [InlineData(WebhookEndpoint.LongestBody, 400)]
    [InlineData(WebhookEndpoint.LongestBody + 1, 413)]
    public async Task A_body_is_bounded(int length, int status)
    {
        var heard = await _bot.SendAsync(WebhookBot.Deploys, new byte[length]);

        Assert.Equal(status, heard.Status);
    }

    [Fact]
    public async Task A_source_may_do_nothing_that_it_was_not_allowed()
    {
        var before = await _bot.WritesAsync();
        foreach (var body in (string[])[Payloads.Create, Payloads.Decide("abcdefghijkl", 1, "omar"), Payloads.Incident("open", "1")])
        {
            Assert.Equal(403, (await _bot.SendAsync(WebhookBot.Mute, body)).Status);
        }

        Assert.Equal(before + 1, await _bot.WritesAsync());
    }

    [Fact]
    public async Task Too_much_at_once_is_put_off_in_the_way_each_sender_understands()
    {
        var generic = new List<int>();
        var alerts = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            generic.Add((await _bot.SendAsync(WebhookBot.Deploys, "{}")).Status);
            alerts.Add((await _bot.SendAsync(WebhookBot.Alerts, "{}")).Status);
        }

        Assert.Equal([400, 429], generic.Distinct());
        Assert.Equal([400, 503], alerts.Distinct());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"type\":\"request.create\"}")]
    [InlineData("{\"type\":\"request.create\",\"data\":null}")]
    [InlineData("{\"type\":\"request.create\",\"data\":[]}")]
    [InlineData("{\"type\":\"request.create\",\"data\":{}}")]
    [InlineData("{\"type\":\"request.create\",\"type\":\"request.create\",\"data\":{\"person\":\"dana\",\"target\":\"hr-prod\"}}")]
    [InlineData("{\"type\":\"request.create\",\"data\":{\"person\":\"dana\",\"person\":\"omar\",\"target\":\"hr-prod\"}}")]
    [InlineData("{\"type\":\"request.create\",\"data\":{\"person\":\"dana\",\"target\":\"hr-prod\",\"table\":[\"title\"]}}")]
    [InlineData("{\"type\":\"request.create\",\"data\":{\"person\":\"dana\",\"target\":\"hr-prod\",\"tables\":[null]}}")]
    [InlineData("{\"type\":\"request.create\",\"data\":{\"person\":\"dana\",\"target\":\"hr-prod\",\"duration\":\"7200\"}}")]
    [InlineData("{\"type\":\"request.create\",\"data\":{\"person\":\"dana\",\"target\":\"hr-prod\",\"until\":\"18:00\"}}")]
    [InlineData("{\"type\":\"request.create\",\"data\":{\"person\":\"\\ud800\",\"target\":\"hr-prod\"}}")]
    [InlineData("{\"type\":\"request.decide\",\"data\":{\"request\":\"abcdefghijkl\",\"person\":\"omar\",\"verdict\":\"approve\"}}")]
    [InlineData("{\"type\":\"request.decide\",\"data\":{\"request\":\"../../etc\",\"terms\":1,\"person\":\"omar\",\"verdict\":\"approve\"}}")]
    [InlineData("{\"type\":\"request.decide\",\"data\":{\"request\":\"abcdefghijkl\",\"terms\":1,\"person\":\"omar\",\"verdict\":\"APPROVE\"}}")]
    [InlineData("{\"type\":\"incident.open\",\"data\":{\"id\":\"\",\"severity\":\"high\"}}")]
    [InlineData("{\"type\":\"incident.open\",\"data\":{\"id\":\"a\\u0000b\",\"severity\":\"high\"}}")]
    [InlineData("{\"type\":\"request.delete\",\"data\":{}}")]
    public void What_cannot_be_read_is_malformed(string body) =>
        Assert.IsType<WebhookOrder.Malformed>(FollowOrder.Read(WebhookBot.Deploys, Encoding.UTF8.GetBytes(body), ManualTime.Start));

    [Fact]
    public void Whatever_a_source_writes_is_read_or_refused()
    {
        var random = new Random(815);
        (WebhookSource Source, string Body)[] good =
        [
            (WebhookBot.Deploys, Payloads.Create), (WebhookBot.Deploys, Payloads.Decide("abcdefghijkl", 1, "omar")), (WebhookBot.Deploys, Payloads.Incident("open", "1")),
            (WebhookBot.Desk, Payloads.Ticket("approved", "CHG-7", "rita")), (WebhookBot.Alerts, Payloads.Alertmanager(("a", "firing", "critical"))),
            (WebhookBot.Pager, Payloads.PagerDuty("incident.triggered", "triggered", ManualTime.Start)),
        ];
        for (var i = 0; i < Fuzzed; i++)
        {
            var (source, text) = good[i % good.Length];
            var bent = Mutation.Of(JsonNode.Parse(text)!.AsObject(), random);

            Assert.NotNull(FollowOrder.Read(source, Encoding.UTF8.GetBytes(bent.ToJsonString()), ManualTime.Start));
            Assert.NotNull(FollowOrder.Read(source, Torn(Encoding.UTF8.GetBytes(text), random), ManualTime.Start));
        }
    }

    /// <summary>One of the things that a signature, a time, an id, a secret or a body can have wrong.</summary>
    private static void Bend(HttpRequestMessage message, WebhookSource source, byte[] body, Random random)
    {
        var (name, value) = Pick(WebhookBot.Signed(source, body, message.Headers.TryGetValues(StandardWebhook.IdHeader, out var ids) ? ids.Single() : "", ManualTime.Start).ToArray(), random);
        switch (random.Next(source.Kind == SourceKind.Alertmanager ? 3 : 6))
        {
            case 0:
                Put(message, name, null);
                break;
            case 1:
                Put(message, name, Pick([.. Nasty.Strings.Where(text => text.All(letter => letter is >= ' ' and <= '~') && text.Length < 2000)], random));
                break;
            case 2:
                // One character is another.
                var at = random.Next(source.Kind == SourceKind.Alertmanager ? "Bearer ".Length : 0, value.Length);
                Put(message, name, $"{value[..at]}{(value[at] == 'x' ? 'y' : 'x')}{value[(at + 1)..]}");
                break;
            case 3:
                message.Content = new ByteArrayContent(Torn(body, random));
                break;
            case 4:
                // Another message's proof.
                var (other, proof) = WebhookBot.Signed(source, [.. body, (byte)' '], "msg_other", ManualTime.Start).Last();
                Put(message, other, proof);
                break;
            default:
                message.Headers.TryAddWithoutValidation(name, value);
                message.Content = new ByteArrayContent([.. body, (byte)'\n']);
                break;
        }
    }

    private static byte[] Torn(byte[] body, Random random)
    {
        var torn = body.ToArray();
        switch (random.Next(3))
        {
            case 0:
                return torn[..random.Next(torn.Length)];
            case 1:
                torn[random.Next(torn.Length)] ^= (byte)(1 << random.Next(8));
                return torn;
            default:
                var extra = new byte[random.Next(1, 20)];
                random.NextBytes(extra);
                return [.. torn, .. extra];
        }
    }

    private static T Pick<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];

    private static void Put(HttpRequestMessage message, string name, string? value)
    {
        message.Headers.Remove(name);
        if (value is not null)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
