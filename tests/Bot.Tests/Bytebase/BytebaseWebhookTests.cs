using JitBot.Bot.Bytebase;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>What comes in at <c>/bytebase/webhook</c>, which anybody could have sent.</summary>
public sealed class BytebaseWebhookTests
{
    [Fact]
    public async Task A_hint_makes_the_next_look_come_sooner_and_is_answered_as_Slack_would()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.PollAsync();
        world.Twin.AskAccess();

        var answer = await CallAsync(world, """{"attachments":[]}""");
        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.RunAsync();

        Assert.Equal("ok", Assert.IsType<ContentHttpResult>(answer).ResponseContent);
        Assert.Single(world.Teams.Shown);
    }

    [Fact]
    public async Task Nothing_that_it_says_is_believed()
    {
        await using var world = await BridgeWorld.StartAsync();

        await CallAsync(world, """{"activity_type":"bb.issue.approval.notify","issue":{"id":112,"status":"OPEN"},"project":{"name":"projects/payments"},"link":"https://evil.example/issues/7"}""");
        await world.PollAsync();

        Assert.Empty(world.Teams.Shown);
        Assert.DoesNotContain(world.Twin.Calls, call => call.Contains("/issues/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task However_many_come_Bytebase_is_looked_at_every_few_seconds_at_most()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.PollAsync();
        var before = world.Count("issues:search");

        for (var i = 0; i < 10; i++)
        {
            await CallAsync(world, "{}");
            await world.RunAsync();
        }

        Assert.Equal(before, world.Count("issues:search"));
    }

    [Fact]
    public async Task A_flood_is_turned_away()
    {
        await using var world = await BridgeWorld.StartAsync();
        var statuses = new List<int?>();

        for (var i = 0; i < 40; i++)
        {
            statuses.Add((await CallAsync(world, "{}") as IStatusCodeHttpResult)?.StatusCode);
        }

        Assert.Contains(429, statuses);
    }

    [Fact]
    public async Task A_body_that_is_too_big_is_not_read()
    {
        await using var world = await BridgeWorld.StartAsync();

        var answer = await CallAsync(world, new string(' ', 300_000));

        Assert.Equal(413, Assert.IsType<StatusCodeHttpResult>(answer).StatusCode);
    }

    private static Task<IResult> CallAsync(BridgeWorld world, string body)
    {
        var http = new DefaultHttpContext { Request = { Method = "POST", Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(body)) } };
        return world.Get<WebhookEndpoint>().HandleAsync(http);
    }
}
