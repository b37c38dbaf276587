using JitBot.Bot.Api.Tokens;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Api;

public sealed class DecisionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approvers_token_approves_where_the_policy_names_the_source()
    {
        await using var bot = await ApiBot.StartAsync();
        var asked = await bot.AskAsync(await bot.TokenAsync("dana"));

        var said = await ApproveAsync(bot, "omar", asked);

        Assert.Equal(("200", "approved"), (said.Outcome, (string?)said.Json["state"]));
        Assert.Matches("^api test/[a-z2-7]{12} from ", (await bot.RequestAsync(asked.Id)).Audit[^1].Via!);
    }

    // Rule 35
    [Fact]
    public async Task Where_the_policy_names_another_source_a_tokens_word_does_not_count()
    {
        await using var bot = await ApiBot.StartAsync("ticketing");
        var asked = await bot.AskAsync(await bot.TokenAsync("dana"));

        Assert.Equal("403 source-not-named", (await ApproveAsync(bot, "omar", asked)).Outcome);
        Assert.Equal("403 source-not-named", (await bot.PostAsync(await bot.TokenAsync("omar"), $"/api/v1/requests/{asked.Id}/deny", """{ "terms": 1, "reason": "no" }""")).Outcome);
        Assert.Equal(RequestState.Pending, (await bot.RequestAsync(asked.Id)).State);
    }

    // Rule 35
    [Fact]
    public async Task Nobody_approves_their_own_request_by_a_token()
    {
        await using var bot = await ApiBot.StartAsync();
        bot.Directory.Groups["dba"] = ["dana", "omar"];
        var asked = await bot.AskAsync(await bot.TokenAsync("dana"));

        Assert.Equal("403 own-request", (await ApproveAsync(bot, "dana", asked)).Outcome);
        Assert.Equal(RequestState.Pending, (await bot.RequestAsync(asked.Id)).State);
    }

    // Rule 35
    [Fact]
    public async Task The_word_of_somebody_without_a_chat_does_not_count()
    {
        await using var bot = await ApiBot.StartAsync();
        bot.Directory.Change("omar", omar => omar with { Accounts = [] });
        var asked = await bot.AskAsync(await bot.TokenAsync("dana"));

        Assert.Equal("403 not-linked", (await ApproveAsync(bot, "omar", asked)).Outcome);
    }

    [Fact]
    public async Task Who_owns_the_target_and_is_no_approver_does_not_decide()
    {
        await using var bot = await ApiBot.StartAsync();
        var asked = await bot.AskAsync(await bot.TokenAsync("dana"));

        Assert.Equal("403 not-an-approver", (await ApproveAsync(bot, "olga", asked)).Outcome);
    }

    [Fact]
    public async Task A_scope_to_read_everything_decides_nothing()
    {
        await using var bot = await ApiBot.StartAsync();
        var asked = await bot.AskAsync(await bot.TokenAsync("dana"));
        var sam = await bot.TokenAsync("sam", [.. ApiScopes.All]);

        Assert.Equal("403 not-an-approver", (await bot.PostAsync(sam, $"/api/v1/requests/{asked.Id}/approve", """{ "terms": 1 }""")).Outcome);
    }

    // Rule 36
    [Fact]
    public async Task What_was_not_read_is_not_approved()
    {
        await using var bot = await ApiBot.StartAsync();
        var asked = await bot.AskAsync(await bot.TokenAsync("dana"));

        Assert.Equal("409 terms-changed", (await ApproveAsync(bot, "omar", asked, terms: asked.Terms + 1)).Outcome);
        var silent = await bot.PostAsync(await bot.TokenAsync("omar"), $"/api/v1/requests/{asked.Id}/approve", "{}");
        Assert.Equal(("400 invalid-body", "#/terms"), (silent.Outcome, (string?)silent.Json["errors"]![0]!["pointer"]));
        Assert.Equal(RequestState.Pending, (await bot.RequestAsync(asked.Id)).State);
    }

    [Fact]
    public async Task Of_two_who_decide_the_second_reads_who_was_first()
    {
        await using var bot = await ApiBot.StartAsync();
        var asked = await bot.AskAsync(await bot.TokenAsync("dana"));
        await ApproveAsync(bot, "omar", asked);

        var late = await ApproveAsync(bot, "rita", asked);

        Assert.Equal("409 already-decided", late.Outcome);
        Assert.Contains("Omar", (string?)late.Json["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denial_has_a_reason_which_is_kept()
    {
        await using var bot = await ApiBot.StartAsync();
        var asked = await bot.AskAsync(await bot.TokenAsync("dana"));
        var (omar, deny) = (await bot.TokenAsync("omar"), $"/api/v1/requests/{asked.Id}/deny");

        Assert.Equal("422 reason-needed", (await bot.PostAsync(omar, deny, """{ "terms": 1, "reason": " " }""")).Outcome);
        Assert.Equal("422 reason-needed", (await bot.PostAsync(omar, deny, """{ "terms": 1, "reason": "a\u202Eb" }""")).Outcome);
        Assert.Equal("200", (await bot.PostAsync(omar, deny, """{ "terms": 1, "reason": "not now" }""")).Outcome);
        Assert.Equal("not now", (await bot.RequestAsync(asked.Id)).Audit[^1].Reason);
    }

    // Rule 34
    [Fact]
    public async Task For_a_requester_who_was_disabled_nothing_is_approved()
    {
        await using var bot = await ApiBot.StartAsync();
        var asked = await bot.AskAsync(await bot.TokenAsync("dana"));
        bot.Directory.Change("dana", dana => dana with { Disabled = true });

        Assert.Equal("409 requester-disabled", (await ApproveAsync(bot, "omar", asked)).Outcome);
        Assert.Equal(RequestState.Pending, (await bot.RequestAsync(asked.Id)).State);
    }

    [Fact]
    public async Task A_decision_that_could_not_be_stored_was_not_made_and_can_be_sent_again()
    {
        await using var bot = await ApiBot.StartAsync();
        var asked = await bot.AskAsync(await bot.TokenAsync("dana"));
        var (omar, approve) = (await bot.TokenAsync("omar"), $"/api/v1/requests/{asked.Id}/approve");

        bot.Requests.IsDown = true;
        Assert.Equal("503 store-down", (await bot.PostAsync(omar, approve, """{ "terms": 1 }""", "again")).Outcome);
        bot.Requests.IsDown = false;

        Assert.Equal("200", (await bot.PostAsync(omar, approve, """{ "terms": 1 }""", "again")).Outcome);
        Assert.Single((await bot.Requests.ListAsync(new(), Ct))[0].Decisions);
    }

    private static async Task<Said> ApproveAsync(ApiBot bot, string person, Said asked, int? terms = null) =>
        await bot.PostAsync(await bot.TokenAsync(person), $"/api/v1/requests/{asked.Id}/approve", $$"""{ "terms": {{terms ?? asked.Terms}} }""");
}
