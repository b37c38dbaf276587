using System.Net;
using System.Text.Json.Nodes;
using JitBot.Bot.Teams.Inbound;
using Microsoft.AspNetCore.Http;

namespace JitBot.Bot.Tests.Teams;

/// <summary>Well signed, and still refused: other tenants, other channels, other addresses, too much, not JSON (rules 34, 38, 39).</summary>
public sealed class ActivityTests
{
    private static readonly string Foreign = Guid.NewGuid().ToString();

    private static readonly Dictionary<string, Action<JsonObject>> Changes = new()
    {
        ["another tenant's conversation"] = activity => activity["conversation"]!["tenantId"] = Foreign,
        ["another tenant's data"] = activity => activity["channelData"]!["tenant"]!["id"] = Foreign,
        ["a sender from another tenant in a shared channel"] = activity => activity["from"]!["tenantId"] = Foreign,
        ["no tenant at all"] = activity => (activity["conversation"]!["tenantId"], activity["channelData"]) = (null, null),
        ["another channel"] = activity => activity["channelId"] = "webchat",
        ["no channel"] = activity => activity.Remove("channelId"),
        ["another service URL than the token's"] = activity => activity["serviceUrl"] = "https://smba.trafficmanager.net/emea/",
        ["no service URL"] = activity => activity.Remove("serviceUrl"),
        ["no sender"] = activity => activity.Remove("from"),
        ["no conversation"] = activity => activity.Remove("conversation"),
        ["no id"] = activity => activity.Remove("id"),
        ["an endless id"] = activity => activity["id"] = new string('1', 501),
    };

    public static TheoryData<string> Names => [.. Changes.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task What_is_not_for_this_bot_from_its_tenants_is_refused(string change)
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Dana.Open();
        var activity = Bytes.Typed(bot, bot.Dana, "help");
        Changes[change](activity);

        using var response = await bot.Twin.Line.SendAsync(activity);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(bot.Twin.Calls);
        Assert.Empty(await bot.ReferencesAsync());
    }

    [Fact]
    public async Task People_of_a_further_tenant_are_served_once_it_is_listed()
    {
        await using var bot = await TeamsBot.StartAsync(options => options with { OtherTenants = [Foreign] });
        var guest = bot.Twin.AddPerson("guest", tenantId: Foreign.ToUpperInvariant());
        bot.Directory.Change("sam", sam => sam with { Accounts = [new("teams", Foreign, guest.AadObjectId)] });

        var heard = await guest.SayAsync("mine");

        Assert.Equal(HttpStatusCode.OK, heard.Status);
        Assert.DoesNotContain("I do not know you", Assert.Single(heard.Replies).Summary);
    }

    [Fact]
    public async Task A_service_URL_that_is_not_listed_gets_neither_an_answer_nor_a_token()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Dana.Open();
        var activity = Bytes.Typed(bot, bot.Dana, "help");
        activity["serviceUrl"] = "https://evil.example.com/teams/";

        // As a signer that Teams was tricked into being: the token's claim agrees.
        using var response = await bot.Twin.Line.SendAsync(activity, token => token with { ServiceUrl = "https://evil.example.com/teams/" });

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(0, bot.Twin.Credential.Asked);
    }

    [Theory]
    [InlineData("{ broken")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{ "type": 5 }""")]
    [InlineData("""{ "conversation": "19:abc" }""")]
    public async Task What_is_no_activity_is_a_bad_request(string body)
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await bot.Twin.Line.SendAsync(System.Text.Encoding.UTF8.GetBytes(body), bot.Twin.Line.Token().Sign());

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Deep_nesting_is_a_bad_request()
    {
        await using var bot = await TeamsBot.StartAsync();
        var body = System.Text.Encoding.ASCII.GetBytes($$"""{ "value": {{new string('[', 10_000)}} }""");

        using var response = await bot.Twin.Line.SendAsync(body, bot.Twin.Line.Token().Sign());

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await bot.Twin.Line.SendAsync(Bytes.Of(Bytes.Typed(bot, bot.Dana, "help")), bot.Twin.Line.Token().Sign(), "text/plain");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_256_KB_is_refused_whether_or_not_its_length_is_announced(bool announced)
    {
        await using var bot = await TeamsBot.StartAsync();
        var activity = Bytes.Typed(bot, bot.Dana, new string('x', MessagesEndpoint.LongestBody));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, bot.Twin.Line.Bot) { Content = new ByteArrayContent(Bytes.Of(activity)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = new("Bearer", bot.Twin.Line.Token().Sign());
        request.Headers.TransferEncodingChunked = !announced;

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(bot.Twin.Calls);
    }

    [Fact]
    public async Task Just_below_the_limit_is_read_whole()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Dana.Open();
        var activity = Bytes.Typed(bot, bot.Dana, "help");
        activity["padding"] = "";
        activity["padding"] = new string('x', MessagesEndpoint.LongestBody - Bytes.Of(activity).Length);

        using var response = await bot.Twin.Line.SendAsync(activity);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Whoever_talks_without_end_is_slowed_down_and_others_are_not()
    {
        await using var bot = await TeamsBot.StartAsync();
        var activity = bot.Twin.Activities.Installed(bot.Dana, bot.Dana.Chat, "add");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++)
        {
            using var response = await bot.Twin.Line.SendAsync((JsonObject)activity.DeepClone());
            statuses.Add(response.StatusCode);
        }

        using var other = await bot.Twin.Line.SendAsync(bot.Twin.Activities.Installed(bot.Sam, bot.Sam.Chat, "add"));

        Assert.Equal(HttpStatusCode.OK, statuses[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("messageReaction")]
    [InlineData("typing")]
    [InlineData("messageUpdate")]
    [InlineData("somethingNew")]
    public async Task What_the_bot_has_no_use_for_is_accepted_and_changes_nothing(string type)
    {
        await using var bot = await TeamsBot.StartAsync();
        var activity = Bytes.Typed(bot, bot.Dana, "request hr-prod read 2h because INC-42");
        activity["type"] = type;

        using var response = await bot.Twin.Line.SendAsync(activity);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(bot.Twin.Calls);
        Assert.Empty(await bot.RequestsAsync());
    }

    [Fact]
    public async Task An_unknown_invoke_is_not_implemented()
    {
        await using var bot = await TeamsBot.StartAsync();
        var activity = Bytes.Typed(bot, bot.Dana, "");
        (activity["type"], activity["name"]) = ("invoke", "composeExtension/query");

        using var response = await bot.Twin.Line.SendAsync(activity);

        Assert.Equal(StatusCodes.Status501NotImplemented, (int)response.StatusCode);
    }
}
