using JitBot.Bot.Conversation.Cards;
using JitBot.Core.Audit;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Bot.Tests.Webhooks;

/// <summary>Tools ask in somebody's name, and bring somebody's word. Rule 35: where the policy names them, and nowhere else.</summary>
public sealed class WebhookRequestTests : IAsyncLifetime
{
    private WebhookBot _bot = null!;

    public async ValueTask InitializeAsync() => _bot = await WebhookBot.StartAsync();

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task A_tool_asks_for_somebody_and_the_cards_say_which_tool()
    {
        var heard = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Create, "msg_77");

        var request = Assert.Single(await _bot.Requests.ListAsync(new(), default));
        Assert.Equal((202, true, "Request sent"), (heard.Status, heard.Done, heard.Title));
        Assert.Equal((request.Id.Value, "pending", 1), (heard.Body!["request"]!["id"]!.GetValue<string>(), heard.Body["request"]!["state"]!.GetValue<string>(), heard.Body["request"]!["terms"]!.GetValue<int>()));
        Assert.Equal(("dana", "CHG-7", TimeSpan.FromHours(2)), (request.Requester.Value, request.Ticket, request.Duration));
        Assert.Equal("deploy 4711 needs a look", request.Reason);
        var fact = Assert.Single(RequestCards.Facts(request, null), fact => fact.Label == "Asked by");
        Assert.Equal("the webhook source deploys, in their name", $"{fact.Value}");
        Assert.Equal(new Origin("webhook", "deploys", "msg_77"), request.Origin);
        Assert.Equal(("dana", "webhook deploys"), (request.Audit[0].Actor, request.Audit[0].Via));
    }

    [Theory]
    [InlineData("\"dana\"", "\"stranger\"", "Nobody is linked by that name")]
    [InlineData("\"dana\"", "\"lena@example.com\"", "You cannot ask for access")]
    [InlineData("\"hr-prod\"", "\"hr-pord\"", "There is no target hr-pord")]
    [InlineData("[\"title\"]", "[\"titel\"]", "This cannot be asked for like this")]
    [InlineData("\"2h\"", "\"30d\"", "This cannot be asked for like this")]
    [InlineData("\"deploy 4711 needs a look\"", "\"  \"", "This cannot be asked for like this")]
    public async Task What_cannot_be_asked_for_is_said_in_the_words_of_the_chat(string part, string instead, string title)
    {
        var heard = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Create.Replace(part, instead, StringComparison.Ordinal));

        Assert.Equal((200, false, title), (heard.Status, heard.Done, heard.Title));
        Assert.Empty(await _bot.Requests.ListAsync(new(), default));
    }

    [Fact]
    public async Task Nobody_is_asked_for_who_is_not_linked_to_a_chat()
    {
        _bot.Directory.Change("dana", dana => dana with { Accounts = [] });

        Assert.Equal("Nobody is linked by that name", (await _bot.SendAsync(WebhookBot.Deploys, Payloads.Create)).Title);
    }

    [Fact]
    public async Task The_same_webhook_again_changes_nothing_and_gets_the_same_answer()
    {
        var first = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Create, "msg_1");
        var before = await _bot.WritesAsync();
        _bot.Time.Advance(TimeSpan.FromMinutes(9));

        // Signed anew, as a sender does that tries again; and with other words under the same id.
        var again = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Create, "msg_1");
        var other = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Incident("open", "1"), "msg_1");

        Assert.Equal((first.Status, first.Body!.ToJsonString()), (again.Status, again.Body!.ToJsonString()));
        Assert.Equal(first.Body.ToJsonString(), other.Body!.ToJsonString());
        Assert.Equal(before + 1, await _bot.WritesAsync());
    }

    [Fact]
    public async Task Two_deliveries_at_once_ask_once()
    {
        var heard = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _bot.SendAsync(WebhookBot.Deploys, Payloads.Create, "msg_1")));

        Assert.Single(await _bot.Requests.ListAsync(new(), default));
        Assert.Contains(heard, one => one.Status == 202);
        Assert.All(heard, one => Assert.True(one.Status is 202 or 503, $"Answered {one.Status}."));
    }

    [Fact]
    public async Task With_the_store_down_the_sender_is_told_to_try_again_and_then_it_happens()
    {
        _bot.Keyed.IsDown = true;
        var down = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Create, "msg_1");
        _bot.Keyed.IsDown = false;
        _bot.Requests.IsDown = true;
        var half = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Create, "msg_1");
        _bot.Requests.IsDown = false;
        var up = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Create, "msg_1");

        Assert.Equal((503, 503, 202), (down.Status, half.Status, up.Status));
        Assert.Single(await _bot.Requests.ListAsync(new(), default));
    }

    // Rule 35
    [Fact]
    public async Task A_word_that_a_tool_brings_counts_where_the_policy_names_the_tool()
    {
        _bot.Policy = new("", [], WebhookBot.Rule("fallback", "deploys"));
        var request = await _bot.AskedAsync();

        var heard = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Decide(request.Id.Value, request.Terms, "omar@example.com"));

        var decided = await _bot.NowAsync(request);
        Assert.Equal((200, true, "Approved"), (heard.Status, heard.Done, heard.Title));
        Assert.Equal("approved", heard.Body!["request"]!["state"]!.GetValue<string>());
        Assert.Equal(RequestState.Approved, decided.State);
        Assert.Equal((AuditEvents.ApprovalGiven, "omar", "webhook deploys"), (decided.Audit[^1].Event, decided.Audit[^1].Actor, decided.Audit[^1].Via));
    }

    // Rule 35
    [Theory]
    [InlineData("omar", new[] { "api", "desk" }, "This has to be decided in a chat")]
    [InlineData("omar", new string[0], "This has to be decided in a chat")]
    [InlineData("dana", new[] { "deploys" }, "This is your own request")]
    [InlineData("sam", new[] { "deploys" }, "This is not for you to decide")]
    [InlineData("lena", new[] { "deploys" }, "You cannot decide")]
    [InlineData("stranger", new[] { "deploys" }, "Nobody is linked by that name")]
    public async Task Anybody_elses_word_counts_for_nothing(string person, string[] sources, string title)
    {
        _bot.Policy = new("", [], WebhookBot.Rule("fallback", sources));
        var request = await _bot.AskedAsync();

        var heard = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Decide(request.Id.Value, request.Terms, person));

        Assert.Equal((200, false, title), (heard.Status, heard.Done, heard.Title));
        Assert.Equal(request.Version, (await _bot.NowAsync(request)).Version);
    }

    [Fact]
    public async Task A_word_on_other_terms_counts_for_nothing()
    {
        _bot.Policy = new("", [], WebhookBot.Rule("fallback", "deploys"));
        var request = await _bot.AskedAsync();

        var heard = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Decide(request.Id.Value, request.Terms + 1, "omar"));

        Assert.Equal((false, "What is asked has changed"), (heard.Done, heard.Title));
    }

    [Fact]
    public async Task Denying_needs_a_reason_through_a_tool_as_well()
    {
        _bot.Policy = new("", [], WebhookBot.Rule("fallback", "deploys"));
        var request = await _bot.AskedAsync();

        var without = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Decide(request.Id.Value, request.Terms, "omar", "deny", ""));
        var with = await _bot.SendAsync(WebhookBot.Deploys, Payloads.Decide(request.Id.Value, request.Terms, "omar", "deny", "not today"));

        Assert.Equal((false, "Denying needs a reason"), (without.Done, without.Title));
        Assert.Equal((true, "Denied"), (with.Done, with.Title));
        Assert.Equal("not today", (await _bot.NowAsync(request)).Audit[^1].Reason);
    }
}
