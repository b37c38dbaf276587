using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Requests;

namespace JitBot.Bot.Slack.Views;

/// <summary>What a press still needs before anything is done: why it is denied, how much longer and why, whether it is meant.</summary>
internal static class AskModal
{
    private const string TextAction = "jit.ask.text.v1";
    private const string TimeAction = "jit.ask.time.v1";
    private const int MostFacts = 4;
    private static readonly TimeSpan UsuallyEnough = TimeSpan.FromHours(1);

    /// <param name="action">The button, as the request's cards have it.</param>
    /// <param name="about">The request in detail, of which the first facts are shown.</param>
    /// <param name="message">The message the button stands on; null on the Home.</param>
    public static JsonObject Draw(CardAction action, CardView about, string? message)
    {
        var usual = action.HowLong.LastOrDefault(time => time <= UsuallyEnough, action.HowLong.FirstOrDefault());
        return Modal.Of(action.Label, action.Id, Blocks.Array(
        [
            .. CardBlocks.Draw(Brief(about), BlockLimits.SectionText, inWindow: true).OfType<JsonObject>().Select(block => block.DeepClone().AsObject()),
            .. action.HowLong.IsEmpty ? [] : new[]
            {
                Blocks.Input("time", action.HowLongLabel,
                    Blocks.Select(TimeAction, action.HowLong.Select(time => (DurationText.Words(time), DurationText.Typed(time))), DurationText.Typed(usual))),
            },
            .. action.AsksFor is { } question
                ? new[] { Blocks.Input("text", question, Blocks.TextInput(TextAction, null, action.LongestText, multiline: true), optional: action.AnswerIsOptional) }
                : [],
        ]), new Memory(ButtonValue.Of(action), message, action.HowLong.IsEmpty ? null : DurationText.Typed(usual)).ToString(), action.Label);
    }

    /// <summary>The same for a button whose words say what it is about.</summary>
    public static JsonObject Draw(CardAction action, string? message)
    {
        var title = action.Confirms ?? action.Label;
        return Draw(action, new() { Title = title, Tone = CardTone.Neutral, Summary = title, Lead = action.Says is { } says ? [says] : [] }, message);
    }

    private static CardView Brief(CardView about) => about with
    {
        Tone = CardTone.Neutral, Status = null, Lead = [.. about.Lead.Select(text => ExactText.Beginning(text, 10, 800))], Facts = [.. about.Facts.Take(MostFacts)], Text = [],
    };

    /// <returns>The press, now with all that it needs; null if it is not about a request, or nobody can read it.</returns>
    public static ButtonPress? Read(string action, string metadata, JsonObject state) =>
        Memory.Parse(metadata) is { } memory && ButtonValue.Read(memory.Button) is var (request, terms)
            ? new(action, request, terms, TextIn(state), memory.Message, TimeIn(state) ?? memory.Time)
            : null;

    /// <returns>The press, now with all that it needs; null if it is not about a finding, or nobody can read it.</returns>
    public static FindingPress? ReadFinding(string action, string metadata, JsonObject state) =>
        Memory.Parse(metadata) is { } memory && ButtonValue.ReadFinding(memory.Button) is var (target, finding)
            ? new(action, target, finding, TextIn(state), memory.Message, TimeIn(state) ?? memory.Time)
            : null;

    /// <returns>The press, now with all that it needs; null if it is not about an issue of Bytebase's, or nobody can read it.</returns>
    public static IssuePress? ReadIssue(string action, string metadata, JsonObject state) =>
        Memory.Parse(metadata) is { } memory && ButtonValue.ReadIssue(memory.Button) is var (issue, terms) ? new(action, issue, terms, TextIn(state), memory.Message) : null;

    private static string? TextIn(JsonObject state) => ((state["text"] as JsonObject)?[TextAction] as JsonObject).Text("value");

    private static string? TimeIn(JsonObject state) => ((state["time"] as JsonObject)?[TimeAction] as JsonObject).Text("selected_option", "value");

    /// <param name="Time">What the list of lengths began with, which a client may leave out if it was not touched.</param>
    private sealed record Memory(
        [property: JsonPropertyName("b")] string Button, [property: JsonPropertyName("m")] string? Message, [property: JsonPropertyName("t")] string? Time)
    {
        public static Memory? Parse(string metadata)
        {
            try
            {
                return JsonSerializer.Deserialize<Memory>(metadata) is { Button: not null } memory ? memory : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        public override string ToString() => JsonSerializer.Serialize(this);
    }
}
