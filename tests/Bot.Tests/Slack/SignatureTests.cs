using System.Net;
using System.Security.Cryptography;
using System.Text;
using JitBot.Bot.Slack.Inbound;
using JitBot.Core.Grants;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Slack;

/// <summary>Rule 38: what Slack did not sign, now and exactly so, is not even parsed.</summary>
public sealed class SignatureTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_531_420_618);
    private static readonly Secret Secret = new("8f742231b10e8888abcd99yyyzzz85a5");

    // Slack's own documented example.
    private const string Body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    private const string Signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    [Fact]
    public void Documented_example_is_good() => Assert.Null(Refusal("1531420618", Signature, Now));

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void A_signature_is_good_for_five_minutes_either_way(int seconds, bool good) =>
        Assert.Equal(good, Refusal("1531420618", Signature, Now.AddSeconds(seconds)) is null);

    [Theory]
    [InlineData(null, Signature)]
    [InlineData("", Signature)]
    [InlineData("1531420618", null)]
    [InlineData("1531420618", "")]
    [InlineData("1531420618", "v0=")]
    [InlineData("1531420618", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b502")]
    [InlineData("1531420618", "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    [InlineData("1531420618", "V0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503")]
    [InlineData("1531420618.0", Signature)]
    [InlineData("-1531420618", Signature)]
    [InlineData("9223372036854775807", Signature)]
    [InlineData("99999999999999999999", Signature)]
    [InlineData("NaN", Signature)]
    public void Anything_else_is_not(string? timestamp, string? signature) => Assert.NotNull(Refusal(timestamp, signature, Now));

    [Fact]
    public async Task A_delivery_that_was_bent_is_refused_and_changes_nothing()
    {
        await using var bot = await SlackBot.StartAsync();
        Func<SlackSigned, SlackSigned>[] bends =
        [
            signed => signed with { Secret = "another" },
            signed => signed with { Timestamp = signed.Timestamp!.Value.AddMinutes(-6) },
            signed => signed with { Timestamp = signed.Timestamp!.Value.AddMinutes(6) },
            signed => signed with { Timestamp = null },
            signed => signed with { Signature = "" },
            signed => signed with { Sent = signed.Body.Replace("title", "salary", StringComparison.Ordinal) },
        ];

        foreach (var bend in bends)
        {
            var heard = await bot.Twin.Line.SendAsync(bot.Twin.Payloads.Command(bot.Dana, bot.Channel, "/jit", "request hr-prod read title for 2h because INC-42"), bend);
            Assert.Equal(401, heard.Status);
            Assert.Null(heard.Body);
        }

        Assert.Empty(await bot.Requests.ListAsync(new(), default));
    }

    [Theory]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{"type":"event_callback","type":"url_verification"}""", HttpStatusCode.BadRequest)]
    [InlineData("application/x-www-form-urlencoded", "payload={", HttpStatusCode.BadRequest)]
    [InlineData("application/x-www-form-urlencoded", "nothing=here", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", "hello", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", "ssl_check=1&token=x", HttpStatusCode.OK)]
    [InlineData("application/x-www-form-urlencoded", "payload={\"type\":\"block_actions\",\"user\":{\"id\":\"U1\"},\"team\":{\"id\":\"T1\"},\"actions\":[7]}", HttpStatusCode.OK)]
    [InlineData("application/json", """{"type":"event_callback","team_id":7,"event":"x"}""", HttpStatusCode.OK)]
    public async Task What_nobody_can_read_gets_a_status_and_nothing_else(string type, string body, HttpStatusCode status)
    {
        await using var bot = await SlackBot.StartAsync();

        using var response = await PostAsync(bot, body, type);

        Assert.Equal(status, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    // Rule 39
    [Fact]
    public async Task More_than_a_megabyte_is_refused()
    {
        await using var bot = await SlackBot.StartAsync();

        using var response = await PostAsync(bot, "text=" + new string('x', SlackEndpoint.LongestBody), "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Slack_is_told_that_the_address_is_ours()
    {
        await using var bot = await SlackBot.StartAsync();

        Assert.True(await bot.Twin.Line.VerifyUrlAsync());
    }

    [Fact]
    public async Task Each_kind_may_have_an_address_of_its_own()
    {
        await using var bot = await SlackBot.StartAsync();
        var root = bot.Twin.Line.Bot!;
        (bot.Twin.Line.Commands, bot.Twin.Line.Interactions) = (new(root, "/slack/commands"), new(root, "/slack/interactivity"));
        (bot.Twin.Line.Options, bot.Twin.Line.Events) = (new(root, "/slack/options"), new(root, "/slack/events"));

        await bot.GrantedAsync();
        await bot.Dana.OpenHomeAsync();

        await bot.SeenAsync(() => bot.Dana.Home is { } home && home.Lines.Contains("Your access", StringComparison.Ordinal) ? home : null);
    }

    private static string? Refusal(string? timestamp, string? signature, DateTimeOffset now) =>
        SignatureCheck.Refusal(Secret, timestamp, signature, Encoding.UTF8.GetBytes(Body), now);

    private static async Task<HttpResponseMessage> PostAsync(SlackBot bot, string body, string type)
    {
        using var http = new HttpClient();
        var timestamp = bot.Time.GetUtcNow().ToUnixTimeSeconds();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(bot.Twin.SigningSecret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, bot.Twin.Line.Bot) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.Add("X-Slack-Request-Timestamp", $"{timestamp}");
        request.Headers.Add("X-Slack-Signature", $"v0={Convert.ToHexStringLower(hash)}");
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
