using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Conversation;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core.Audit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>Bytebase down, slow, logged out, of another version, or lying; and replicas that die.</summary>
public sealed class BytebaseFaultTests
{
    [Fact]
    public async Task A_word_that_meets_a_Bytebase_that_is_down_is_heard_once_it_is_back()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();

        world.Twin.Faults.Down();
        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();
        Assert.Equal("Ada Okafor's approval is on its way to Bytebase", world.Card.Status);
        world.Twin.Faults.Up();
        world.Time.Advance(TimeSpan.FromSeconds(10));
        await world.RunAsync();

        Assert.Single(issue.Approvers);
        Assert.Equal("Active", world.Card.Status);
    }

    [Fact]
    public async Task A_word_that_could_not_get_there_in_two_minutes_is_dropped_and_asked_for_again()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();

        world.Twin.Faults.Down();
        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromMinutes(3));
        await world.RunAsync();
        world.Twin.Faults.Up();
        await world.PollAsync();

        Assert.Empty(issue.Approvers);
        Assert.Equal("Waiting for approval", world.Card.Status);
        Assert.Contains("Ada Okafor's approval came to nothing: Bytebase did not answer in time", world.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_that_was_given_up_and_had_been_heard_is_its_givers_all_the_same()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();

        world.Twin.Faults.CutAfterwards(path: ":approve");
        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RoundAsync();
        world.Twin.Faults.Down();
        world.Time.Advance(TimeSpan.FromMinutes(3));
        await world.RunAsync();
        Assert.Contains("so it may have been heard or not", world.Words, StringComparison.Ordinal);
        world.Twin.Faults.Up();
        await world.PollAsync();

        Assert.Single(issue.Approvers);
        Assert.Contains("Ada Okafor approved it", world.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("came to nothing", world.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ending_is_tried_until_Bytebase_is_back()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ActiveAsync();

        world.Twin.Faults.Down();
        await world.PressAsync(Cast.Ada, ActionIds.EndIssue);
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromMinutes(10));
        await world.RunAsync();
        world.Twin.Faults.Up();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync();

        Assert.Equal("REVOKED", issue.Grant!.Status);
        Assert.Equal("Ended early", world.Card.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_is_lost_or_late_is_found_by_looking_again_and_counts_once(bool late)
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();
        if (late)
        {
            world.Twin.Faults.Delay(TimeSpan.FromSeconds(20), path: ":approve");
        }
        else
        {
            world.Twin.Faults.CutAfterwards(path: ":approve");
        }

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();
        world.Time.Advance(TimeSpan.FromSeconds(30));
        await world.RunAsync();

        Assert.Single(issue.Approvers);
        Assert.Contains("Ada Okafor approved it", world.Words, StringComparison.Ordinal);
        Assert.Single(await world.RecordAsync(), entry => entry.Event == AuditEvents.BytebaseWordTaken);
    }

    [Fact]
    public async Task A_replica_that_dies_with_a_word_on_its_way_is_followed_by_another()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.AddReplica();
        var issue = await world.ShownAsync();

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync(replica: 1);

        Assert.Single(issue.Approvers);
        Assert.Equal("Active", world.Card.Status);
    }

    [Fact]
    public async Task Two_replicas_ask_post_and_approve_once()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.AddReplica();
        world.Twin.AskAccess();
        world.Time.Advance(world.Options.PollEvery);

        await Task.WhenAll(world.RoundAsync(0), world.RoundAsync(1));
        await world.RunAsync();
        Assert.Single(world.Teams.Shown);
        Assert.Equal(2, world.Count("issues:search"));
        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await Task.WhenAll(world.RoundAsync(0), world.RoundAsync(1));
        await world.RunAsync();

        Assert.Equal(1, world.Count(":approve"));
    }

    [Fact]
    public async Task A_token_that_counts_no_more_is_asked_for_again_once()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.ShownAsync();

        world.Time.Advance(TimeSpan.FromMinutes(61));
        await world.PollAsync();
        world.Twin.LogOutAll();
        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Equal(3, world.Count("auth/login"));
        Assert.Equal("Active", world.Card.Status);
    }

    [Fact]
    public async Task A_key_that_is_refused_is_not_tried_in_a_loop_and_health_says_so()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Twin.Key = "another";

        await world.PollAsync();
        await world.PollAsync();
        var health = await world.Get<BytebaseHealth>().CheckHealthAsync(new HealthCheckContext());

        Assert.Equal(1, world.Count("auth/login"));
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.DoesNotContain("bbs_", health.Description, StringComparison.Ordinal);
    }

    // What is told of 3.15 and later: an error while completing is only logged.
    [Fact]
    public async Task An_approval_that_did_not_make_it_active_is_told_as_that()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Twin.CompletionFails = true;
        var issue = await world.ShownAsync();

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Equal(("APPROVED", "PENDING"), (issue.ApprovalStatus, issue.Grant!.Status));
        Assert.Equal(("Approved, but not active", CardTone.Bad), (world.Card.Status, world.Card.Tone));
        Assert.Contains("nothing can be run with it", world.Words, StringComparison.Ordinal);
        Assert.Contains(await world.RecordAsync(), entry => entry.Event == AuditEvents.BytebaseChanged && entry.Facts["to"] == "NotActive");
    }

    [Fact]
    public async Task A_role_that_is_approved_and_not_in_the_policy_is_told_as_that()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Twin.CompletionFails = true;
        world.Twin.AskRole(world.Time.GetUtcNow().AddHours(8));
        await world.PollAsync();

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Equal("Approved, but not active", world.Card.Status);
        Assert.Contains("the project's policy does not have the role", world.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_yes_that_changed_nothing_is_not_believed()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Twin.Lies = true;
        await world.ShownAsync();

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Equal("Waiting for approval", world.Card.Status);
        Assert.Contains("Bytebase took it, and yet nothing has changed there", world.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_that_somebody_activated_past_its_approval_is_told_as_what_it_is()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();

        world.Twin.Activate(issue.Grant!.Name);
        await world.PollAsync();

        Assert.Equal(("Active without an end, so it lets nothing through", CardTone.Bad), (world.Card.Status, world.Card.Tone));
        Assert.Empty(world.Card.Actions);
    }

    [Fact]
    public async Task Short_and_empty_pages_are_followed_to_the_end()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Twin.MostOnPage = 2;
        for (var i = 0; i < 7; i++)
        {
            world.Twin.AskAccess();
        }

        await world.PollAsync();

        Assert.Equal(7, world.Teams.Shown.Count);
    }

    [Fact]
    public async Task Before_3_17_roles_are_asked_for_under_another_name()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Twin.IsBefore317 = true;
        world.Twin.AskRole(world.Time.GetUtcNow().AddHours(8));
        await world.PollAsync();

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();
        Assert.Equal("Active", world.Card.Status);
        world.Twin.IsBefore317 = false;
        world.Twin.AskRole(world.Time.GetUtcNow().AddHours(8));
        await world.PollAsync();

        Assert.Equal(2, world.Teams.Shown.Count);
    }

    [Fact]
    public async Task A_project_that_may_not_be_read_keeps_no_other_back()
    {
        await using var world = await BridgeWorld.StartAsync(options => options with { Projects = [options.Projects[0] with { Name = "closed" }, options.Projects[0]] });
        world.Twin.Closed = ["closed"];

        await world.ShownAsync();
        var health = await world.Get<BytebaseHealth>().CheckHealthAsync(new HealthCheckContext());

        Assert.Equal("Waiting for approval", world.Card.Status);
        Assert.Contains("projects/closed", health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_is_an_issue_in_each_project_of_its_own()
    {
        await using var world = await BridgeWorld.StartAsync(options => options with { Projects = [options.Projects[0], options.Projects[0] with { Name = "billing" }] });
        await world.ShownAsync();
        world.Twin.Issues.Add(new()
        {
            Name = "projects/billing/issues/1", Creator = "dana@example.com", Title = "", Role = new("roles/sqlEditorUser", "dana@example.com", "true"),
        });

        await world.PollAsync();

        Assert.Equal(2, world.Teams.Shown.Count);
    }

    [Fact]
    public async Task A_chat_that_is_down_is_told_later_and_the_other_at_once()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Teams.Refuse = _ => new PostOutcome.Again("down", TimeSpan.FromSeconds(30));
        await world.ShownAsync();
        world.Teams.Refuse = _ => null;
        await world.RunAsync();
        Assert.Empty(world.Teams.Shown);
        Assert.Single(world.Slack.Shown);

        world.Time.Advance(TimeSpan.FromSeconds(30));
        await world.RunAsync();

        Assert.Equal("Waiting for approval", world.Card.Status);
        Assert.Single(world.Slack.Shown);
    }

    [Fact]
    public async Task Where_nothing_can_be_posted_nothing_is_written_until_there_is_something_to_say()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Teams.Refuse = _ => new PostOutcome.Never("the channel is gone");
        await world.ShownAsync(grant => grant.Query = $"SELECT 1{string.Concat(Enumerable.Repeat("\n, 2", 40))}");
        var before = await world.Keyed.ListAsync("bytebase", world.Time.GetUtcNow(), default);

        await world.RunAsync();

        Assert.Equal(before, await world.Keyed.ListAsync("bytebase", world.Time.GetUtcNow(), default));
    }

    [Fact]
    public async Task A_chat_that_is_not_served_any_more_keeps_nothing_from_being_over()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.ActiveAsync();
        var document = (await world.Keyed.ListAsync("bytebase", world.Time.GetUtcNow(), default)).Single();
        var elsewhere = document.Json.Replace("\"surface\":\"slack\"", "\"surface\":\"left\"", StringComparison.Ordinal);
        await world.Keyed.TryPutAsync(document with { Json = elsewhere }, world.Time.GetUtcNow(), default);

        await world.PressAsync(Cast.Ada, ActionIds.EndIssue);
        await world.RunAsync();
        await world.RunAsync();

        Assert.Empty(await world.Keyed.ListAsync("bytebase", world.Time.GetUtcNow(), default));
    }

    [Fact]
    public async Task What_is_over_costs_nothing_and_an_old_card_still_says_what_became_of_it()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ActiveAsync();
        var seen = world.Card;
        await world.PressAsync(Cast.Ada, ActionIds.EndIssue);
        await world.RunAsync();
        var asked = world.Count(issue.Name);

        await world.PollAsync();
        var pressed = await world.PressAsync(Cast.Bo, ActionIds.EndIssue, seen: seen);

        Assert.Equal(asked, world.Count(issue.Name));
        Assert.Equal(("There is nothing left to decide", "Ended early"), (pressed.View.Note!.Title, pressed.View.Status));
    }
}
