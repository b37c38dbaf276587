using System.Text.Json.Nodes;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Bot.Tests.Webhooks;

/// <summary>A ticket that somebody approved elsewhere is their word on what waits with it (rule 35).</summary>
public sealed class WebhookTicketTests : IAsyncLifetime
{
    private WebhookBot _bot = null!;

    public async ValueTask InitializeAsync()
    {
        _bot = await WebhookBot.StartAsync();
        _bot.Policy = new("", [], WebhookBot.Rule("fallback", "desk"));
    }

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task It_counts_for_every_request_with_exactly_that_ticket()
    {
        var (one, two) = (await _bot.AskedAsync("CHG-7"), await _bot.AskedAsync("CHG-7", "sam"));
        var others = new[] { await _bot.AskedAsync("chg-7"), await _bot.AskedAsync("CHG-77"), await _bot.AskedAsync() };

        var heard = await _bot.SendAsync(WebhookBot.Desk, Payloads.Ticket("approved", "CHG-7", "rita@example.com", """, "at": "2026-03-02T09:00:00Z" """));

        Assert.Equal((200, true), (heard.Status, heard.Done));
        Assert.Equal("It counted for 2 of 2 requests that waited with CHG-7.", heard.Body!["detail"]!.GetValue<string>());
        Assert.Equal(["approved", "approved"], Told(heard).Select(told => told["request"]!["state"]!.GetValue<string>()));
        Assert.All(new[] { one, two }, request => Assert.Equal(RequestState.Approved, Now(request).State));
        Assert.Equal(("rita", "webhook desk"), (Now(one).Audit[^1].Actor, Now(one).Audit[^1].Via));
        Assert.All(others, request => Assert.Equal(RequestState.Pending, Now(request).State));
    }

    [Fact]
    public async Task A_rejected_one_denies_and_says_which_ticket()
    {
        var request = await _bot.AskedAsync("CHG-7");

        await _bot.SendAsync(WebhookBot.Desk, Payloads.Ticket("rejected", "CHG-7", "rita"));

        Assert.Equal((RequestState.Denied, "CHG-7 was rejected."), (Now(request).State, Now(request).Audit[^1].Reason));
    }

    // Rule 36
    [Fact]
    public async Task Nobody_approves_what_was_asked_after_they_did()
    {
        var request = await _bot.AskedAsync("CHG-7");

        var heard = await _bot.SendAsync(WebhookBot.Desk, Payloads.Ticket("approved", "CHG-7", "rita", """, "at": "2026-03-02T08:54:00Z" """));

        Assert.False(heard.Done);
        Assert.Equal("Asked after the ticket was decided", Assert.Single(Told(heard))["title"]!.GetValue<string>());
        Assert.Equal(RequestState.Pending, Now(request).State);
    }

    [Fact]
    public async Task The_answer_says_for_each_request_why_the_word_did_not_count()
    {
        _bot.Directory.Groups["dba"] = ["omar", "rita", "dana"];
        await _bot.AskedAsync("CHG-7");
        await _bot.AskedAsync("CHG-7", "sam");

        var heard = await _bot.SendAsync(WebhookBot.Desk, Payloads.Ticket("approved", "CHG-7", "dana"));

        Assert.Equal(["Approved", "This is your own request"], Told(heard).Select(told => told["title"]!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_counts_only_in_steps_that_name_the_source()
    {
        _bot.Policy = new("", [], WebhookBot.Rule("fallback", "api", "deploys"));
        var request = await _bot.AskedAsync("CHG-7");

        var heard = await _bot.SendAsync(WebhookBot.Desk, Payloads.Ticket("approved", "CHG-7", "rita"));

        Assert.Equal("This has to be decided in a chat", Assert.Single(Told(heard))["title"]!.GetValue<string>());
        Assert.Equal(RequestState.Pending, Now(request).State);
    }

    // Rule 36
    [Fact]
    public async Task An_approval_that_does_not_say_when_it_was_given_is_refused()
    {
        var request = await _bot.AskedAsync("CHG-7");

        var heard = await _bot.SendAsync(WebhookBot.Desk, Payloads.Ticket("approved", "CHG-7", "rita", ""));

        Assert.Equal(400, heard.Status);
        Assert.Contains("data.at, the moment of the approval", heard.Body!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(RequestState.Pending, Now(request).State);
    }

    [Fact]
    public async Task A_ticket_that_nothing_waits_with_changes_nothing()
    {
        var heard = await _bot.SendAsync(WebhookBot.Desk, Payloads.Ticket("approved", "CHG-7", "rita"));

        Assert.Equal((200, false, "Nothing waits with this ticket"), (heard.Status, heard.Done, heard.Title));
    }

    private AccessRequest Now(AccessRequest request) => _bot.NowAsync(request).Result;

    private static IEnumerable<JsonNode> Told(Heard heard) => heard.Body!["requests"]!.AsArray().OfType<JsonNode>();
}
