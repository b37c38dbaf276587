using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Views;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Slack;

/// <summary>
/// The password, in a window of the requester's alone and never in a message (rule 10). The window is opened first and remembered with the
/// request, so that whichever replica is alive a minute later makes it forget.
/// </summary>
internal sealed class CredentialsWindow(Dialogue dialogue, SlackClient slack, Errands errands)
{
    /// <param name="otherwise">Told why there is no window.</param>
    public void Show(Asker asker, RequestId request, string trigger, Action<CardView> otherwise) => errands.Run(async ct =>
    {
        if (await slack.OpenViewAsync(trigger, Modal.Wait("Making a new password…"), ct) is not SlackAnswer.Done { Body: var opened }
            || opened["view"] is not JsonObject view || view.Text("id") is not { } window)
        {
            otherwise(Wording.CannotOpenWindow.Card());
            return;
        }

        var shown = await RevealAsync(asker, request, new MessageReference.View(window), ct) switch
        {
            Reply.Credentials credentials => credentials.View,
            Reply.Card card => card.View,
            var other => throw new InvalidOperationException($"A {other.GetType().Name} shows no credentials."),
        };

        // Only if nobody has brought the window back since: one that was made to forget already would keep the password.
        await slack.UpdateViewAsync(window, Modal.Of(shown, "Credentials"), view.Text("hash"), ct);
    });

    private async Task<Reply> RevealAsync(Asker asker, RequestId request, MessageReference window, CancellationToken ct)
    {
        try
        {
            return await dialogue.RevealInAsync(asker, request, window.ToString(), ct);
        }
        catch (StoreDownException)
        {
            return Dialogue.StoreDown();
        }
    }
}
