using JitBot.EndToEnd.Tests.Chats;
using JitBot.EndToEnd.Tests.Faults;
using JitBot.Playground.FakeBytebase;

namespace JitBot.EndToEnd.Tests;

/// <summary>The bridge as it ships: the bot in a process of its own with its own schedule and clock, a real store, and a Bytebase that it reaches over HTTP.</summary>
public sealed class BytebaseTests(FaultServers servers)
{
    [Fact]
    public async Task A_request_of_Bytebases_is_shown_decided_and_ended_in_the_chat_by_what_the_bot_does_by_itself()
    {
        await using var bytebase = await BytebaseTwin.StartAsync(TimeProvider.System);
        await using var world = await FaultWorld.StartAsync(servers, new() { Bytebase = bytebase });
        // Where Teams is reached is known once somebody is there.
        await world.People.Dana.InstallAsync();

        var issue = bytebase.AskAccess();
        var asked = await SeesAsync(world.Omar, issue, card => card.Buttons.Contains("Approve"));
        Assert.Contains("FROM refunds", asked.Lines, StringComparison.Ordinal);

        await world.Omar.PressAsync(asked, "Approve");
        var active = await SeesAsync(world.Dana, issue, card => card.Buttons.Contains("End now"));
        Assert.Equal(["Approved by Omar Reyes <omar@example.com> in Microsoft Teams, through JitBot."], issue.Comments);
        Assert.Contains("Omar Reyes approved it", active.Lines, StringComparison.Ordinal);
        Assert.Contains($"GET /v1/{issue.Grant!.Name}", bytebase.Calls.SkipWhile(call => !call.EndsWith(":approve", StringComparison.Ordinal)));

        await world.Dana.PressAsync(active, "End now");
        var ended = await SeesAsync(world.Omar, issue, card => card.Lines.Contains("Ended early", StringComparison.Ordinal));
        Assert.Equal("REVOKED", issue.Grant.Status);
        Assert.Contains("Dana Fox ended it", ended.Lines, StringComparison.Ordinal);
        Assert.Single(bytebase.Calls, call => call.EndsWith(":approve", StringComparison.Ordinal));
    }

    /// <summary>The card about an issue in the channel, once it is so.</summary>
    private static Task<ChatCard> SeesAsync(ChatPerson person, TwinIssue issue, Func<ChatCard, bool> isSo) =>
        person.WaitForAsync(() => person.Channel.SingleOrDefault(card => card.Lines.Contains(issue.Name, StringComparison.Ordinal) && isSo(card)));
}
