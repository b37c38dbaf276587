using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Teams.Connector;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams;

/// <summary>
/// A button on a card. The answer replaces the card for the one who pressed; the outreach lane then updates the message for everybody.
/// What the button carries is the client's word, and picks no more than what the verified sender may do (rule 34).
/// </summary>
internal sealed class CardPress(Speakers speakers, Dialogue dialogue, Answers answers, Messenger messenger)
{
    private const int LongestFormId = 100;

    /// <summary><c>Action.Execute</c>: the answer is the body of the response.</summary>
    public async Task<JsonObject> ExecuteAsync(Delivery delivery, CancellationToken ct)
    {
        var pressed = delivery.Activity.Value is { ValueKind: JsonValueKind.Object } value ? JsonObject.Create(value)!["action"] as JsonObject : null;
        var (reply, aside) = await ReplyAsync(delivery, Text(pressed, "verb"), pressed?["data"] as JsonObject ?? [], ct);
        return (reply, aside) switch
        {
            (_, { } view) => InvokeAnswer.Message(view),
            (Reply.Credentials shown, _) when delivery.InPrivate => InvokeAnswer.Card(TeamsCards.Card(shown.View)),
            (Reply.Credentials, _) => InvokeAnswer.Message(Asides.CredentialsInPrivate()),
            (Reply.Card card, _) => InvokeAnswer.Card(TeamsCards.Card(card.View)),
            (Reply.Form form, _) when delivery.InPrivate => InvokeAnswer.Card(TeamsCards.Form(form)),
            (Reply.Form form, _) => InvokeAnswer.Message(await answers.FormInPrivateAsync(delivery, form, ct)),
            (Reply.PrivateForm form, _) => InvokeAnswer.Message(await answers.FormInPrivateAsync(delivery, new(form.Analysis, form.FormId, ShowProblems: false), ct)),
            _ => throw new InvalidOperationException($"Unknown reply {reply?.GetType().Name}."),
        };
    }

    /// <summary><c>Action.Submit</c>, what clients too old for Action.Execute fall back to: a message whose value is the data with the verb in it.</summary>
    /// <returns>Whether the answer got through.</returns>
    public async Task<bool> SubmitAsync(Delivery delivery, JsonElement value, CancellationToken ct)
    {
        var data = JsonObject.Create(value)!;
        var (reply, aside) = await ReplyAsync(delivery, Text(data, FormFields.Verb), data, ct);
        if (aside is null && delivery.InPrivate && MessageOf(delivery) is { } message && CardOf(reply!) is { } card)
        {
            return await messenger.UpdateAsync(message, card, ct) is PostOutcome.Posted;
        }

        return await answers.PostAsync(delivery, aside is null ? reply! : new Reply.Card(aside), ct);
    }

    /// <summary>Either a reply to stand in the card's place, or an aside that leaves the card and its buttons where they are.</summary>
    private async Task<(Reply? Reply, CardView? Aside)> ReplyAsync(Delivery delivery, string? verb, JsonObject data, CancellationToken ct)
    {
        try
        {
            return await speakers.FindAsync(delivery, ct) is { } asker
                ? await PressAsync(delivery, asker, verb, data, ct) is { } reply ? (reply, null) : (null, Asides.UnknownButton())
                : (null, ViewOf(Dialogue.Stranger(delivery.Sender)));
        }
        catch (StoreDownException)
        {
            return (null, ViewOf(Dialogue.StoreDown()));
        }
    }

    /// <returns>Null for a button that nobody can read.</returns>
    private async Task<Reply?> PressAsync(Delivery delivery, Asker asker, string? verb, JsonObject data, CancellationToken ct)
    {
        var message = MessageOf(delivery)?.ToString();
        switch (verb)
        {
            case ActionIds.Submit or ActionIds.ChangeForm when Text(data, FormFields.Form) is { Length: > 0 and <= LongestFormId } formId:
                return verb == ActionIds.ChangeForm
                    ? await dialogue.ChangeFormAsync(asker, TeamsCards.Input(data), formId, ct)
                    : await dialogue.SubmitFormAsync(asker, TeamsCards.Input(data), formId, OriginOf(delivery, formId), StatusCard(delivery, message), ct);
            case not null when RequestId.TryParse(Text(data, FormFields.Request), out var request) && int.TryParse(Text(data, FormFields.Terms), CultureInfo.InvariantCulture, out var terms):
                return await dialogue.PressAsync(asker, new(verb, request, terms, Text(data, FormFields.Text), message), ct);
            default:
                return null;
        }
    }

    /// <summary>The same form submitted twice, or delivered twice, asks once; somebody else's submission of it is another request.</summary>
    private static Origin OriginOf(Delivery delivery, string formId) => new(ActivityCheck.Platform, delivery.Tenant, $"{delivery.Sender.User}\n{formId}");

    private static PostedCard? StatusCard(Delivery delivery, string? message) =>
        delivery.InPrivate && message is not null ? new(ActivityCheck.Platform, CardSlot.Status, message, Revision: 0) : null;

    private static MessageReference? MessageOf(Delivery delivery) =>
        delivery.Activity.ReplyToId is { Length: > 0 } card ? new(delivery.ServiceUrl, delivery.Conversation, card) : null;

    private static CardMessage? CardOf(Reply reply) => reply switch
    {
        Reply.Card card => new(TeamsCards.Card(card.View), card.View.Summary),
        Reply.Form form => new(TeamsCards.Form(form), Asides.FormSummary(form.Analysis.Target.Id)),
        _ => null,
    };

    private static CardView ViewOf(Reply reply) => ((Reply.Card)reply).View;

    private static string? Text(JsonObject? data, string key) => data?[key] switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<int>(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
