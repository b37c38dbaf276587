using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Core.Tests.Grants;

/// <summary>Many ends at once.</summary>
public sealed class EndCrowdTests
{
    [Theory]
    [InlineData(15, 0)]
    [InlineData(16, 1)]
    public async Task A_crowd_is_cut_while_its_ends_are_being_written_down(int grants, int looks)
    {
        await using var world = await WithAsync(grants);

        await world.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(looks, world.Connector.LooksForOverdue);
        Assert.Equal(grants, (await world.Store.ListAsync(new() { States = [RequestState.Ended] }, default)).Count);
    }

    [Fact]
    public async Task Cutting_early_that_fails_keeps_no_end_back()
    {
        await using var world = await WithAsync(20);
        world.Connector.FailsToCut = true;

        await world.PassAsync(TimeSpan.FromHours(2));

        Assert.Equal(20, (await world.Store.ListAsync(new() { States = [RequestState.Ended] }, default)).Count);
        Assert.Empty(world.Connector.Accounts);
    }

    private static async Task<JitWorld> WithAsync(int grants)
    {
        var world = new JitWorld();
        for (var i = 0; i < grants; i++)
        {
            await world.DecideAsync(await world.SubmitAsync(), world.Omar);
        }

        await world.RunDueAsync();
        return world;
    }
}
