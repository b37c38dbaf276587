using JitBot.Bot.Bytebase;
using JitBot.Bot.Conversation;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core.Audit;
using JitBot.Playground.FakeBytebase;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>One of Bytebase's requests from being asked to its end, as the channel sees it.</summary>
public sealed class BytebaseLifeTests
{
    [Fact]
    public async Task A_request_is_shown_with_all_that_would_be_approved()
    {
        await using var world = await BridgeWorld.StartAsync();

        await world.ShownAsync(grant => (grant.Unmask, grant.Export, grant.Schema) = (true, true, "public"));

        Assert.Equal("Dana Reyes asks for one statement on ledger (prod-pg) in Bytebase", world.Card.Title);
        Assert.Equal("INC-88 stuck refund", world.Card.Lead[0].ToString());
        Assert.True(world.Card.Lead[1] is { IsExact: true } statement && statement.ToString() == "SELECT id, state\nFROM refunds\nWHERE id = 9");
        Assert.Contains("Asks: Dana Reyes (dana@example.com)\nDatabase: ledger (prod-pg)\nSchema: public\nUnmasked: ⚠ yes: what is masked is shown plainly", world.Words, StringComparison.Ordinal);
        Assert.Contains("Export: yes: the result may be taken out as a file\nFor: 4 h, from the approval\nProject: payments\nDecides: dba, as Bytebase's roles/projectOwner", world.Words, StringComparison.Ordinal);
        Assert.Equal(["Approve", "Deny"], world.Card.Actions.Select(action => action.Label));
        Assert.Equal("Waiting for approval", world.Slack.Shown["slack-1"].Status);
    }

    [Fact]
    public async Task An_approval_goes_to_Bytebase_with_the_name_of_who_gave_it()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();

