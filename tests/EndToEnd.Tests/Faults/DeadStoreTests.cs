using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Playground.Twin;
using JitBot.Support.Faults;

namespace JitBot.EndToEnd.Tests.Faults;

public sealed class DeadStoreTests(FaultServers servers, FaultReport report)
{
    // Rule 16, and house rule: a click is acknowledged after the commit, and nothing is buffered.
    [Fact]
    public Task With_the_store_down_people_are_told_and_nothing_is_done_later() => report.ShowAsync(FaultRow.StoreDown, async () =>
    {
        await using var world = await FaultWorld.StartAsync(servers);
        await using var life = await Life.BeginAsync(world);

        await DownAsync(world, async () =>
        {
            Assert.Contains(await HeardAsync(world.People.Dana, "request hr-prod read t200 for 2h because INC-10 asked in vain"), NotNow);
            Assert.Contains(await PressedAsync(world.People.Omar, world.People.DbaChannel, life.Id, "Approve"), NotNow);
        });
        Assert.Equal(RequestState.Pending, (await world.FindAsync(life.Id)).State);
        Assert.Single(await world.Store.ListAsync(new(), TestContext.Current.CancellationToken));

        await life.IssueAsync();
        await life.QuietAsync();
        await DownAsync(world, async () => Assert.Contains(await PressedAsync(world.People.Dana, world.People.Dana.Chat, life.Id, "Show credentials"), NotNow));
        Assert.Equal(0, (await world.FindAsync(life.Id)).Grant.SecretsShown);

        await life.RevealAsync();
        await DownAsync(world, async () => Assert.Contains(await HeardAsync(world.People.Dana, $"done {life.Id}"), NotNow));
        Assert.Equal(RequestState.Active, (await world.FindAsync(life.Id)).State);

        await life.GiveBackAsync();
        await life.ConfirmAsync();
        await life.HoldsAsync();
        return "all four were told, none was done";
    });

    private static Predicate<string> NotNow => text => text.Contains("Not at the moment", StringComparison.Ordinal);

    private static async Task DownAsync(FaultWorld world, Func<Task> meanwhile)
    {
        world.Replicas[0].Store.Reach = Reach.Refused;
        await meanwhile();
        world.Replicas[0].Store.Reach = Reach.Open;

        // Long enough for whatever was kept for later to be done.
        await Task.Delay(TimeSpan.FromSeconds(3));
    }

    private static async Task<string[]> HeardAsync(TwinPerson person, string text) =>
        [.. (await person.SayAsync(text)).Replies.Select(reply => reply.Card is { } card ? CardLines.Of(card) : reply.Text ?? "")];

    private static async Task<string[]> PressedAsync(TwinPerson person, TwinChat chat, RequestId id, string button)
    {
        var before = chat.FromBot.Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
        var pressed = await FaultWorld.TryPressAsync(person, chat, id, button);
        return [
            pressed?.Text ?? "", pressed?.Card is { } card ? CardLines.Of(card) : "",
            .. chat.FromBot.Where(message => !before.Contains(message.Id)).Select(message => message.Card is { } posted ? CardLines.Of(posted) : message.Text ?? "")];
    }
}
