using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Inbound;
using JitBot.Bot.Slack.Views;
using JitBot.Core;
using JitBot.Core.Requests;

namespace JitBot.Bot.Slack;

/// <summary>
/// A button on a card, a window or the Home. What it changes is changed before this returns; the card itself is then brought to now by the
/// outreach lane, for everybody. Whoever pressed is told only what the card does not say.
/// </summary>
internal sealed class ButtonPressed(
    Dialogue dialogue, FormWindow forms, CredentialsWindow credentials, RunPressed runs, LongMemories memories, SlackClient slack, Errands errands, TimeProvider time)
{
    public async Task HandleAsync(Asker asker, SlackDelivery.Press pressed, CancellationToken ct)
    {
        if (pressed.View is { } view && FormIds.Redraws(pressed.ActionId))
        {
            forms.Change(asker, view);
        }
        else if (pressed.ActionId == FormIds.Ask)
        {
            await AskAsync(asker, await DraftAsync(pressed.Value, ct), pressed.Sender, pressed.Trigger, why => Tell(pressed, why), ct);
        }
        else if (RunPressed.Takes(pressed.ActionId))
        {
            await runs.HandleAsync(asker, pressed, why => Tell(pressed, why), ct);
        }
        else if (ButtonValue.Read(pressed.Value) is var (request, terms))
        {
            await PressAsync(asker, pressed, new(pressed.ActionId, request, terms, null, MessageOf(pressed)), ct);
        }
        else if (ButtonValue.ReadFinding(pressed.Value) is var (target, finding))
        {
            await PressFindingAsync(asker, pressed, new(pressed.ActionId, target, finding, null, MessageOf(pressed)), ct);
        }
        else if (ButtonValue.ReadIssue(pressed.Value) is var (issue, shown))
        {
            await PressIssueAsync(asker, pressed, new(pressed.ActionId, issue, shown, null, MessageOf(pressed)), ct);
        }
        else
        {
            Tell(pressed, Wording.UnknownButton.Card());
        }
    }

    public Task AskAsync(Asker asker, SlackDelivery.Shortcut shortcut, Action<CardView> otherwise, CancellationToken ct) =>
        AskAsync(asker, Draft(shortcut), shortcut.Sender, shortcut.Trigger, otherwise, ct);

    /// <summary>In the channel for their eyes alone; where there is no channel, in a window.</summary>
    public void Tell(SlackDelivery.Press pressed, CardView view) => errands.Run(async ct =>
    {
        if (pressed.ResponseUrl is null || await slack.RespondAsync(pressed.ResponseUrl, SlackMessage.Of(view), ct) is not SlackAnswer.Done)
        {
            await slack.OpenViewAsync(pressed.Trigger, Modal.Of(view), ct);
        }
    });

    private async Task AskAsync(Asker asker, RequestDraft known, SlackSender sender, string trigger, Action<CardView> otherwise, CancellationToken ct)
    {
        var reply = await dialogue.OpenFormAsync(asker, known, new(SlackOptions.Platform, sender.Tenant, trigger), ct);
        if (await forms.ShowAsync(asker, reply, trigger, ct) is { } why)
        {
            otherwise(why);
        }
    }

    private async Task PressAsync(Asker asker, SlackDelivery.Press pressed, ButtonPress press, CancellationToken ct)
    {
        if (press.ActionId == ActionIds.ShowCredentials)
        {
            credentials.Show(asker, press.Request, pressed.Trigger, why => Tell(pressed, why));
        }
        else if (press.ActionId == ActionIds.Details)
        {
            Open(pressed, Modal.Of(((Reply.Card)await dialogue.ShowAsync(asker, press.Request, ct)).View, "Details"));
        }
        else if (await dialogue.ButtonAsync(asker, press, ct) is { AsksFor: not null } button)
        {
            Open(pressed, AskModal.Draw(button, ((Reply.Card)await dialogue.ShowAsync(asker, press.Request, ct)).View, press.Message));
        }
        else if (await dialogue.PressAsync(asker, press, ct) is Reply.Card answer && WordOf(answer) is { } word)
        {
            Tell(pressed, word);
        }
    }

    private async Task PressFindingAsync(Asker asker, SlackDelivery.Press pressed, FindingPress press, CancellationToken ct)
    {
        if (await dialogue.FindingButtonAsync(asker, press, ct) is { Asks: true } button)
        {
            Open(pressed, AskModal.Draw(button, press.Message));
        }
        else if (await dialogue.PressFindingAsync(asker, press, ct) is Reply.Card answer && WordOf(answer) is { } word)
        {
            Tell(pressed, word);
        }
    }

    private async Task PressIssueAsync(Asker asker, SlackDelivery.Press pressed, IssuePress press, CancellationToken ct)
    {
        if (await dialogue.IssueButtonAsync(asker, press, ct) is { Asks: true } button)
        {
            Open(pressed, AskModal.Draw(button, press.Message));
        }
        else if (await dialogue.PressIssueAsync(asker, press, ct) is Reply.Card answer && WordOf(answer) is { } word)
        {
            Tell(pressed, word);
        }
    }

    private void Open(SlackDelivery.Press pressed, JsonObject window) => errands.Run(async ct =>
    {
        if (await slack.OpenViewAsync(pressed.Trigger, window, ct) is not SlackAnswer.Done)
        {
            Tell(pressed, Wording.CannotOpenWindow.Card());
        }
    });

    /// <summary>What the card itself, now brought to date for everybody, does not say; null if it says it all.</summary>
    public static CardView? WordOf(Reply.Card answer) => answer switch
    {
        { View.Note: { } note } => note.Card(),
        { IsPressed: true } => null,
        _ => answer.View,
    };

    private static string? MessageOf(SlackDelivery.Press pressed) =>
        pressed is { Channel: { } channel, Message: { } message } ? new MessageReference.Message(channel, message).ToString() : null;

    /// <summary>The button on the Home names a target; the one below a typed line repeats that line.</summary>
    private async Task<RequestDraft> DraftAsync(string value, CancellationToken ct) =>
        CommandLine.Read(await memories.TextAsync(value, ct) ?? "", time.Now()) is ChatCommand.Request typed ? typed.Draft : new() { Target = LongMemories.IsElsewhere(value) ? "" : value };

    private static RequestDraft Draft(SlackDelivery.Shortcut shortcut) => shortcut.CallbackId == FormIds.QueryForThis
        ? new() { Target = "", Statement = shortcut.MessageCode ?? QueryLine.Statement(TypedText.Statement(shortcut.MessageText ?? "")) }
        : new() { Target = "", Reason = Core.PlainText.Shorten(shortcut.MessageText ?? "", DraftAnalyst.MostReason) };
}