        var pressed = await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Equal("Your approval is on its way", pressed.View.Note!.Title);
        Assert.Equal(["Approved by Ada Okafor <ada@example.com> in Microsoft Teams, through JitBot."], issue.Comments);
        Assert.Equal("ACTIVE", issue.Grant!.Status);
        Assert.Equal("Active", world.Card.Status);
        Assert.Contains("Ada Okafor approved it", world.Words, StringComparison.Ordinal);
        Assert.Contains($"Until: {issue.Grant.ExpireTime!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC", world.Words, StringComparison.Ordinal);
        Assert.Equal(["End now"], world.Card.Actions.Select(action => action.Label));
    }

    [Fact]
    public async Task A_denial_needs_a_reason_and_tells_it_in_Bytebase()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();

        var without = await world.PressAsync(Cast.Ada, ActionIds.DenyIssue, " ");
        await world.PressAsync(Cast.Bo, ActionIds.DenyIssue, "ask the data team");
        await world.RunAsync();

        Assert.Equal("Denying needs a reason", without.View.Note!.Title);
        Assert.Equal(["Denied by Bo Lindqvist <bo@example.com> in Microsoft Teams, through JitBot. ask the data team"], issue.Comments);
        Assert.Equal("Denied", world.Card.Status);
        Assert.Contains(world.Card.Text, text => text is { Quoted: true } && text.ToString() == "ask the data team");
        Assert.Empty(world.Card.Actions);
    }

    [Fact]
    public async Task A_request_that_is_made_again_after_a_denial_is_a_card_of_its_own()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();
        await world.PressAsync(Cast.Ada, ActionIds.DenyIssue, "no ticket");
        await world.RunAsync();

        world.Twin.AskAgain(issue);
        await world.PollAsync();

        Assert.Equal("Denied", world.Card.Status);
        Assert.Equal("Waiting for approval", world.Teams.Shown["teams-2"].Status);
    }

    [Fact]
    public async Task Before_the_end_the_thread_and_the_requester_are_reminded_once()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.ActiveAsync();

        world.Time.Advance(TimeSpan.FromHours(4) - TimeSpan.FromMinutes(9));
        await world.RunAsync();
        await world.PollAsync();

        Assert.Equal(new CardPlace.Thread("teams-1"), world.Teams.Places[1]);
        Assert.Equal(new CardPlace.Direct(Cast.Dana), world.Teams.Places[2]);
        Assert.Equal(3, world.Teams.Shown.Count);
        Assert.Contains("Access of Dana Reyes to one statement on ledger (prod-pg) ends", BridgeWorld.WordsOf(world.Teams.Shown["teams-2"]), StringComparison.Ordinal);
        Assert.Equal("Your access in Bytebase ends soon", world.Teams.Shown["teams-3"].Title);
    }

    [Fact]
    public async Task Access_that_is_over_says_so_though_Bytebase_still_calls_it_active()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ActiveAsync();

        world.Twin.Faults.Down();
        world.Time.Advance(TimeSpan.FromHours(4));
        await world.RunAsync();

        Assert.Equal("ACTIVE", issue.Grant!.Status);
        Assert.Equal("Ended", world.Card.Status);
        Assert.Empty(world.Card.Actions);
    }

    [Fact]
    public async Task Who_has_it_ends_it_early()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ActiveAsync();

        await world.PressAsync(Cast.Dana, ActionIds.EndIssue);
        await world.RunAsync();

        Assert.Equal("REVOKED", issue.Grant!.Status);
        Assert.Equal("Ended early", world.Card.Status);
        Assert.Contains("Dana Reyes ended it", world.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_is_asked_for_under_its_condition_and_is_active_once_the_policy_has_it()
    {
        await using var world = await BridgeWorld.StartAsync();
        var until = world.Time.GetUtcNow().AddHours(8);
        world.Twin.AskRole(until);
        await world.PollAsync();
        var shown = world.Words;

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Contains("Dana Reyes asks for the role roles/sqlEditorUser in Bytebase", shown, StringComparison.Ordinal);
        Assert.Contains("resource.database in [\"instances/prod-pg/databases/ledger\"] && request.time < timestamp(", shown, StringComparison.Ordinal);
        Assert.Contains("Until: 2026-03-02 17:00 UTC, whenever it is approved", shown, StringComparison.Ordinal);
        Assert.Equal("Active", world.Card.Status);
        Assert.Empty(world.Card.Actions);
    }

    [Fact]
    public async Task A_role_that_is_taken_away_in_Bytebase_is_seen()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Twin.AskRole(world.Time.GetUtcNow().AddHours(8));
        await world.PollAsync();
        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        world.Twin.Bindings.Clear();
        await world.PollAsync();

        Assert.Equal("Ended early", world.Card.Status);
    }

    [Theory]
    [InlineData("approved", "Active", "rita@example.com approved it as roles/projectOwner in Bytebase itself.")]
    [InlineData("rejected", "Denied", "rita@example.com denied it as roles/projectOwner in Bytebase itself.")]
    [InlineData("canceled", "Withdrawn", "Seen so")]
    [InlineData("deleted", "Gone from Bytebase", "Seen so")]
    public async Task What_is_decided_in_Bytebase_itself_is_seen_at_the_next_look(string what, string status, string words)
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Twin.Roles["rita@example.com"] = ["roles/projectOwner"];
        var issue = await world.ShownAsync();

        Decide(world.Twin, issue, what);
        await world.PollAsync();

        Assert.Equal(status, world.Card.Status);
        Assert.Contains(words, world.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_roles_are_approved_one_after_the_other()
    {
        await using var world = await BridgeWorld.StartAsync(options => options with { Projects = [options.Projects[0] with { Roles = ["roles/projectOwner", "roles/workspaceDBA"] }] });
        world.Twin.Roles[BytebaseTwin.ServiceAccount] = ["roles/projectOwner", "roles/workspaceDBA"];
        var issue = await world.ShownAsync(roles: ["roles/workspaceDBA", "roles/projectOwner"]);

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();
        Assert.Contains("Decides: dba, as Bytebase's roles/projectOwner (step 2 of 2)", world.Words, StringComparison.Ordinal);
        Assert.Equal("PENDING", issue.Grant!.Status);
        await world.PressAsync(Cast.Bo, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Equal("ACTIVE", issue.Grant.Status);
        Assert.Contains("Ada Okafor approved it", world.Words, StringComparison.Ordinal);
        Assert.Contains("Bo Lindqvist approved it", world.Words, StringComparison.Ordinal);
    }

    // Rule 35
    [Fact]
    public async Task Each_role_of_Bytebases_is_filled_by_another_person()
    {
        await using var world = await BridgeWorld.StartAsync(options => options with { Projects = [options.Projects[0] with { Roles = ["roles/projectOwner", "roles/workspaceDBA"] }] });
        world.Twin.Roles[BytebaseTwin.ServiceAccount] = ["roles/projectOwner", "roles/workspaceDBA"];
        var issue = await world.ShownAsync(roles: ["roles/workspaceDBA", "roles/projectOwner"]);

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();
        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Single(issue.Approvers);
        Assert.Equal("PENDING", issue.Grant!.Status);
    }

    // Rule 35
    [Fact]
    public async Task Who_filled_one_role_in_Bytebase_itself_does_not_fill_the_next_from_here()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Twin.Roles[Cast.Ada.Email] = ["roles/workspaceDBA"];
        var issue = await world.ShownAsync(roles: ["roles/workspaceDBA", "roles/projectOwner"]);
        world.Twin.Approve(issue.Name, Cast.Ada.Email);
        await world.PollAsync();

        var refused = await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Equal("You have approved already", refused.View.Note!.Title);
        Assert.Equal("PENDING", issue.Grant!.Status);
    }

    // Rule 36
    [Fact]
    public async Task A_word_whose_answer_was_lost_never_counts_for_the_next_role_too()
    {
        await using var world = await BridgeWorld.StartAsync(options => options with { Projects = [options.Projects[0] with { Roles = ["roles/projectOwner", "roles/workspaceDBA"] }] });
        world.Twin.Roles[BytebaseTwin.ServiceAccount] = ["roles/projectOwner", "roles/workspaceDBA"];
        var issue = await world.ShownAsync(roles: ["roles/workspaceDBA", "roles/projectOwner"]);
        world.Twin.Faults.Delay(TimeSpan.FromSeconds(20), path: ":approve");

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        for (var round = 0; round < 6; round++)
        {
            await world.RunAsync();
            world.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.InRange(issue.Approvers.Count, 0, 1);
        Assert.Equal("PENDING", issue.Grant!.Status);
    }

    [Theory]
    [InlineData("request.time < timestamp(\"2026-11-20T12:00:00Z\")", true)]
    [InlineData("resource.database in [\"instances/a/databases/b\"] && request.time<timestamp(\"2026-11-20T12:00:00Z\")", true)]
    [InlineData("(resource.database == \"a\" || resource.database == \"b\") && request.time < timestamp(\"2026-11-20T12:00:00Z\")", true)]
    [InlineData("true || request.time < timestamp(\"2026-11-20T12:00:00Z\")", false)]
    [InlineData("resource.database == 'request.time < timestamp(\"2026-11-20T12:00:00Z\")'", false)]
    [InlineData("resource.database == \"x\" && (true || request.time < timestamp(\"2026-11-20T12:00:00Z\"))", false)]
    [InlineData("!(request.time < timestamp(\"2026-11-20T12:00:00Z\"))", false)]
    [InlineData("request.time < timestamp(\"2026-11-20T12:00:00Z\") ? true : true", false)]
    [InlineData("resource.database == \"x\" // && request.time < timestamp(\"2026-11-20T12:00:00Z\")", false)]
    [InlineData("", false)]
    public void A_roles_end_is_told_only_where_it_is_certain(string condition, bool certain) =>
        Assert.Equal(certain ? new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero) : (DateTimeOffset?)null, ReadFacts.EndIn(condition));

    [Fact]
    public async Task Every_step_is_on_record_once_with_who_and_through_which_door()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.ActiveAsync();
        await world.PressAsync(Cast.Bo, ActionIds.EndIssue);
        await world.RunAsync();

        var record = await world.RecordAsync();

        Assert.Equal(
            [AuditEvents.BytebaseFound, AuditEvents.BytebaseWordGiven, AuditEvents.BytebaseWordTaken, AuditEvents.BytebaseChanged, AuditEvents.BytebaseWordGiven, AuditEvents.BytebaseWordTaken, AuditEvents.BytebaseChanged],
            record.Select(entry => entry.Event));
        Assert.Equal(("ada", "teams tenant/someone", "projects/payments/issues/1"), (record[1].Actor, record[1].Via, record[1].Facts["issue"]));
        Assert.Equal(("Active", "Revoked"), (record[6].Facts["from"], record[6].Facts["to"]));
    }

    private static void Decide(BytebaseTwin twin, TwinIssue issue, string what)
    {
        switch (what)
        {
            case "approved":
                twin.Approve(issue.Name, "rita@example.com");
                break;
            case "rejected":
                twin.Reject(issue.Name, "rita@example.com");
                break;
            case "canceled":
                issue.Status = "CANCELED";
                break;
            default:
                twin.Issues.Remove(issue);
                break;
        }
    }
}
