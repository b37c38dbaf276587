using JitBot.Core.Requests;
using JitBot.EndToEnd.Tests.Chats;
using JitBot.Playground.FakeSlack;

namespace JitBot.EndToEnd.Tests.Faults;

public sealed class SlackFaultTests(FaultServers servers, FaultReport report)
{
    private const int Always = int.MaxValue;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly (string Name, Action<SlackFaults> Break)[] Faults =
    [
        ("down", faults => faults.Cut(Always)),
        ("slow", faults => faults.Delay(TimeSpan.FromSeconds(3), Always)),
        ("429", faults => faults.Answer(429, TimeSpan.FromSeconds(2), Always)),
        ("503", faults => faults.Answer(503, times: Always)),
    ];

    [Fact]
    public Task With_Slack_broken_access_is_given_and_ended_and_every_card_catches_up() => report.ShowAsync(FaultRow.Slack, async () =>
    {
        var all = Faults.SelectMany(_ => Enum.GetValues<SlackLink>(), (fault, link) => (fault.Name, fault.Break, Link: link)).ToArray();
        var chosen = FaultRun.IsFull ? all : [all[FaultRun.Chance("Slack").Next(all.Length)]];
        var behind = await Task.WhenAll(chosen.Select(async fault => (fault.Name, fault.Link, Behind: await LiveAsync(fault.Break, fault.Link))));
        return $"cards true after Slack was back: {string.Join(", ", behind.Select(one => $"{one.Name}, {one.Link} {FaultReport.Seconds(one.Behind)}"))}";
    });

    [Fact]
    public Task With_Slack_gone_access_ends_in_time_and_people_are_heard_once_it_is_back() => report.ShowAsync(FaultRow.SlackGone, async () =>
    {
        await using var world = await FaultWorld.StartAsync(servers, new() { Slack = SlackLink.Socket });
        await using var life = await Life.BeginAsync(world, FaultRun.ShortGrantTyped);
        await life.IssueAsync();
        await life.RevealAsync();
        var slack = world.Slack!.Twin;
        slack.Faults.Down();
        foreach (var socket in slack.Sockets.Open)
        {
            socket.Cut();
        }

        await life.EndAsync();
        Assert.InRange(life.Overstay!.Value, TimeSpan.MinValue, TimeSpan.FromSeconds(5));
        Assert.Empty(slack.Sockets.Open);

        slack.Faults.Up();
        var back = TimeProvider.System.GetUtcNow();
        await slack.WaitForAsync(() => slack.Sockets.Open.Count > 0 ? slack : null, Patience);
        var heard = TimeProvider.System.GetUtcNow() - back;
        await world.Dana.SayAsync("mine");
        await life.QuietAsync();
        await AreFinalAsync(world, life.Id);
        await life.ConfirmAsync();
        await life.HoldsAsync();
        return $"the session outlived its end by {FaultReport.Seconds(life.Overstay.Value)}; heard again {FaultReport.Seconds(heard)} after Slack was back";
    });

    /// <returns>How long the cards took to become true once Slack was back.</returns>
    private async Task<TimeSpan> LiveAsync(Action<SlackFaults> breakSlack, SlackLink link)
    {
        await using var world = await FaultWorld.StartAsync(servers, new() { Slack = link });
        await using var life = await Life.BeginAsync(world);
        // Whoever Slack has not vouched for in the last minutes is not listened to while it cannot.
        await world.Omar.TrySayAsync("mine");
        var card = ChatPerson.Newest(world.Omar.Channel, life.Id, "Approve")!;
        breakSlack(world.Slack!.Twin.Faults);
        await world.Omar.TryPressAsync(card, "Approve");
        await world.UntilAsync(life.Id, now => now.State == RequestState.Active, Patience, "access is given");
        await life.GiveBackAsync();

        world.Slack.Twin.Faults.Clear();
        var back = TimeProvider.System.GetUtcNow();
        await life.QuietAsync();
        var behind = TimeProvider.System.GetUtcNow() - back;
        await AreFinalAsync(world, life.Id);
        await life.ConfirmAsync();
        await life.HoldsAsync();
        return behind;
    }

    private static Task AreFinalAsync(FaultWorld world, RequestId id) => world.Slack!.Twin.WaitForAsync(
        () => world.Slack.Cards.Where(card => card.Concerns(id)).ToArray() is { Length: > 0 } cards && cards.All(card => card.Buttons.IsEmpty) ? cards : null, Patience);
}
