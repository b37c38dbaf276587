using System.Net;
using System.Security.Cryptography;
using JitBot.Playground.Twin;

namespace JitBot.Bot.Tests.Teams;

/// <summary>Rule 38: who cannot prove to be Teams gets a status and nothing else, and nothing happens.</summary>
public sealed class AuthenticationTests
{
    private static readonly RSA Stranger = RSA.Create(2048);

    private static readonly Dictionary<string, (HttpStatusCode Status, Func<TwinToken, string?> Token)> Forgeries = new()
    {
        ["no token"] = (HttpStatusCode.Unauthorized, _ => null),
        ["no words at all"] = (HttpStatusCode.Unauthorized, _ => "abc"),
        ["another's key under a known id"] = (HttpStatusCode.Unauthorized, token => (token with { Key = Stranger }).Sign()),
        ["unknown key id"] = (HttpStatusCode.Unauthorized, token => (token with { Key = Stranger, KeyId = "stranger" }).Sign()),
        ["another issuer"] = (HttpStatusCode.Unauthorized, token => (token with { Issuer = "https://sts.example.com" }).Sign()),
        ["no issuer"] = (HttpStatusCode.Unauthorized, token => (token with { Issuer = null }).Sign()),
        ["another bot's"] = (HttpStatusCode.Unauthorized, token => (token with { Audience = Guid.NewGuid().ToString() }).Sign()),
        ["no audience"] = (HttpStatusCode.Unauthorized, token => (token with { Audience = null }).Sign()),
        ["expired beyond the skew"] = (HttpStatusCode.Unauthorized, token => (token with { Expires = token.NotBefore - TimeSpan.FromMinutes(5), NotBefore = token.NotBefore - TimeSpan.FromHours(1) }).Sign()),
        ["never expires"] = (HttpStatusCode.Unauthorized, token => (token with { Expires = null }).Sign()),
        ["not valid yet"] = (HttpStatusCode.Unauthorized, token => (token with { NotBefore = token.NotBefore + TimeSpan.FromMinutes(6) }).Sign()),
        ["alg none"] = (HttpStatusCode.Unauthorized, token => (token with { Algorithm = "none" }).Sign()),
        ["signed with the public key as a secret"] = (HttpStatusCode.Unauthorized, token => (token with { Algorithm = "HS256" }).Sign()),
        ["another algorithm"] = (HttpStatusCode.Unauthorized, token => (token with { Algorithm = "RS512" }).Sign()),
        ["five parts, as an encrypted token"] = (HttpStatusCode.Unauthorized, token => token.Sign() + ".AAAA.AAAA"),
        ["two parts"] = (HttpStatusCode.Unauthorized, token => token.Sign()[..token.Sign().LastIndexOf('.')]),
        ["16 KB"] = (HttpStatusCode.Unauthorized, token => (token with { KeyId = new string('k', 16 * 1024) }).Sign()),
        ["no service URL"] = (HttpStatusCode.Unauthorized, token => (token with { ServiceUrl = null }).Sign()),
        ["another service URL than the message's"] = (HttpStatusCode.Forbidden, token => (token with { ServiceUrl = "https://smba.trafficmanager.net/emea/" }).Sign()),
    };

    public static TheoryData<string> Names => [.. Forgeries.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task A_forged_message_is_turned_away_and_nothing_happens(string forgery)
    {
        await using var bot = await TeamsBot.StartAsync();
        var (status, forge) = Forgeries[forgery];

        using var response = await SendAsync(bot, forge(bot.Twin.Line.Token()));

        Assert.Equal(status, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        await NothingHappenedAsync(bot);
    }

    [Fact]
    public async Task Each_forgery_differs_from_what_is_let_in_by_one_thing_only()
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await SendAsync(bot, bot.Twin.Line.Token().Sign());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(bot.Dana.Chat.FromBot);
    }

    [Fact]
    public async Task Clocks_may_differ_by_less_than_five_minutes()
    {
        await using var bot = await TeamsBot.StartAsync();
        var token = bot.Twin.Line.Token();
        var nearly = TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1);

        using var late = await SendAsync(bot, (token with { NotBefore = token.NotBefore - TimeSpan.FromHours(1), Expires = token.NotBefore - nearly }).Sign());
        using var early = await SendAsync(bot, (token with { NotBefore = token.NotBefore + nearly }).Sign());

        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Equal(HttpStatusCode.OK, early.StatusCode);
    }

    [Fact]
    public async Task A_key_that_may_not_sign_for_Teams_signs_nothing()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Twin.Keys.Rotate("webchat", "directline");

        using var response = await SendAsync(bot, bot.Twin.Line.Token().Sign());

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await NothingHappenedAsync(bot);
    }

    [Fact]
    public async Task A_new_key_is_found_when_it_first_signs()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.SayAsync("help");
        bot.Twin.Keys.Rotate();
        bot.Time.Advance(TimeSpan.FromMinutes(2));

        using var response = await SendAsync(bot, bot.Twin.Line.Token().Sign());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Unknown_keys_do_not_make_the_bot_ask_for_keys_more_than_once_a_minute()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.SayAsync("help");
        for (var i = 0; i < 20; i++)
        {
            using var response = await SendAsync(bot, (bot.Twin.Line.Token() with { KeyId = $"unknown-{i}" }).Sign());
            bot.Time.Advance(TimeSpan.FromSeconds(6));
        }

        Assert.InRange(bot.Twin.Keys.Asked, 2, 3);
    }

    [Fact]
    public async Task With_no_keys_to_be_had_nobody_is_let_in()
    {
        await using var bot = await TeamsBot.StartAsync(options => options with { OpenIdMetadata = new("http://127.0.0.1:9/nothing-listens-here") });

        using var response = await SendAsync(bot, bot.Twin.Line.Token().Sign());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        await NothingHappenedAsync(bot);
    }

    [Fact]
    public async Task A_token_is_looked_at_before_the_body()
    {
        await using var bot = await TeamsBot.StartAsync();

        using var response = await bot.Twin.Line.SendAsync("{ broken"u8.ToArray(), token: null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static Task<HttpResponseMessage> SendAsync(TeamsBot bot, string? token)
    {
        // The private chat is open in the twin, so that an answer would get through.
        bot.Dana.Open();
        return bot.Twin.Line.SendAsync(Bytes.Of(Bytes.Typed(bot, bot.Dana, "help")), token);
    }

    private static async Task NothingHappenedAsync(TeamsBot bot)
    {
        Assert.Empty(bot.Twin.Calls);
        Assert.Equal(0, bot.Twin.Credential.Asked);
        Assert.Empty(await bot.ReferencesAsync());
        Assert.Empty(await bot.RequestsAsync());
    }
}
