using System.Net;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Teams;

public sealed class RoundTripTests
{
    private const string Ask = "request hr-prod read tables title 2h because INC-42 shows wrong totals";

    [Fact]
    public async Task A_signed_message_is_answered_with_a_card_in_the_same_chat()
    {
        await using var bot = await TeamsBot.StartAsync();

        var heard = await bot.Dana.SayAsync("help");

        Assert.Equal(HttpStatusCode.OK, heard.Status);
        var reply = Assert.Single(heard.Replies);
        Assert.Same(bot.Dana.Chat, reply.Chat);
        Assert.NotNull(reply.Card);
        Assert.NotNull(reply.Summary);
        Assert.Null(reply.Text);
    }

    [Fact]
    public async Task A_request_typed_in_one_line_reaches_its_approvers_in_the_channel()
    {
        await using var bot = await TeamsBot.StartAsync();

        await bot.Dana.SayAsync(Ask);
        await bot.RunDueAsync();

        var request = Assert.Single(await bot.RequestsAsync());
        Assert.Equal(RequestState.Pending, request.State);
        Assert.Equal("dana", request.Requester.Value);
        Assert.Single(bot.Channel.FromBot);
    }
}
