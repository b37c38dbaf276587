using System.Net.Http.Headers;
using System.Text;
using JitBot.Bot.Api;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Api;

public sealed class BodyTests : IAsyncLifetime
{
    private const string Requests = "/api/v1/requests";

    private ApiBot _bot = null!;

    public async ValueTask InitializeAsync() => _bot = await ApiBot.StartAsync();

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Theory]
    [InlineData("", "#/target")]
    [InlineData("{}", "#/target")]
    [InlineData("[]", "#")]
    [InlineData("null", "#")]
    [InlineData("\"target\"", "#")]
    [InlineData("{", "#")]
    [InlineData("{} {}", "#")]
    [InlineData("{ 'target': 'hr-prod' }", "#")]
    [InlineData("{ \"target\": \"hr-prod\", }", "#")]
    [InlineData("{ \"target\": \"hr-prod\", \"target\": \"crm-prod\" }", "#")]
    [InlineData("{ \"target\": null }", "#/target")]
    [InlineData("{ \"target\": 1 }", "#/target")]
    [InlineData("{ \"target\": [\"hr-prod\"] }", "#/target")]
    [InlineData("{ \"Target\": \"hr-prod\", \"target\": \"hr-prod\" }", "#/Target")]
    [InlineData("{ \"target\": \"hr-prod\", \"lable\": \"read\" }", "#/lable")]
    [InlineData("{ \"target\": \"hr-prod\", \"requester\": \"omar\" }", "#/requester")]
    [InlineData("{ \"target\": \"hr-prod\", \"__proto__\": {} }", "#/__proto__")]
    [InlineData("{ \"target\": \"hr-prod\", \"unmask\": \"true\" }", "#/unmask")]
    [InlineData("{ \"target\": \"hr-prod\", \"unmask\": 1 }", "#/unmask")]
    [InlineData("{ \"target\": \"hr-prod\", \"tables\": \"title\" }", "#/tables")]
    [InlineData("{ \"target\": \"hr-prod\", \"tables\": [\"title\", null] }", "#/tables/1")]
    [InlineData("{ \"target\": \"hr-prod\", \"tables\": [\"title\", 7] }", "#/tables/1")]
    [InlineData("{ \"target\": \"hr-prod\", \"tables\": [[[[[[[[[[]]]]]]]]]] }", "#")]
    [InlineData("{ \"target\": \"\\ud800\" }", null)]
    public async Task A_body_that_cannot_be_read_is_refused_with_the_place(string body, string? place)
    {
        var said = await _bot.PostAsync(await _bot.TokenAsync("dana"), Requests, body);

        Assert.Equal("400 invalid-body", said.Outcome);
        var error = said.Json["errors"]![0]!;
        Assert.Equal(place ?? (string?)error["pointer"], (string?)error["pointer"]);
        Assert.DoesNotContain("JitBot.", said.Body, StringComparison.Ordinal);
        Assert.Empty(await _bot.Requests.ListAsync(new(), default));
    }

    // Rule 39
    [Fact]
    public async Task A_body_of_nothing_but_mistakes_is_not_answered_by_a_longer_one()
    {
        var body = $"{{ {string.Join(", ", Enumerable.Range(0, 5_000).Select(number => $"\"m{number}\": 1"))} }}";

        var said = await _bot.PostAsync(await _bot.TokenAsync("dana"), Requests, body);

        Assert.Equal("400 invalid-body", said.Outcome);
        Assert.Equal(50, said.Json["errors"]!.AsArray().Count);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused() => Assert.Equal(
        "400 invalid-body", await SendAsync(new ByteArrayContent([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]) { Headers = { ContentType = new("application/json") } }));

    [Fact]
    public async Task A_body_that_is_too_big_is_refused_whatever_length_it_announces()
    {
        var big = Encoding.UTF8.GetBytes($$"""{ "target": "{{new string('a', Door.LongestBody)}}" }""");
        Assert.Equal("413 too-big", await SendAsync(new ByteArrayContent(big) { Headers = { ContentType = new("application/json") } }));
        Assert.Equal("413 too-big", await SendAsync(new Unannounced(big)));
    }

    [Theory]
    [InlineData("text/plain"), InlineData("application/x-www-form-urlencoded"), InlineData("application/xml"), InlineData("multipart/form-data")]
    public async Task What_is_not_JSON_is_refused(string type) =>
        Assert.Equal("415 not-json", await SendAsync(new ByteArrayContent(Encoding.UTF8.GetBytes(ApiBot.Asked)) { Headers = { ContentType = new(type) } }));

    [Fact]
    public async Task Names_that_nobody_can_see_are_refused_and_not_stored()
    {
        var said = await _bot.PostAsync(await _bot.TokenAsync("dana"), Requests,
            """{ "target": "hr-prod", "level": "read", "tables": ["ti\u0000tle"], "database": "\u202E", "duration": "2h", "reason": "a\u0000b", "ticket": "<script>" }""", key: "odd");

        Assert.Equal("422 not-ready", said.Outcome);
        Assert.Empty(await _bot.Requests.ListAsync(new(), default));
    }

    [Fact]
    public async Task Many_names_at_once_are_refused_and_not_looked_up_one_by_one()
    {
        var tables = string.Join(',', Enumerable.Range(0, DraftAnalyst.MostNames * 20).Select(i => $"\"t{i}\""));

        Assert.Equal("422 not-ready", (await _bot.PostAsync(await _bot.TokenAsync("dana"), Requests, $$"""{ "target": "hr-prod", "level": "read", "tables": [{{tables}}], "duration": "2h" }""")).Outcome);
    }

    [Fact]
    public async Task No_answer_has_a_secret_in_it()
    {
        var id = await _bot.GrantAsync();
        var token = await _bot.TokenAsync("dana");

        foreach (var path in (string[])["/api/v1/requests", $"/api/v1/requests/{id}", "/api/v1/grants", $"/api/v1/grants/{id}", "/api/v1/targets", "/api/v1/audit/public-key", "/openapi/v1.json"])
        {
            var said = await _bot.GetAsync(token, path);
            Assert.Equal("200", said.Outcome);
            Assert.DoesNotContain("of-the-bot", said.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE", said.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(token.Split('_')[2], said.Body, StringComparison.Ordinal);
        }
    }

    private async Task<string> SendAsync(HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Requests) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _bot.TokenAsync("dana"));
        return (await _bot.SendAsync(request)).Outcome;
    }

    private sealed class Unannounced : HttpContent
    {
        private readonly byte[] _bytes;

        public Unannounced(byte[] bytes)
        {
            _bytes = bytes;
            Headers.ContentType = new("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => stream.WriteAsync(_bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
