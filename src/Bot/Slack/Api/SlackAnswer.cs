using System.Text.Json.Nodes;

namespace JitBot.Bot.Slack.Api;

/// <summary>What came of a call of Slack's Web API.</summary>
internal abstract record SlackAnswer
{
    private SlackAnswer() { }

    public sealed record Done(JsonObject Body) : SlackAnswer;

    /// <summary>Throttled, slow, down, or something that an operator has to put right first.</summary>
    /// <param name="After">The pause Slack asked for, if it did.</param>
    public sealed record Again(string Why, TimeSpan? After) : SlackAnswer;

    /// <summary>Slack's own word for why not: the same call again would be answered the same.</summary>
    public sealed record Never(string Error) : SlackAnswer;
}
