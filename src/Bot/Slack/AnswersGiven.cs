using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Slack.Inbound;
using JitBot.Bot.Slack.Views;

namespace JitBot.Bot.Slack;

/// <summary>The window that a press had opened came back with what it asked: why denied, how much longer.</summary>
internal sealed class AnswersGiven(Dialogue dialogue)
{
    /// <returns>What Slack does with the window: closes it if the card says the rest, else shows the word in its place.</returns>
    public async Task<JsonObject?> HandleAsync(Asker asker, SlackView view, CancellationToken ct)
    {
        var reply = AskModal.Read(view.CallbackId, view.Metadata, view.State) is { } press ? await dialogue.PressAsync(asker, press, ct)
            : AskModal.ReadFinding(view.CallbackId, view.Metadata, view.State) is { } finding ? await dialogue.PressFindingAsync(asker, finding, ct)
            : AskModal.ReadIssue(view.CallbackId, view.Metadata, view.State) is { } issue ? await dialogue.PressIssueAsync(asker, issue, ct)
            : new Reply.Card(Wording.UnknownButton.Card());
        var word = reply is Reply.Card answer ? ButtonPressed.WordOf(answer) : null;
        return word is null ? null : new() { ["response_action"] = "update", ["view"] = Modal.Of(word) };
    }
}
