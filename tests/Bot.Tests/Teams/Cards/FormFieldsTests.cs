using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Cards;

namespace JitBot.Bot.Tests.Teams.Cards;

public sealed class FormFieldsTests
{
    [Fact]
    public void Ticked_names_come_back_as_they_were()
    {
        string[] names = ["public.employee", "public.odd, name", "public.100%2C"];
        var data = new JsonObject { ["tables"] = string.Join(',', names.Select(FormFields.Choice)), ["schemas"] = "" };

        var input = TeamsCards.Input(data);

        Assert.Equal(names, input.Tables.ToArray());
        Assert.Empty(input.Schemas);
    }

    [Theory]
    [InlineData("1h", "", "1h")]
    [InlineData("1h", " ", "1h")]
    [InlineData("1h", "90m", "90m")]
    [InlineData("", "90m", "90m")]
    public void Typed_time_outdoes_the_picked_one(string picked, string typed, string read) =>
        Assert.Equal(read, TeamsCards.Input(new JsonObject { ["duration"] = picked, ["durationTyped"] = typed }).Duration);

    [Theory]
    [InlineData("until 2026-03-02T14:00Z", "2026-03-02T14:00Z")]
    [InlineData(" Until 14:00", "14:00")]
    public void An_end_is_typed_where_a_time_would_be_and_outdoes_the_picked_one(string typed, string until)
    {
        var input = TeamsCards.Input(new JsonObject { ["duration"] = "1h", ["durationTyped"] = typed });

        Assert.Equal((null, until), (input.Duration, input.Until));
    }

    [Fact]
    public void Anything_a_client_sends_is_read()
    {
        var data = JsonNode.Parse("""{"target":7,"level":null,"tables":["a"],"reason":{"x":1},"duration":true,"ticket":"T"}""")!.AsObject();

        Assert.Equal(new FormInput(null, null, null, [], [], null, null, null, "T"), TeamsCards.Input(data) with { Schemas = [], Tables = [], Absent = [], AlsoIn = [] });
    }
}
