using JitBot.Bot.Conversation;
using JitBot.Bot.Tests.Conversation;
using JitBot.Playground.FakeBytebase;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>Who may not decide about one of Bytebase's requests, and what nobody may.</summary>
public sealed class BytebaseRefusalTests
{
    // Rules 34 and 35: Bytebase itself would let it pass, because the service account is not the requester.
    [Theory]
    [InlineData("ada@example.com")]
    [InlineData("ADA@Example.com")]
    public async Task Requester_cannot_approve_their_own_request(string creator)
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync(creator: creator);

        var refused = await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Equal("This is your own request", refused.View.Note!.Title);
        Assert.Empty(issue.Approvers);
    }

    [Fact]
    public async Task Somebody_with_another_entry_but_the_same_address_cannot_either()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Directory.Change("bo", person => person with { Email = "stranger@example.com" });
        var issue = await world.ShownAsync(creator: "stranger@example.com");

        var refused = await world.PressAsync(Cast.Bo, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Equal("This is your own request", refused.View.Note!.Title);
        Assert.Empty(issue.Approvers);
    }

    [Theory]
    [InlineData("sam", "This is not for you to decide")]
    [InlineData("dana", "This is your own request")]
    [InlineData("bo", "You cannot decide")]
    public async Task Who_may_not_decide_is_told_why_and_changes_nothing(string who, string title)
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();
        // Disabled since the message was believed.
        world.Directory.Change("bo", person => person with { Disabled = true });

        var refused = await world.PressAsync(world.Directory.People[who] with { Disabled = false }, ActionIds.DenyIssue, "no");
        await world.RunAsync();

        Assert.Equal(title, refused.View.Note!.Title);
        Assert.Empty(issue.Approvers);
    }

    [Fact]
    public async Task Who_is_in_no_group_ends_nobody_elses_access()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ActiveAsync();

        var refused = await world.PressAsync(Cast.Sam, ActionIds.EndIssue);
        await world.RunAsync();

        Assert.Equal("This is not for you to decide", refused.View.Note!.Title);
        Assert.Equal("ACTIVE", issue.Grant!.Status);
    }

    [Fact]
    public async Task While_it_cannot_be_told_who_is_in_the_group_nobody_decides()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.ShownAsync();
        world.Directory.Unknown = ["dba"];

        var refused = await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);

        Assert.Equal("I cannot tell whether this is for you to decide", refused.View.Note!.Title);
    }

    [Fact]
    public async Task Nothing_is_approved_for_somebody_who_is_disabled_here()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.ShownAsync();
        world.Directory.Change("dana", person => person with { Disabled = true });

        var refused = await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);

        Assert.Equal("This cannot be approved", refused.View.Note!.Title);
    }

    [Fact]
    public async Task An_approver_who_leaves_while_their_word_is_on_its_way_is_not_heard()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        world.Directory.Groups["dba"] = ["bo"];
        await world.RunAsync();

        Assert.Empty(issue.Approvers);
        Assert.Contains("Ada Okafor's approval came to nothing: it is not theirs to decide any more", world.Words, StringComparison.Ordinal);
    }

    // Rule 36
    [Fact]
    public async Task What_has_changed_since_it_was_shown_is_shown_again_and_not_approved()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();
        var seen = world.Card;

        issue.Grant!.Unmask = true;
        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();
        var again = await world.PressAsync(Cast.Bo, ActionIds.ApproveIssue, seen: seen);

        Assert.Empty(issue.Approvers);
        Assert.Contains("Unmasked: ⚠ yes", world.Words, StringComparison.Ordinal);
        Assert.Contains("Ada Okafor's approval came to nothing: what is asked has changed since; read it again", world.Words, StringComparison.Ordinal);
        Assert.Equal("What is asked has changed", again.View.Note!.Title);
    }

    [Fact]
    public async Task A_role_that_the_service_account_does_not_hold_is_waited_for_and_named()
    {
        await using var world = await BridgeWorld.StartAsync();

        await world.ShownAsync(roles: ["roles/workspaceDBA", "roles/projectOwner"]);

        Assert.Equal("Waiting for somebody in Bytebase", world.Card.Status);
        Assert.Contains("Decides: whoever holds roles/workspaceDBA in Bytebase (step 1 of 2)", world.Words, StringComparison.Ordinal);
        Assert.Empty(world.Card.Actions);
    }

    [Fact]
    public async Task A_role_that_is_only_configured_is_refused_by_Bytebase_and_the_card_says_so()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Twin.Roles[BytebaseTwin.ServiceAccount] = [];
        await world.ShownAsync();

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Contains("Ada Okafor's approval came to nothing: Bytebase refused it: you do not have the role of the current approval step", world.Words, StringComparison.Ordinal);
        Assert.Equal(["Approve", "Deny"], world.Card.Actions.Select(action => action.Label));
    }

    // Rule 29
    [Theory]
    [InlineData("SELECT 1 \u202e-- evil", "its statement has characters that cannot be seen")]
    [InlineData("SELECT '\0'", "its statement has characters that cannot be seen")]
    [InlineData("\ufeffSELECT 1", "its statement has characters that cannot be seen")]
    [InlineData("   ", "it names no statement or no database")]
    public async Task What_cannot_be_shown_exactly_is_not_approved_here(string query, string why)
    {
        await using var world = await BridgeWorld.StartAsync();

        await world.ShownAsync(grant => grant.Query = query);

        Assert.Contains($"It cannot be approved here, because {why}", world.Words, StringComparison.Ordinal);
        Assert.Equal(["Deny"], world.Card.Actions.Select(action => action.Label));
    }

    [Fact]
    public async Task What_Bytebase_is_still_checking_is_not_asked_about()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = world.Twin.AskAccess();
        issue.ApprovalStatus = "CHECKING";

        await world.PollAsync();

        Assert.Empty(world.Teams.Shown);
    }

    [Fact]
    public async Task A_second_word_waits_for_the_first()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();
        var seen = world.Card;

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        var second = await world.PressAsync(Cast.Bo, ActionIds.DenyIssue, "no", seen);
        await world.RunAsync();

        Assert.Equal("Somebody was first", second.View.Note!.Title);
        Assert.Equal("ACTIVE", issue.Grant!.Status);
    }

    [Fact]
    public async Task A_button_of_a_made_up_issue_shows_nothing()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.ShownAsync();

        var answered = (Reply.Card)await world.Get<Dialogue>().PressIssueAsync(
            TalkWorld.InChannel(Cast.Sam), new(ActionIds.ApproveIssue, JitBot.Bot.Bytebase.Api.IssueId.Of("projects/payments/issues/1"), "0", null, "made up"), default);

        Assert.Empty(answered.View.Lead);
        Assert.Equal("This is not for you to decide", answered.View.Title);
    }
}
