using System.Text.Json.Nodes;
using JitBot.Bot.Slack;
using JitBot.Bot.Slack.Views;
using JitBot.Support;

namespace JitBot.Bot.Tests.Slack.Views;

/// <summary>What a form remembers for clients that leave out what was not touched.</summary>
public sealed class FormMemoryTests
{
    private readonly ManualTime _time = new();
    private readonly LongMemories _memories;

    public FormMemoryTests() => _memories = new(new InMemoryKeyedStore(), _time);

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
    public async Task Nothing_is_forgotten_however_long_it_is_and_Slack_has_room_for_it(string letter)
    {
        var words = string.Concat(Enumerable.Repeat(letter, 1000));
        string[] names = [.. Enumerable.Range(0, 200).Select(i => words[..60] + i)];
        var memory = Small with { Reason = words, Ticket = words[..100], Schemas = names, Tables = names, Columns = words };

        var metadata = await _memories.KeepAsync(memory);

        Assert.InRange(metadata.Length, 1, BlockLimits.Metadata);
        Assert.Equal(memory.ToString(), (await _memories.FindAsync(metadata, default))!.ToString());
    }

    [Fact]
    public async Task What_is_kept_for_a_form_is_gone_a_day_after_it_was_shown_last()
    {
        var memory = Small with { Reason = new string('r', 4000) };
        var metadata = await _memories.KeepAsync(memory);
        _time.Advance(TimeSpan.FromHours(23));
        await _memories.KeepAsync(memory);
        _time.Advance(TimeSpan.FromHours(23));
        Assert.NotNull(await _memories.FindAsync(metadata, default));

        _time.Advance(TimeSpan.FromHours(2));

        Assert.Null(await _memories.FindAsync(metadata, default));
    }
}

file static class Memories
{
    public static async Task<string> KeepAsync(this LongMemories memories, FormMemory memory) =>
        (await memories.KeepAsync(Modal.Of("Form", "form", [], memory.ToString()), default))["private_metadata"]!.GetValue<string>();
}
