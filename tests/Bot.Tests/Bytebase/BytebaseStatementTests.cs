using JitBot.Bot.Conversation;
using JitBot.Bot.Tests.Conversation;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>A statement too long for its card follows below it, and nobody approves what does not stand there whole (rule 36).</summary>
public sealed class BytebaseStatementTests
{
    private static readonly string First = Long("first");

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

    /// <summary>By a client that has a button of its own making.</summary>
    private static Task<Reply.Card> PressApproveAsync(BridgeWorld world) =>
        world.PressAsync(Cast.Ada, ActionIds.ApproveIssue, [world.Card.Actions.First(action => action.Id == ActionIds.DenyIssue) with { Id = ActionIds.ApproveIssue }]);

    private static string Long(string name) => $"SELECT '{name}'{string.Concat(Enumerable.Repeat("\n, 2", 40))}";
}
