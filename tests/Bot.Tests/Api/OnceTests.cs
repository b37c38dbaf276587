using JitBot.Bot.Api.Tokens;

namespace JitBot.Bot.Tests.Api;

public sealed class OnceTests : IAsyncLifetime
{
    private ApiBot _bot = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bot = await ApiBot.StartAsync();

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task The_same_call_gets_its_first_answer_again_and_nothing_happens_twice()
    {
        var token = await _bot.TokenAsync("dana");
        var first = await _bot.AskAsync(token, "key-1");
        await _bot.PostAsync(token, $"/api/v1/requests/{first.Id}/withdraw");

        var again = await _bot.AskAsync(token, "key-1");

        Assert.Equal((first.Status, first.Body, first.Headers.Location), (again.Status, again.Body, again.Headers.Location));
        Assert.Single(await _bot.Requests.ListAsync(new(), Ct));
    }

    [Fact]
    public async Task Without_a_key_and_with_another_every_call_is_another()
    {
        var token = await _bot.TokenAsync("dana");

        foreach (var key in (string?[])[null, null, "key-1", "key-2"])
        {
            await _bot.AskAsync(token, key);
        }

        Assert.Equal(4, (await _bot.Requests.ListAsync(new(), Ct)).Count);
    }

    [Fact]
    public async Task A_key_is_one_tokens_alone()
    {
        await _bot.AskAsync(await _bot.TokenAsync("dana"), "key-1");
        await _bot.AskAsync(await _bot.TokenAsync("dana"), "key-1");

        Assert.Equal(2, (await _bot.Requests.ListAsync(new(), Ct)).Count);
    }

    [Fact]
    public async Task Another_body_or_route_under_a_key_is_refused()
    {
        var token = await _bot.TokenAsync("dana");
        var asked = await _bot.AskAsync(token, "key-1");

        Assert.Equal("422 key-used-before", (await _bot.PostAsync(token, "/api/v1/requests", ApiBot.Asked + " ", "key-1")).Outcome);
        Assert.Equal("422 key-used-before", (await _bot.PostAsync(token, $"/api/v1/requests/{asked.Id}/withdraw", null, "key-1")).Outcome);
        Assert.Single(await _bot.Requests.ListAsync(new(), Ct));
    }

    [Fact]
    public async Task Of_twins_at_one_time_one_is_acted_upon()
    {
        var token = await _bot.TokenAsync("dana");

        var twins = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _bot.AskAsync(token, "key-1")));

        Assert.Contains(twins, twin => twin.Outcome == "201");
        Assert.All(twins, twin => Assert.Contains(twin.Outcome, (string[])["201", "409 in-progress"]));
        Assert.Single(twins.Where(twin => twin.Outcome == "201").Select(twin => twin.Body).Distinct(StringComparer.Ordinal));
        Assert.Single(await _bot.Requests.ListAsync(new(), Ct));
    }

    [Fact]
    public async Task A_call_whose_answer_was_lost_makes_nothing_twice()
    {
        var token = await _bot.TokenAsync("dana");
        var first = await _bot.AskAsync(token, "key-1");

        // As after a crash between what was done and what was kept of it.
        var kept = Assert.Single(await _bot.Keyed.ListAsync("api-answer", _bot.Time.GetUtcNow(), Ct));
        var lost = System.Text.Json.Nodes.JsonNode.Parse(kept.Json)!;
        lost["answer"] = null;
        await _bot.Keyed.TryPutAsync(kept with { Json = lost.ToJsonString() }, _bot.Time.GetUtcNow(), Ct);

        var soon = await _bot.AskAsync(token, "key-1");
        Assert.Equal("409 in-progress", soon.Outcome);
        Assert.NotNull(soon.Headers.RetryAfter);
        _bot.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(("201", first.Id), (await _bot.AskAsync(token, "key-1")) is var again ? (again.Outcome, again.Id) : default);
        Assert.Single(await _bot.Requests.ListAsync(new(), Ct));
    }

    [Fact]
    public async Task A_refusal_is_given_again_too()
    {
        var (dana, omar) = (await _bot.TokenAsync("dana"), await _bot.TokenAsync("omar"));
        var asked = await _bot.AskAsync(dana);
        var approve = $"/api/v1/requests/{asked.Id}/approve";

        Assert.Equal("409 terms-changed", (await _bot.PostAsync(omar, approve, """{ "terms": 7 }""", "key-1")).Outcome);
        Assert.Equal("409 terms-changed", (await _bot.PostAsync(omar, approve, """{ "terms": 7 }""", "key-1")).Outcome);
    }

    [Fact]
    public async Task What_could_not_be_read_may_be_sent_right_with_the_same_key()
    {
        var token = await _bot.TokenAsync("dana");

        Assert.Equal("400 invalid-body", (await _bot.PostAsync(token, "/api/v1/requests", "{", "key-1")).Outcome);

        Assert.Equal("201", (await _bot.AskAsync(token, "key-1")).Outcome);
    }

    [Fact]
    public async Task After_a_day_a_key_is_forgotten_and_the_same_request_is_still_the_same()
    {
        var token = await _bot.TokenAsync("dana");
        var first = await _bot.AskAsync(token, "key-1");
        _bot.Time.Advance(TimeSpan.FromHours(25));

        Assert.Equal(first.Id, (await _bot.AskAsync(token, "key-1")).Id);
    }

    [Theory]
    [InlineData("with space"), InlineData("tab\there")]
    public async Task A_key_that_is_not_visible_ASCII_is_refused(string key) =>
        Assert.Equal("400 invalid-idempotency-key", (await _bot.AskAsync(await _bot.TokenAsync("dana"), key)).Outcome);

    [Fact]
    public async Task A_key_has_at_most_255_characters()
    {
        var token = await _bot.TokenAsync("dana");

        Assert.Equal("201", (await _bot.AskAsync(token, new string('k', 255))).Outcome);
        Assert.Equal("400 invalid-idempotency-key", (await _bot.AskAsync(token, new string('k', 256))).Outcome);
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_call_that_was_not_let_in()
    {
        await _bot.AskAsync(await _bot.TokenAsync("dana", ApiScopes.ReadTargets), "key-1");

        Assert.Empty(await _bot.Keyed.ListAsync("api-answer", _bot.Time.GetUtcNow(), Ct));
    }
}
