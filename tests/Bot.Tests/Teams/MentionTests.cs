using System.Text.Json;
using JitBot.Bot.Teams;
using JitBot.Bot.Teams.Inbound;

namespace JitBot.Bot.Tests.Teams;

public sealed class MentionTests
{
    [Theory]
    [InlineData("<at>JitBot</at> request hr-prod", "request hr-prod")]
    [InlineData("<at>JitBot</at>&nbsp;request hr-prod\n", "request hr-prod")]
    [InlineData("<at>JitBot</at>\u00A0request hr-prod", "request hr-prod")]
    [InlineData("request hr-prod <at>JitBot</at>", "request hr-prod")]
    [InlineData("please <at>JitBot</at>, ask <at>Dana</at>", "please , ask <at>Dana</at>")]
    [InlineData("<at>JitBot</at>", "")]
    [InlineData("request hr-prod", "request hr-prod")]
    [InlineData(null, "")]
    public void The_bots_own_mention_is_no_part_of_what_was_said(string? text, string said)
    {
        var activity = new Activity
        {
            Text = text,
            Recipient = new("28:bot", "JitBot", null, null),
            Entities =
            [
                new("clientInfo", null, null),
                new("mention", "<at>JitBot</at>", new("28:bot", "JitBot", null, null)),
                new("mention", "<at>Dana</at>", new("29:dana", "Dana", null, null)),
                new("mention", null, null),
            ],
        };

        Assert.Equal(said, TypedMessage.TextOf(activity));
    }

    [Fact]
    public void Entities_of_any_shape_are_survived() =>
        Assert.Equal("help", TypedMessage.TextOf(JsonSerializer.Deserialize<Activity>("""{ "text": "help", "entities": [null, {}, { "type": "mention" }] }""", Activity.Json)!));
}
