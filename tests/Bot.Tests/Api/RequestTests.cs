using System.Net;
using JitBot.Bot.Api.Tokens;
using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Bot.Tests.Api;

public sealed class RequestTests : IAsyncLifetime
{
    private const string Requests = "/api/v1/requests";

    private ApiBot _bot = null!;

    public async ValueTask InitializeAsync() => _bot = await ApiBot.StartAsync();

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task A_request_is_asked_for_as_the_tokens_owner_and_on_record_with_the_token()
    {
        var said = await _bot.AskAsync(await _bot.TokenAsync("dana"));

        Assert.Equal("201", said.Outcome);
        Assert.Equal($"{Requests}/{said.Id}", said.Headers.Location?.ToString());
        Assert.Equal(["pending", "dana", "hr-prod", "PT2H", "anyone in dba"], ((string[])["state", "requester", "target", "duration", "waitsFor"])
            .Select(member => (string?)(member == "target" ? said.Json["scope"]![member] : said.Json[member])));
        var entry = Assert.Single((await _bot.RequestAsync(said.Id)).Audit);
        Assert.Equal(AuditEvents.Submitted, entry.Event);
        Assert.Matches("^api test/[a-z2-7]{12} from 127.0.0.1$", entry.Via!);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_request_is_told_at_once_under_its_members()
    {
        var said = await _bot.PostAsync(await _bot.TokenAsync("dana"), Requests, """{ "target": "hr-prod", "level": "raed", "tables": ["titel"], "duration": "PT20H" }""");

        Assert.Equal("422 not-ready", said.Outcome);
        Assert.Contains("#/level", Errors(said));
        Assert.Contains("Nearest: read", said.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P1M", "#/duration"), InlineData("soon", "#/duration"), InlineData("P1Y", "#/duration"), InlineData("-PT1H", "#/duration"), InlineData("P99999999D", "#/duration")]
    public async Task A_time_that_cannot_be_read_is_told(string duration, string member) => Assert.Equal(
        [member],
        Errors(await _bot.PostAsync(await _bot.TokenAsync("dana"), Requests, $$"""{ "target": "hr-prod", "level": "read", "duration": "{{duration}}" }""")));

    [Theory]
    [InlineData("PT90M"), InlineData("1h30m"), InlineData("P0DT1H30M"), InlineData("90 min")]
    public async Task Times_are_read_as_programs_and_people_write_them(string duration) => Assert.Equal(
        "PT1H30M",
        (string?)(await _bot.PostAsync(await _bot.TokenAsync("dana"), Requests, $$"""{ "target": "hr-prod", "level": "read", "duration": "{{duration}}", "reason": "x" }""")).Json["duration"]);

    [Fact]
    public async Task An_end_is_read_as_programs_write_it()
    {
        var until = _bot.Time.GetUtcNow().AddHours(3);

        var said = await _bot.PostAsync(await _bot.TokenAsync("dana"), Requests, $$"""{ "target": "hr-prod", "level": "read", "until": "{{until:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}", "reason": "x" }""");

        Assert.Equal(until, (DateTimeOffset)said.Json["until"]!);
    }

    [Fact]
    public async Task An_unknown_target_is_told_with_those_there_are()
    {
        var said = await _bot.PostAsync(await _bot.TokenAsync("dana"), Requests, """{ "target": "hr-prd" }""");

        Assert.Equal("422 unknown-target", said.Outcome);
        Assert.Contains("hr-prod", (string?)said.Json["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_shown_to_those_it_concerns_and_to_nobody_else()
    {
        var id = (await _bot.AskAsync(await _bot.TokenAsync("dana"))).Id;

        foreach (var person in (string[])["dana", "omar", "olga"])
        {
            Assert.Equal("200", (await _bot.GetAsync(await _bot.TokenAsync(person), $"{Requests}/{id}")).Outcome);
        }

        var sam = await _bot.TokenAsync("sam");
        Assert.Equal("404 unknown-request", (await _bot.GetAsync(sam, $"{Requests}/{id}")).Outcome);
        Assert.Equal("404 unknown-request", (await _bot.PostAsync(sam, $"{Requests}/{id}/withdraw")).Outcome);
        Assert.Equal("404 unknown-request", (await _bot.PostAsync(sam, $"{Requests}/{id}/approve", """{ "terms": 1 }""")).Outcome);
        Assert.Empty(Items(await _bot.GetAsync(sam, Requests)));
    }

    [Fact]
    public async Task With_the_scope_for_it_a_token_shows_everybodys()
    {
        var id = (await _bot.AskAsync(await _bot.TokenAsync("dana"))).Id;
        var reader = await _bot.TokenAsync("sam", ApiScopes.ReadRequests, ApiScopes.ReadAllRequests);

        Assert.Equal("200", (await _bot.GetAsync(reader, $"{Requests}/{id}")).Outcome);
        Assert.Equal([id], Items(await _bot.GetAsync(reader, Requests)));
    }

    [Theory]
    [InlineData("aaaaaaaaaaaa"), InlineData("nonsense"), InlineData("%01"), InlineData("..%2F..%2Fgrants"), InlineData("'%20or%20true%20--")]
    public async Task What_is_no_request_is_not_found(string id) =>
        Assert.Equal("404 unknown-request", (await _bot.GetAsync(await _bot.TokenAsync("dana"), $"{Requests}/{id}")).Outcome);

    [Fact]
    public async Task A_list_is_read_page_by_page_without_a_gap_or_a_repetition()
    {
        var (asked, read) = (new List<string>(), new List<string>());
        for (var i = 0; i < 25; i++)
        {
            // Sam's are in between, so that most of what is looked at is not shown; several stand at one moment.
            var stored = await _bot.Requests.TryAddAsync(Sample.Request(RequestState.Ended, i % 5 == 0 ? "dana" : "sam", "crm-prod", ManualTime.Start.AddMinutes(i / 10)), default);
            if (stored!.Requester.Value == "dana")
            {
                asked.Add(stored.Id.Value);
            }
        }

        var token = await _bot.TokenAsync("dana");
        var next = "";
        while (next is not null)
        {
            var page = await _bot.GetAsync(token, $"{Requests}?limit=2{next}");
            read.AddRange(Items(page));
            next = (string?)page.Json["next"] is { } cursor ? $"&cursor={cursor}" : null;
        }

        Assert.Equal(asked.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_list_holds_what_was_asked_for()
    {
        var pending = await _bot.AskAsync(await _bot.TokenAsync("dana"));
        await _bot.Requests.TryAddAsync(Sample.Request(RequestState.Ended, "sam"), default);
        var omar = await _bot.TokenAsync("omar", ApiScopes.ReadRequests, ApiScopes.ReadAllRequests);

        Assert.Equal(2, Items(await _bot.GetAsync(omar, Requests)).Length);
        Assert.Equal([pending.Id], Items(await _bot.GetAsync(omar, $"{Requests}?state=pending,active")));
        Assert.Equal([pending.Id], Items(await _bot.GetAsync(omar, $"{Requests}?requester=dana&target=hr-prod")));
        Assert.Empty(Items(await _bot.GetAsync(omar, $"{Requests}?target=crm-prod")));
    }

    [Theory]
    [InlineData("limit=0"), InlineData("limit=201"), InlineData("limit=x"), InlineData("limit=%2B5"), InlineData("state=Pending"), InlineData("state=1"), InlineData("cursor=x"), InlineData("cursor=9-aaaaaaaaaaaa-9")]
    [InlineData("cursor=99999999999999999-aaaaaaaaaaaa"), InlineData("requester=a%00b"), InlineData("target="), InlineData("target=%E2%80%AE")]
    public async Task A_parameter_that_cannot_be_read_is_told(string query)
    {
        var said = await _bot.GetAsync(await _bot.TokenAsync("dana"), $"{Requests}?{query}");

        Assert.Equal("400 invalid-parameter", said.Outcome);
        Assert.Contains(query.Split('=')[0], (string?)said.Json["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asked_withdraws_and_nobody_else()
    {
        var (dana, omar) = (await _bot.TokenAsync("dana"), await _bot.TokenAsync("omar"));
        var id = (await _bot.AskAsync(dana)).Id;

        Assert.Equal("403 not-yours", (await _bot.PostAsync(omar, $"{Requests}/{id}/withdraw")).Outcome);
        Assert.Equal("withdrawn", (string?)(await _bot.PostAsync(dana, $"{Requests}/{id}/withdraw")).Json["state"]);
        Assert.Equal("409 already-decided", (await _bot.PostAsync(dana, $"{Requests}/{id}/withdraw", "{}")).Outcome);
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem_like_any_other()
    {
        var token = await _bot.TokenAsync("dana");

        Assert.Equal("404 no-such-route", (await _bot.GetAsync(token, "/api/v1/nothing")).Outcome);
        var wrong = await _bot.SendAsync(HttpMethod.Delete, token, Requests);
        Assert.Equal("405 method-not-allowed", wrong.Outcome);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.Status);
    }

    [Fact]
    public async Task Nothing_that_is_answered_is_kept_on_the_way() =>
        Assert.True((await _bot.GetAsync(await _bot.TokenAsync("dana"), Requests)).Headers.CacheControl?.NoStore);

    private static string[] Errors(Said said) => [.. said.Json["errors"]!.AsArray().Select(error => (string)error!["pointer"]!)];

    private static string[] Items(Said said) => [.. said.Json["items"]!.AsArray().Select(item => (string)item!["id"]!)];
}
