using System.Text.Json.Nodes;
using JitBot.Core.Requests;
using JitBot.Playground.Twin;

namespace JitBot.EndToEnd.Tests.Faults;

public sealed class ChatFaultTests(FaultServers servers, FaultReport report)
{
    private const int Always = int.MaxValue;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly (string Name, Action<TwinFaults> Break)[] Faults =
    [
        ("down", faults => faults.Cut(Always)),
        ("slow", faults => faults.Delay(TimeSpan.FromSeconds(3), Always)),
        ("429", faults => faults.Answer(429, TimeSpan.FromSeconds(2), Always)),
        ("503", faults => faults.Answer(503, times: Always)),
    ];

    [Fact]
    public Task With_the_chat_broken_access_is_given_and_ended_and_every_card_catches_up() => report.ShowAsync(FaultRow.Chat, async () =>
    {
        var chosen = FaultRun.IsFull ? Faults : [Faults[FaultRun.Chance("chat").Next(Faults.Length)]];
        var behind = await Task.WhenAll(chosen.Select(async fault => (fault.Name, Behind: await LiveAsync(fault.Break))));
        return $"cards true after the chat was back: {string.Join(", ", behind.Select(one => $"{one.Name} {FaultReport.Seconds(one.Behind)}"))}";
    });

    [Fact]
    public Task What_is_delivered_twice_or_late_is_done_once() => report.ShowAsync(FaultRow.Deliveries, async () =>
    {
        await using var world = await FaultWorld.StartAsync(servers, new() { Replicas = 2 });
        var (twin, dana, omar) = (world.Twin, world.People.Dana, world.People.Omar);
        await dana.InstallAsync();

        // Asked three times at once, through both replicas: Teams repeats what it got no quick answer to.
        const string Line = "request hr-prod read t200 for 1h because INC-9 delivered thrice";
        var asked = twin.Activities.Typed(dana, twin.Post(dana.Chat, dana, Line), Line);
        await AllAsync(world, 3, () => twin.Line.SendAsync((JsonObject)asked.DeepClone()));
        var id = Assert.Single(await world.Store.ListAsync(new(), TestContext.Current.CancellationToken)).Id;
        await using var life = new Life(world, id, world.Dana, world.Omar);
        await life.QuietAsync();

        // Approved five times at once.
        var card = FaultWorld.Card(omar, world.People.DbaChannel, id, "Approve")!;
        var approve = world.Press(omar, card, "Approve");
        await AllAsync(world, 5, () => omar.SendPressAsync(card, (JsonObject)approve.DeepClone()));
        await life.IssueAsync();
        await life.QuietAsync();

        var offer = FaultWorld.Card(dana, dana.Chat, id, "Show credentials")!;
        var show = world.Press(dana, offer, "Show credentials");
        await life.RevealAsync();
        await life.GiveBackAsync();
        await life.ConfirmAsync();

        // What was on its way all that time arrives at last.
        var shown = await dana.SendPressAsync(offer, (JsonObject)show.DeepClone());
        Assert.DoesNotContain("postgresql://", shown.Card?.GetRawText() ?? shown.Text ?? "", StringComparison.Ordinal);
        await omar.SendPressAsync(card, (JsonObject)approve.DeepClone());
        await twin.Line.SendAsync((JsonObject)asked.DeepClone());
        Assert.Single(await world.Store.ListAsync(new(), TestContext.Current.CancellationToken));
        await life.QuietAsync();
        await life.HoldsAsync();
        return "asked three times, approved six times, a press and both of these again after the end: one of each";
    });

    /// <returns>How long the cards took to become true once the chat was back.</returns>
    private async Task<TimeSpan> LiveAsync(Action<TwinFaults> breakChat)
    {
        await using var world = await FaultWorld.StartAsync(servers);
        await using var life = await Life.BeginAsync(world);
        breakChat(world.Twin.Faults);
        await FaultWorld.TryPressAsync(world.People.Omar, world.People.DbaChannel, life.Id, "Approve");
        await world.UntilAsync(life.Id, now => now.State == RequestState.Active, Patience, "access is given");
        await life.GiveBackAsync();

        world.Twin.Faults.Clear();
        var back = TimeProvider.System.GetUtcNow();
        await life.QuietAsync();
        var behind = TimeProvider.System.GetUtcNow() - back;
        await life.ConfirmAsync();
        await life.HoldsAsync();
        return behind;
    }

    private static async Task AllAsync<T>(FaultWorld world, int times, Func<Task<T>> deliver)
    {
        List<Task> all = [];
        for (var i = 0; i < times; i++)
        {
            world.TalkTo(world.Replicas[i % world.Replicas.Count]);
            all.Add(deliver());
        }

        await Task.WhenAll(all);
    }
}
