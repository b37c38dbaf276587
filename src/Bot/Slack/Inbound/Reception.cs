using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Inbound;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Views;
using JitBot.Core.Storage;

namespace JitBot.Bot.Slack.Inbound;

/// <summary>
/// Where everything from Slack arrives, whether over HTTP or a socket, once it is known to be Slack's. Slack takes the returned answer for its
/// acknowledgement, so whatever changes anything is done by then; with the store down nothing is buffered, and the answer says so.
/// </summary>
internal sealed partial class Reception(
    Speakers speakers,
    RateLimits limits,
    Deliveries deliveries,
    TypedCommand typed,
    ButtonPressed buttons,
    FormWindow forms,
    AnswersGiven answers,
    Homes homes,
    SlackClient slack,
    Errands errands,
    ILogger<Reception> log)
{
    /// <returns>The body of the acknowledgement; null for an empty one.</returns>
    public Task<JsonObject?> HandleAsync(SlackDelivery delivery, CancellationToken ct) => deliveries.OnceAsync(delivery.Id, async () =>
    {
        try
        {
            return await DispatchAsync(delivery, ct);
        }
        catch (StoreDownException down)
        {
            LogStoreDown(delivery.GetType().Name, down.Message);
            return Refuse(delivery, ((Reply.Card)Dialogue.StoreDown()).View);
        }
    });

    private async Task<JsonObject?> DispatchAsync(SlackDelivery delivery, CancellationToken ct)
    {
        if (!limits.Admit(delivery.Sender.Accounts().First()))
        {
            return Refuse(delivery, Wording.TooFast.Card());
        }

        var speaker = await speakers.FindAsync(delivery.Sender, ct);
        if (delivery is SlackDelivery.HomeOpened)
        {
            await homes.OpenedAsync(delivery.Sender, speaker, ct);
            return null;
        }

        return speaker switch
        {
            Speaker.Known known => await HandleAsync(known.Asker, delivery, ct),
            Speaker.Refused refused => Refuse(delivery, refused.Why),
            _ => throw new InvalidOperationException($"Unknown speaker {speaker}."),
        };
    }

    private async Task<JsonObject?> HandleAsync(Asker asker, SlackDelivery delivery, CancellationToken ct)
    {
        switch (delivery)
        {
            case SlackDelivery.Command command:
                return await typed.HandleAsync(asker, command, ct);
            case SlackDelivery.Said message:
                await typed.HandleAsync(asker, message, ct);
                return null;
            case SlackDelivery.Press press:
                await buttons.HandleAsync(asker, press, ct);
                return null;
            case SlackDelivery.Shortcut { CallbackId: FormIds.Ask or FormIds.AskForThis or FormIds.QueryForThis } shortcut:
                await buttons.AskAsync(asker, shortcut, why => Refuse(delivery, why), ct);
                return null;
            case SlackDelivery.Submission { View.CallbackId: ActionIds.Submit } submitted:
                return await forms.SubmitAsync(asker, submitted, ct);
            case SlackDelivery.Submission submitted:
                return await answers.HandleAsync(asker, submitted.View, ct);
            case SlackDelivery.Suggestion asked:
                return await forms.SuggestAsync(asked, ct);
            default:
                return Refuse(delivery, Wording.UnknownButton.Card());
        }
    }

    /// <summary>Says why nothing came of it, where the one who did it is looking.</summary>
    private JsonObject? Refuse(SlackDelivery delivery, CardView why)
    {
        switch (delivery)
        {
            case SlackDelivery.Command:
                return SlackMessage.Of(why).ToAnswer();
            case SlackDelivery.Submission:
                return new() { ["response_action"] = "push", ["view"] = Modal.Of(why) };
            case SlackDelivery.Suggestion:
                return new() { ["options"] = new JsonArray() };
            case SlackDelivery.Press press:
                buttons.Tell(press, why);
                return null;
            case SlackDelivery.Shortcut shortcut:
                errands.Run(async ct => await slack.OpenViewAsync(shortcut.Trigger, Modal.Of(why), ct));
                return null;
            case SlackDelivery.Said message:
                typed.Post(message, SlackMessage.Of(why));
                return null;
            default:
                return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A {Kind} from Slack could not be followed: {Why}")]
    private partial void LogStoreDown(string kind, string why);
}
