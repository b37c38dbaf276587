using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Conversation;
using JitBot.Bot.Tests.Conversation;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>What cannot be read of Bytebase's keeps nothing else back.</summary>
public sealed class BytebasePollTests
{
    [Fact]
    public async Task An_issue_that_always_fails_keeps_no_other_back_and_health_names_it()
    {
        await using var world = await BridgeWorld.StartAsync();
        var broken = world.Twin.AskAccess();
        world.Twin.Faults.Answer(500, int.MaxValue, broken.Grant!.Name);

        var other = await world.ShownAsync();
        var health = await world.Get<BytebaseHealth>().CheckHealthAsync(new HealthCheckContext());

        Assert.Equal("Waiting for approval", world.Card.Status);
        Assert.Contains(other.Name, world.Words, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains(broken.Name, health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_known_and_fails_keeps_no_other_back()
    {
        await using var world = await BridgeWorld.StartAsync();
        var broken = await world.ActiveAsync();
        var other = world.Twin.AskAccess();
        await world.PollAsync();
        world.Twin.Approve(other.Name, JitBot.Playground.FakeBytebase.BytebaseTwin.ServiceAccount);

        world.Twin.Faults.Answer(500, int.MaxValue, broken.Name);
        await world.PollAsync();

        Assert.Equal("Active", world.Teams.Shown["teams-2"].Status);
    }

    [Fact]
    public async Task After_three_failures_in_a_row_the_rest_is_left_for_the_next_look_and_health_says_so()
    {
        await using var world = await BridgeWorld.StartAsync();
        foreach (var issue in Enumerable.Range(0, 5).Select(_ => world.Twin.AskAccess()).ToArray())
        {
            world.Twin.Faults.Answer(500, int.MaxValue, issue.Grant!.Name);
        }

        world.Time.Advance(world.Options.PollEvery);
        await world.RoundAsync();
        var health = await world.Get<BytebaseHealth>().CheckHealthAsync(new HealthCheckContext());

        Assert.Equal(3, world.Twin.Calls.Where(call => call.Contains("/accessGrants/", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("three in a row failed, so the rest was not looked at", health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_all_can_be_read_again_health_is_well()
    {
        await using var world = await BridgeWorld.StartAsync();
        var issue = world.Twin.AskAccess();
        world.Twin.Faults.Answer(500, 3, issue.Grant!.Name);
        await world.PollAsync();

        await world.PollAsync();
        var health = await world.Get<BytebaseHealth>().CheckHealthAsync(new HealthCheckContext());

        Assert.Equal("Waiting for approval", world.Card.Status);
        Assert.Equal(HealthStatus.Healthy, health.Status);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_keeps_no_other_back()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.Keyed.TryPutAsync(new("bytebase", "0123456789abcdef", 0, "{}", null), world.Time.GetUtcNow(), default);

        var issue = await world.ShownAsync();
        await world.PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await world.RunAsync();

        Assert.Equal("ACTIVE", issue.Grant!.Status);
    }

    [Fact]
    public async Task One_about_which_nothing_can_be_said_keeps_no_other_back()
    {
        await using var world = await BridgeWorld.StartAsync();
        var odd = await world.ShownAsync();
        var document = (await world.Keyed.ListAsync("bytebase", world.Time.GetUtcNow(), default)).Single();
        var standing = document.Json.Replace("\"Waiting\"", "99", StringComparison.Ordinal).Replace("\"revision\":1", "\"revision\":9", StringComparison.Ordinal);
        await world.Keyed.TryPutAsync(document with { Json = standing }, world.Time.GetUtcNow(), default);

        world.Twin.Faults.Answer(500, int.MaxValue, odd.Grant!.Name);
        world.Twin.AskAccess();
        await world.PollAsync();

        Assert.Equal("Waiting for approval", world.Teams.Shown["teams-2"].Status);
    }
}
