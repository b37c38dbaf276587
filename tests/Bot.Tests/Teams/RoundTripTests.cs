using System.Net;

namespace JitBot.Bot.Tests.Teams;

public sealed class RoundTripTests
{
    [Fact]
    public async Task A_signed_message_is_answered_with_a_card_in_the_same_chat()
    {
        await using var bot = await TeamsBot.StartAsync();
        var dana = bot.AddPerson("dana");

        var heard = await dana.SayAsync("help");

        Assert.Equal(HttpStatusCode.OK, heard.Status);
        var reply = Assert.Single(heard.Replies);
        Assert.Same(dana.Chat, reply.Chat);
        Assert.NotNull(reply.Card);
        Assert.NotNull(reply.Summary);
        Assert.Null(reply.Text);
    }
}
