using System.Net;
using System.Text.Json.Nodes;
using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Playground.Twin;

namespace JitBot.EndToEnd.Tests.Faults;

public sealed class CrowdTests(FaultServers servers, FaultReport report)
{
    private const int Crowd = 100;

    // Rule 23
    [Fact]
    public Task Of_a_hundred_approvals_and_denials_at_once_one_counts_and_everybody_is_told_whose() => report.ShowAsync(FaultRow.Crowd, async () =>
    {
        await using var world = await FaultWorld.StartAsync(servers, new() { Replicas = 2, Approvers = Crowd });
        var approved = 0;
        var rounds = FaultRun.IsFull ? 10 : 1;
        for (var round = 0; round < rounds; round++)
        {
            approved += await DecideAsync(world) ? 1 : 0;
        }

        return $"{rounds} requests of {Crowd} presses each: {approved} approved, {rounds - approved} denied, one decision each";
    });

    /// <returns>True if it was approved.</returns>
    private static async Task<bool> DecideAsync(FaultWorld world)
    {
        await using var life = await Life.BeginAsync(world);
        var card = FaultWorld.Card(world.People.Omar, world.People.DbaChannel, life.Id, "Approve")!;
        var no = new Dictionary<string, string> { ["text"] = "Not today." };
        var all = world.Approvers.Select((approver, number) => (approver, Press: number / 2 % 2 == 0
            ? world.Press(approver, card, "Approve")
            : world.Press(approver, card, "jit.deny.v1", no))).ToArray();
        List<Task<TwinPressed>> presses = [];
        foreach (var (number, (approver, press)) in all.Index())
        {
            world.TalkTo(world.Replicas[number % 2]);
            presses.Add(SendAsync(approver, card, press));
        }

        var answers = await Task.WhenAll(presses);
        var decided = await world.UntilAsync(life.Id, now => now.State is RequestState.Active or RequestState.Denied, TimeSpan.FromSeconds(60), "a decision");

        var decision = Assert.Single(decided.Decisions);
        Assert.Single(decided.Audit, entry => entry.Event is AuditEvents.ApprovalGiven or AuditEvents.Denied);
        var winner = world.Approvers[int.Parse(decision.Approver.Value["approver".Length..], System.Globalization.CultureInfo.InvariantCulture)].Name;
        Assert.All(answers, answer =>
        {
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Contains(winner, answer.Card is { } card ? CardLines.Of(card) : answer.Text ?? "", StringComparison.Ordinal);
        });
        Assert.Equal(decided.State == RequestState.Active ? 1 : 0, await world.RolesAsync(decided.Grant.AccountName));
        return decided.State == RequestState.Active;
    }

    /// <summary>A busy machine may keep the store from answering in time. Whoever is told so presses once more, as told.</summary>
    private static async Task<TwinPressed> SendAsync(TwinPerson approver, TwinMessage card, JsonObject press)
    {
        var answer = await approver.SendPressAsync(card, (JsonObject)press.DeepClone());
        for (var again = 0; again < 3 && answer.Text?.StartsWith("Not at the moment", StringComparison.Ordinal) == true; again++)
        {
            answer = await approver.SendPressAsync(card, (JsonObject)press.DeepClone());
        }

        return answer;
    }
}
