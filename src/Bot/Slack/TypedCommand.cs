using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Inbound;
using JitBot.Bot.Slack.Views;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Slack;

/// <summary>What people type: <c>/jit …</c> anywhere, words to the bot in private, or a mention in a channel.</summary>
internal sealed class TypedCommand(Dialogue dialogue, FormWindow forms, RunWindow runs, LongMemories memories, SlackClient slack, Errands errands, TimeProvider time)
{
    /// <summary>Slack takes an answer for three seconds; one that comes later is posted, so that it is not lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    private const int MostTries = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <returns>The answer, which only the one who typed sees; null if a window has opened instead.</returns>
    public async Task<JsonObject?> HandleAsync(Asker asker, SlackDelivery.Command command, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        var text = TypedText.Of(command.Text);
        var reply = await SayAsync(asker, text, new(SlackOptions.Platform, command.Sender.Tenant, command.Trigger), ct);
        if (reply is Reply.Run run)
        {
            runs.Run(asker, run.Request, run.Typed, new(command.Trigger, null), why => errands.Run(token => slack.RespondAsync(command.ResponseUrl, SlackMessage.Of(why), token)));
            return null;
        }

        if (reply is Reply.Card { View: var whole } && !SlackMessage.Of(whole).IsWhole && await slack.OpenViewAsync(command.Trigger, Modal.Of(whole, "Details"), ct) is SlackAnswer.Done)
        {
            // A window has room for all of it.
            return null;
        }

        var answer = reply is Reply.Card card ? SlackMessage.Of(card.View)
            : await forms.ShowAsync(asker, reply, command.Trigger, ct) is { } failed ? await WithFormAsync(failed, text, ct)
            : null;
        if (answer is not null && time.GetElapsedTime(began) > Patience)
        {
            errands.Run(token => slack.RespondAsync(command.ResponseUrl, answer, token));
            return null;
        }

        return answer?.ToAnswer();
    }

    /// <summary>Answered where it was said: a message has no permission to open a window, so a form waits behind a button.</summary>
    public async Task HandleAsync(Asker asker, SlackDelivery.Said message, CancellationToken ct)
    {
        var text = TypedText.Of(message.Text);
        var reply = await SayAsync(asker with { InPrivate = message.InPrivate }, text, new(SlackOptions.Platform, message.Sender.Tenant, message.EventId), ct);
        Post(message, reply switch
        {
            Reply.Card card => SlackMessage.Of(card.View),
            Reply.Run => await WithButtonAsync(Wording.RunWaits.Card(), ActionIds.Run, "Run", text, ct),
            _ => await WithFormAsync(Wording.FormWaits.Card(), text, ct),
        });
    }

    /// <summary>Nobody comes back to an answer, as the outreach lane does to a card, so a short refusal is tried again here.</summary>
    public void Post(SlackDelivery.Said to, SlackMessage answer) => errands.Run(async ct =>
    {
        for (var tries = 1; tries <= MostTries && await slack.PostMessageAsync(to.Channel, answer, to.InPrivate ? null : to.Thread, ct) is SlackAnswer.Again again; tries++)
        {
            await Task.Delay(again.After ?? Pause, time, ct);
        }
    });

    private async Task<Reply> SayAsync(Asker asker, string text, Origin origin, CancellationToken ct)
    {
        try
        {
            return await dialogue.SayAsync(asker, text, origin, ct);
        }
        catch (StoreDownException)
        {
            return Dialogue.StoreDown();
        }
    }

    private Task<SlackMessage> WithFormAsync(CardView view, string text, CancellationToken ct) => WithButtonAsync(view, FormIds.Ask, "Open the form", text, ct);

    /// <param name="text">What was typed, which the button says again for whoever presses it.</param>
    private async Task<SlackMessage> WithButtonAsync(CardView view, string action, string label, string text, CancellationToken ct)
    {
        var message = SlackMessage.Of(view);
        message.Blocks.Add((JsonNode)Blocks.Actions(Blocks.Button(action, label, await memories.KeepAsync(text, BlockLimits.ButtonValue, ct), ActionStyle.Primary)));
        return message;
    }
}
