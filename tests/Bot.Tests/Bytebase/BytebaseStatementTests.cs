using JitBot.Bot.Conversation;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core.Audit;
using JitBot.Playground.FakeBytebase;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>A statement too long for its card follows below it, and nobody approves what does not stand there whole (rule 36).</summary>
public sealed class BytebaseStatementTests
{
    private static readonly string First = Long("first");
    private static readonly string Second = Long("second");

    [Fact]
    public async Task A_statement_too_long_for_a_card_follows_below_it_whole_and_is_then_approved()
    {
        await using var world = await BridgeWorld.StartAsync();

        var issue = await world.ShownAsync(grant => grant.Query = $"\n{First} ");
        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.EndsWith("…", world.Card.Lead[1].ToString(), StringComparison.Ordinal);
        Assert.Equal(new CardPlace.Thread("teams-1"), world.Teams.Places[1]);
        Assert.Equal(First, world.Teams.Shown["teams-2"].Text[1].ToString());
        Assert.Equal(First, world.Teams.Shown["teams-2"].File!.Text);
        Assert.Equal("ACTIVE", issue.Grant!.Status);
    }

    [Fact]
    public async Task Until_all_of_it_stands_below_the_card_nobody_approves_it_there()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Teams.Refuse = card => card.File is null ? null : new PostOutcome.Again("down", TimeSpan.FromSeconds(30));
        var issue = await world.ShownAsync(grant => grant.Query = First);

        var refused = await PressApproveAsync(world);
        Assert.Equal(["Deny"], world.Card.Actions.Select(action => action.Label));
        Assert.Equal("The whole statement is not here yet", refused.View.Note!.Title);
        Assert.Equal(["Approve", "Deny"], world.Slack.Shown["slack-1"].Actions.Select(action => action.Label));
        Assert.Empty((await world.KnownAsync(issue))!.Words);
        Assert.Null((await world.KnownAsync(issue))!.UnderWay);

        world.Teams.Refuse = _ => null;
        world.Time.Advance(TimeSpan.FromSeconds(30));
        await world.RunAsync();
        Assert.Equal(["Approve", "Deny"], world.Card.Actions.Select(action => action.Label));
    }

    [Fact]
    public async Task Where_it_can_never_be_posted_the_card_says_so_and_it_can_only_be_denied()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Teams.Refuse = card => card.File is null ? null : new PostOutcome.Never("too long for this chat");

        await world.ShownAsync(grant => grant.Query = First);

        Assert.Equal(["Deny"], world.Card.Actions.Select(action => action.Label));
        Assert.Contains("it can be approved here once it stands there", world.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_changed_is_posted_anew_and_the_old_one_says_that_it_counts_no_more()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync(grant => grant.Query = First);
        var seen = world.Card;

        issue.Grant!.Query = Second;
        await world.PollAsync();
        var refused = await world.PressAsync(Cast.Bo, ActionIds.ApproveIssue, seen: seen);
        await world.RunAsync();

        Assert.Contains("counts no more", BridgeWorld.WordsOf(world.Teams.Shown["teams-2"]), StringComparison.Ordinal);
        Assert.Null(world.Teams.Shown["teams-2"].File);
        Assert.Equal(new CardPlace.Thread("teams-1"), world.Teams.Places[2]);
        Assert.Equal(Second, world.Teams.Shown["teams-3"].File!.Text);
        Assert.Contains("This is what counts, and no statement above it.", BridgeWorld.WordsOf(world.Teams.Shown["teams-3"]), StringComparison.Ordinal);
        Assert.Equal(["Approve", "Deny"], world.Card.Actions.Select(action => action.Label));
        Assert.Equal("What is asked has changed", refused.View.Note!.Title);
        Assert.Empty(issue.Approvers);
    }

    [Fact]
    public async Task A_changed_statement_that_is_not_there_yet_is_not_approved_on_the_word_of_the_old_one()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync(grant => grant.Query = First);

        world.Teams.Refuse = card => card.File is null ? null : new PostOutcome.Again("down", TimeSpan.FromSeconds(30));
        issue.Grant!.Query = Second;
        await world.PollAsync();
        var refused = await PressApproveAsync(world);

        Assert.Equal(["Deny"], world.Card.Actions.Select(action => action.Label));
        Assert.Equal("The whole statement is not here yet", refused.View.Note!.Title);
    }

    [Fact]
    public async Task A_statement_that_is_changed_back_is_posted_once_more()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync(grant => grant.Query = First);

        issue.Grant!.Query = Second;
        await world.PollAsync();
        issue.Grant.Query = First;
        await world.PollAsync();

        Assert.All((string[])["teams-2", "teams-3"], old => Assert.Contains("counts no more", BridgeWorld.WordsOf(world.Teams.Shown[old]), StringComparison.Ordinal));
        Assert.Equal(First, world.Teams.Shown["teams-4"].File!.Text);
        Assert.Equal(["Approve", "Deny"], world.Card.Actions.Select(action => action.Label));
    }

    // A file in Slack stays as it is.
    [Fact]
    public async Task Where_the_old_one_cannot_be_edited_the_new_card_says_which_counts()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Teams.Refuse = card => BridgeWorld.WordsOf(card).Contains("counts no more", StringComparison.Ordinal) && card.Title.Length == 0 ? new PostOutcome.Never("a file stays as it is") : null;
        var issue = await world.ShownAsync(grant => grant.Query = First);

        issue.Grant!.Query = "SELECT 1";
        await world.PollAsync();

        Assert.Equal("SELECT 1", world.Card.Lead[1].ToString());
        Assert.Contains("This card is what counts; a statement below it is not asked for any more.", world.Words, StringComparison.Ordinal);
        Assert.Equal(["Approve", "Deny"], world.Card.Actions.Select(action => action.Label));
    }

    [Fact]
    public async Task What_was_approved_is_on_record_under_the_terms_that_the_approval_names()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();
        issue.Grant!.Query = "SELECT 2";
        await world.PollAsync();

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        var record = await world.RecordAsync();
        var given = Assert.Single(record, entry => entry.Event == AuditEvents.BytebaseWordGiven);
        var shown = Assert.Single(record, entry => entry.Facts.TryGetValue("statement", out var statement) && statement == "SELECT 2");
        Assert.Equal(given.Facts["terms"], shown.Facts["terms"]);
    }

    // Whoever asks chooses every word of it, and among 64 bits would find two in an afternoon: one to be read, and one to be run.
    [Fact]
    public async Task Nobody_finds_two_requests_with_the_same_terms()
    {
        await using var world = await BridgeWorld.StartAsync();

        await world.ShownAsync();

        Assert.Equal(128 / 4, Assert.IsType<ButtonSubject.OfIssue>(world.Card.Actions[0].About).Terms.Length);
    }

    /// <summary>By a client that has a button of its own making.</summary>
    private static Task<Reply.Card> PressApproveAsync(BridgeWorld world) =>
        world.PressAsync(Cast.Ada, ActionIds.ApproveIssue, [world.Card.Actions.First(action => action.Id == ActionIds.DenyIssue) with { Id = ActionIds.ApproveIssue }]);

    private static string Long(string name) => $"SELECT '{name}'{string.Concat(Enumerable.Repeat("\n, 2", 40))}";
}
