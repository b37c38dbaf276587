using JitBot.Bot.Conversation;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core.People;
using JitBot.Playground.FakeBytebase;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>Requests of somebody whom nobody here knows: they may be anybody, whoever presses among them (rule 35).</summary>
public sealed class BytebaseStrangerTests
{
    private const string Stranger = "kim@acme.test";

    [Fact]
    public async Task For_somebody_nobody_knows_nothing_is_approved_and_the_operator_is_told_what_to_do()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync(creator: Stranger);

        var refused = await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue, [world.Card.Actions[0] with { Id = ActionIds.ApproveIssue }]);
        await world.RunAsync();

        Assert.Empty(issue.Approvers);
        Assert.Equal(["Deny"], world.Card.Actions.Select(action => action.Label));
        Assert.Contains($"JitBot knows nobody whose address is {Stranger}", world.Words, StringComparison.Ordinal);
        Assert.Contains("An operator adds them with that address to JitBot's People", world.Words, StringComparison.Ordinal);
        Assert.Equal("This cannot be approved", refused.View.Note!.Title);
        Assert.Contains("An operator adds them with that address to JitBot's People", refused.View.Note.Text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nor_for_somebody_nobody_knows_who_would_only_have_it()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Twin.Issues.Add(new()
        {
            Name = "projects/payments/issues/7", Creator = Cast.Dana.Email, Title = "",
            Role = new("roles/sqlEditorUser", Stranger, $"request.time < timestamp(\"{BytebaseTwin.Moment(world.Time.GetUtcNow().AddHours(8))}\")"),
        });

        await world.PollAsync();

        Assert.Equal(["Deny"], world.Card.Actions.Select(action => action.Label));
        Assert.Contains($"JitBot knows nobody whose address is {Stranger}", world.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_denied_all_the_same()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync(creator: Stranger);

        await world.PressAsync(Cast.Ada, ActionIds.DenyIssue, "who are you?");
        await world.RunAsync();

        Assert.Equal("REJECTED", issue.ApprovalStatus);
        Assert.Equal("Denied", world.Card.Status);
    }

    [Fact]
    public async Task Once_they_are_known_it_is_approved_by_somebody_else()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync(creator: Stranger);

        world.Directory.People["kim"] = Cast.Sam with { Id = new PersonId("kim"), Name = "Kim Ito", Email = Stranger, Accounts = [] };
        await world.PollAsync();
        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Equal("ACTIVE", issue.Grant!.Status);
        Assert.Contains("Asks: Kim Ito (kim@acme.test)", world.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_on_its_way_is_dropped_when_the_requester_is_not_known_any_more()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = await world.ShownAsync();

        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        world.Directory.People.TryRemove("dana", out _);
        await world.RunAsync();

        Assert.Empty(issue.Approvers);
        Assert.Contains("Ada Okafor's approval came to nothing: JitBot knows nobody whose address is dana@example.com", world.Words, StringComparison.Ordinal);
    }
}
