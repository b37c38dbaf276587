using JitBot.Core.Grants;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Api;

public sealed class GrantTests : IAsyncLifetime
{
    private ApiBot _bot = null!;

    public async ValueTask InitializeAsync() => _bot = await ApiBot.StartAsync();

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task A_grant_is_shown_with_its_end_and_account()
    {
        var id = await _bot.GrantAsync();

        var said = await _bot.GetAsync(await _bot.TokenAsync("dana"), $"/api/v1/grants/{id}");

        Assert.Equal(("active", $"jit_dana_{id}"), ((string?)said.Json["state"], (string?)said.Json["account"]));
        Assert.Equal(_bot.Time.GetUtcNow().AddHours(2), (DateTimeOffset)said.Json["endsAt"]!);
    }

    [Fact]
    public async Task A_request_that_was_not_approved_is_no_grant()
    {
        var asked = await _bot.AskAsync(await _bot.TokenAsync("dana"));

        Assert.Equal("404 unknown-grant", (await _bot.GetAsync(await _bot.TokenAsync("dana"), $"/api/v1/grants/{asked.Id}")).Outcome);
        Assert.Empty((await _bot.GetAsync(await _bot.TokenAsync("dana"), "/api/v1/grants")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task The_holder_asks_for_more_time_and_an_approver_gives_it()
    {
        var id = await _bot.GrantAsync();
        var ends = (await _bot.RequestAsync(id)).Grant.EndsAt!.Value;

        var asked = await _bot.PostAsync(await _bot.TokenAsync("dana"), $"/api/v1/grants/{id}/extend", """{ "by": "PT1H", "terms": 1, "reason": "still at it" }""");
        Assert.Equal(("202", "PT1H"), (asked.Outcome, (string?)asked.Json["extension"]!["by"]));
        var given = await _bot.PostAsync(await _bot.TokenAsync("omar"), $"/api/v1/requests/{id}/approve", $$"""{ "terms": {{asked.Terms}} }""");

        Assert.Equal("200", given.Outcome);
        Assert.Equal(ends.AddHours(1), (await _bot.RequestAsync(id)).Grant.EndsAt);
    }

    [Fact]
    public async Task More_time_is_asked_for_once_whatever_is_sent_again()
    {
        var id = await _bot.GrantAsync();
        var token = await _bot.TokenAsync("dana");

        await _bot.PostAsync(token, $"/api/v1/grants/{id}/extend", """{ "by": "1h", "reason": "still at it" }""", "key-1");
        await _bot.PostAsync(token, $"/api/v1/grants/{id}/extend", """{ "by": "1h", "reason": "still at it" }""", "key-1");

        Assert.Single((await _bot.RequestAsync(id)).Extensions);
    }

    [Theory]
    [InlineData("""{ "by": "soon" }""", "422 not-ready"), InlineData("""{ "by": "1s" }""", "422 not-ready"), InlineData("""{ "by": "20h" }""", "422 too-long")]
    [InlineData("""{ "by": "1h" }""", "422 reason-needed"), InlineData("""{ "by": "1h", "terms": 9 }""", "409 terms-changed"), InlineData("""{ }""", "400 invalid-body")]
    public async Task More_time_that_cannot_be_had_is_refused(string body, string outcome)
    {
        var id = await _bot.GrantAsync();

        Assert.Equal(outcome, (await _bot.PostAsync(await _bot.TokenAsync("dana"), $"/api/v1/grants/{id}/extend", body)).Outcome);
    }

    [Fact]
    public async Task Nobody_but_the_holder_extends()
    {
        var id = await _bot.GrantAsync();

        Assert.Equal("403 not-yours", (await _bot.PostAsync(await _bot.TokenAsync("omar"), $"/api/v1/grants/{id}/extend", """{ "by": "1h" }""")).Outcome);
        Assert.Equal("404 unknown-grant", (await _bot.PostAsync(await _bot.TokenAsync("sam"), $"/api/v1/grants/{id}/extend", """{ "by": "1h" }""")).Outcome);
    }

    [Fact]
    public async Task The_holder_gives_it_back()
    {
        var id = await _bot.GrantAsync();

        var said = await _bot.PostAsync(await _bot.TokenAsync("dana"), $"/api/v1/grants/{id}/end");

        Assert.Equal(("202", "givenBack"), (said.Outcome, (string?)said.Json["ending"]!["cause"]));
        await _bot.RunDueAsync();
        Assert.Empty(_bot.Connector.Accounts);
        Assert.Equal("409 no-access", (await _bot.PostAsync(await _bot.TokenAsync("dana"), $"/api/v1/grants/{id}/end")).Outcome);
    }

    [Fact]
    public async Task An_owner_of_the_target_revokes_it_with_a_reason()
    {
        var id = await _bot.GrantAsync();
        var (olga, end) = (await _bot.TokenAsync("olga"), $"/api/v1/grants/{id}/end");

        Assert.Equal("422 reason-needed", (await _bot.PostAsync(olga, end)).Outcome);
        Assert.Equal("202", (await _bot.PostAsync(olga, end, """{ "reason": "left the team" }""")).Outcome);

        var ending = (await _bot.RequestAsync(id)).Grant.Ending!;
        Assert.Equal((EndCause.Revoked, "olga", "left the team"), (ending.Cause, ending.By?.Value, ending.Reason));
    }

    [Fact]
    public async Task Who_only_approves_does_not_end_it()
    {
        var id = await _bot.GrantAsync();

        Assert.Equal("403 not-an-owner", (await _bot.PostAsync(await _bot.TokenAsync("omar"), $"/api/v1/grants/{id}/end", """{ "reason": "no" }""")).Outcome);
        Assert.Equal(RequestState.Active, (await _bot.RequestAsync(id)).State);
    }
}
