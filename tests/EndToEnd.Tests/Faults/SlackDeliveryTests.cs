using JitBot.Core.Requests;
using JitBot.EndToEnd.Tests.Chats;
using JitBot.Playground.FakeSlack;
using JitBot.Support.Faults;

namespace JitBot.EndToEnd.Tests.Faults;

public sealed class SlackDeliveryTests(FaultServers servers, FaultReport report)
{
    /// <summary>How long the bot is kept at what it was told, by Slack's taking its time to say who somebody is.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Rule 39
    [Fact]
    public Task What_Slack_delivers_again_because_a_socket_was_cut_is_done_once() => report.ShowAsync(FaultRow.SlackSockets, async () =>
    {
        var again = await Task.WhenAll(CutAsync(replicas: 1), CutAsync(replicas: 2));
        return $"a command and an approval, each cut under the bot, delivered {string.Join(" and ", again)} times in all and done once";
    });

    // Rule 23
    [Fact]
    public Task Killed_under_a_press_in_Slack_a_life_goes_on_with_nothing_twice_and_nothing_left() => report.ShowAsync(FaultRow.SlackKilled, async () =>
    {
        var lives = FaultRun.IsFull ? 5 : 1;
        var results = await Task.WhenAll(Enumerable.Range(0, lives).SelectMany(_ => Enum.GetValues<SlackLink>(), (number, link) => LiveAsync(number, link)));
        var broken = results.SelectMany(each => each).ToArray();
        var failed = broken.Where(result => result.Failure is not null).ToArray();
        Assert.True(failed.Length == 0, string.Join("\n\n", failed.Select(result => $"{result.Point} ({result.Statement ?? "not reached"})\n{result.Failure}")));
        return $"{broken.Count(result => result.Statement is not null)} kills, the step done at the latest {FaultReport.Seconds(broken.Max(result => result.Recovery))} after one";
    });

    /// <returns>How often Slack sent the two.</returns>
    private async Task<int> CutAsync(int replicas)
    {
        await using var world = await FaultWorld.StartAsync(servers, new() { Replicas = replicas, Slack = SlackLink.Socket });
        var slack = world.Slack!.Twin;
        await slack.WaitForAsync(() => slack.Sockets.Open.Count >= 2 * replicas ? slack : null, Patience);

        var asked = await CutUnderAsync(slack, "slash_commands", () => world.Dana.TrySayAsync("request hr-prod read t200 for 1h because INC-9 told twice"));
        await UntilAsync(async () => (await world.Store.ListAsync(new(), default)).Count > 0);
        var id = Assert.Single(await world.Store.ListAsync(new(), default)).Id;
        await using var life = new Life(world, id, world.Dana, world.Omar);
        await life.QuietAsync();

        var card = ChatPerson.Newest(world.Omar.Channel, id, "Approve")!;
        var approved = await CutUnderAsync(slack, "interactive", () => world.Omar.TryPressAsync(card, "Approve"));
        await life.IssueAsync();
        await life.QuietAsync();
        var offer = ChatPerson.Newest(world.Dana.Private, id, "Show credentials")!;
        await life.RevealAsync();
        await life.GiveBackAsync();
        await life.ConfirmAsync();

        // Pressed on cards as they were, by clients that were not told of anything since.
        await world.Dana.PressAsync(offer, "Show credentials");
        await world.Dana.HearsAsync("over");
        Assert.DoesNotContain("postgresql://", world.Dana.Screen, StringComparison.Ordinal);
        await world.Omar.PressAsync(card, "Approve");
        await world.Omar.HearsAsync("Already decided");
        await life.QuietAsync();
        await life.HoldsAsync();
        Assert.Single(await world.Store.ListAsync(new(), default));
        return asked + approved;
    }

    /// <summary>Cuts the socket that somebody's act went through, before the bot is done with it.</summary>
    /// <returns>How often it was sent.</returns>
    private static async Task<int> CutUnderAsync(SlackTwin slack, string type, Func<Task<bool>> act)
    {
        var before = slack.Sockets.Open.SelectMany(socket => socket.Sent).Select(IdOf).ToHashSet(StringComparer.Ordinal);
        var every = slack.Sockets.Open.ToArray();
        slack.Faults.Delay(Busy, times: int.MaxValue, method: "users.info");
        var acting = act();
        var (cut, envelope) = await slack.WaitForAsync(() => every.SelectMany(socket => socket.Sent, (socket, sent) => (Socket: socket, Sent: sent))
            .Where(one => one.Sent.GetProperty("type").GetString() == type && !before.Contains(IdOf(one.Sent)))
            .Select(one => Tuple.Create(one.Socket, IdOf(one.Sent))).FirstOrDefault(), Patience);
        cut.Cut();
        await acting;
        slack.Faults.Clear();
        var times = every.Concat(slack.Sockets.Open).Distinct().SelectMany(socket => socket.Sent).Count(sent => IdOf(sent) == envelope);
        Assert.True(times > 1, "It was not cut before the bot was done with it.");
        return times;
    }

    private static string IdOf(System.Text.Json.JsonElement sent) => sent.TryGetProperty("envelope_id", out var id) ? id.GetString()! : "";

    private async Task<KilledLifeResult[]> LiveAsync(int number, SlackLink link)
    {
        var chance = FaultRun.Chance($"Slack {link} {number}");
        var replicas = chance.Next(1, 3);
        await using var world = await FaultWorld.StartAsync(servers, new() { Replicas = replicas, Slack = link });
        LifeStep[] steps = FaultRun.IsFull ? [.. LifeStep.All] : [LifeStep.All[0], LifeStep.All[chance.Next(1, LifeStep.All.Count)]];
        return await KilledLife.RunAsync(world, [.. steps.Select(step => new KillPoint(step, Side.Store, chance.Next(step.AtLeast.Store) + 1, Moment.After, replicas))]);
    }

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await done())
        {
            await Task.Delay(FaultWorld.Look, limit.Token);
        }
    }
}
