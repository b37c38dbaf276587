using System.Net;
using JitBot.Bot.Teams;
using JitBot.Bot.Teams.Inbound;
using Microsoft.AspNetCore.Http;

namespace JitBot.Bot.Tests.Teams;

/// <summary>Rule 38: without tokens only in Development, without an app id, and from nowhere but this machine.</summary>
public sealed class LocalDoorTests
{
    private static readonly Dictionary<string, Action<HttpContext>> Suspicions = new()
    {
        ["a remote address"] = http => http.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7"),
        ["a remote address in IPv6 clothes"] = http => http.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.7"),
        ["an unknown remote address"] = http => http.Connection.RemoteIpAddress = null,
        ["a local address that others can reach"] = http => http.Connection.LocalIpAddress = IPAddress.Parse("192.0.2.1"),
        ["an unknown local address"] = http => http.Connection.LocalIpAddress = null,
        ["Forwarded"] = http => http.Request.Headers["forwarded"] = "for=192.0.2.7",
        ["X-Forwarded-For"] = http => http.Request.Headers["X-Forwarded-For"] = "192.0.2.7",
        ["X-Forwarded-Proto"] = http => http.Request.Headers["x-forwarded-proto"] = "https",
        ["a tunnel's host"] = http => http.Request.Host = new("jitbot.example.ngrok.app"),
        ["a host that only begins like ours"] = http => http.Request.Host = new("localhost.example.com"),
        ["no host"] = http => http.Request.Host = default,
        ["a page elsewhere"] = http => http.Request.Headers.Origin = "https://example.com",
        ["a page that hides where it is from"] = http => http.Request.Headers.Origin = "null",
        ["a form"] = http => http.Request.ContentType = "application/x-www-form-urlencoded",
        ["plain text, which a browser sends anywhere unasked"] = http => http.Request.ContentType = "text/plain",
        ["no content type"] = http => http.Request.ContentType = null,
    };

    public static TheoryData<string> Names => [.. Suspicions.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Whatever_may_come_from_elsewhere_is_a_no(string suspicion)
    {
        var http = Local();
        Suspicions[suspicion](http);

        Assert.False(LocalDoor.Admits(http));
    }

    [Theory]
    [InlineData("127.0.0.1", "localhost:3978")]
    [InlineData("::1", "[::1]:3978")]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1")]
    public void This_machine_is_let_in(string address, string host)
    {
        var http = Local();
        (http.Connection.RemoteIpAddress, http.Request.Host) = (IPAddress.Parse(address), new(host));

        Assert.True(LocalDoor.Admits(http));
    }

    [Fact]
    public async Task In_Development_without_an_app_id_an_unsigned_message_is_answered_without_a_token()
    {
        await using var bot = await TeamsBot.StartAsync(options => options with { AppId = null }, "Development");
        bot.Twin.ChecksTokens = false;
        bot.Dana.Open();

        using var response = await bot.Twin.Line.SendAsync(Bytes.Of(Bytes.Typed(bot, bot.Dana, "help")), token: null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(Assert.Single(bot.Twin.Calls).Token);
        Assert.Single(bot.Dana.Chat.FromBot);
    }

    [Fact]
    public async Task In_Development_with_an_app_id_tokens_are_checked()
    {
        await using var bot = await TeamsBot.StartAsync(environment: "Development");

        using var response = await bot.Twin.Line.SendAsync(Bytes.Of(Bytes.Typed(bot, bot.Dana, "help")), token: null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Without_tokens_the_bot_answers_to_this_machine_only()
    {
        await using var bot = await TeamsBot.StartAsync(options => options with { AppId = null, ServiceUrls = new(["https://*.teams.microsoft.com"]) }, "Development");
        var activity = Bytes.Typed(bot, bot.Dana, "help");
        activity["serviceUrl"] = "https://smba.teams.microsoft.com/";

        using var response = await bot.Twin.Line.SendAsync(Bytes.Of(activity), token: null);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("Test")]
    public async Task Anywhere_else_it_does_not_start_without_an_app_id(string environment) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => TeamsBot.StartAsync(options => options with { AppId = null }, environment));

    private static DefaultHttpContext Local()
    {
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Loopback, LocalIpAddress = IPAddress.Loopback } };
        http.Request.Host = new("localhost", 3978);
        http.Request.ContentType = "application/json; charset=utf-8";
        return http;
    }
}
