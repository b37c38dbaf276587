using System.Text.Json.Nodes;
using JitBot.Bot.Slack.Views;

namespace JitBot.Bot.Tests.Slack.Views;

/// <summary>What a form remembers for clients that leave out what was not touched.</summary>
public sealed class FormMemoryTests
{
    private static readonly FormMemory Small = new("k3v7q2mzt5ab", "hr-prod", "read", "hr", "2h", null, ["public.title"], "INC-42: wrong totals", "INC-42");

    [Fact]
    public void A_field_that_does_not_come_back_is_as_it_was()
    {
        var input = new FormReading([], FormMemory.Parse(Small.ToString())!).Input(name => name);

        Assert.Equal(("hr-prod", "read", "2h", "INC-42: wrong totals", "INC-42"), (input.Target, input.Level, input.Duration, input.Reason, input.Ticket));
        Assert.Equal(["public.title"], input.Tables);
    }

    [Fact]
    public void A_field_that_comes_back_empty_is_empty()
    {
        var state = new JsonObject { ["reason"] = new JsonObject { [FormIds.Reason] = new JsonObject { ["type"] = "plain_text_input", ["value"] = null } } };

        Assert.Null(new FormReading(state, Small).Input(name => name).Reason);
    }

    [Theory]
    [InlineData("Ж")]
    [InlineData("\"")]
    [InlineData("😀")]
    [InlineData("\u0001")]
    public void Slack_has_room_for_it(string letter)
    {
        var words = string.Concat(Enumerable.Repeat(letter, 1000));
        string[] names = [.. Enumerable.Range(0, 200).Select(i => words[..60] + i)];

        var kept = (Small with { Reason = words, Ticket = words[..100], Schemas = names, Tables = names }).ToString();

        Assert.InRange(kept.Length, 1, BlockLimits.Metadata);
        Assert.Equal(("hr-prod", "read", "hr"), (FormMemory.Parse(kept)!.Target, FormMemory.Parse(kept)!.Level, FormMemory.Parse(kept)!.Database));
    }
}
