using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Teams.Connector;
using JitBot.Bot.Teams.Inbound;
using JitBot.Bot.Teams.Runs;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Teams;

/// <summary>
/// A button on a card. The answer replaces the card for the one who pressed; the outreach lane then updates the message for everybody.
/// What the button carries is the client's word, and picks no more than what the verified sender may do (rule 34).
/// </summary>
internal sealed class CardPress(Speakers speakers, Dialogue dialogue, RunPress runs, Forms forms, Answers answers, Messenger messenger)
{
    private const int LongestFormId = 100;

    /// <summary><c>Action.Execute</c>: the answer is the body of the response.</summary>
    public async Task<JsonObject> ExecuteAsync(Delivery delivery, CancellationToken ct)
    {
        var pressed = delivery.Activity.Value is { ValueKind: JsonValueKind.Object } value ? JsonObject.Create(value)!["action"] as JsonObject : null;
        return await PressAsync(delivery, Text(pressed, "verb"), pressed?["data"] as JsonObject ?? [], ct) switch
        {
            Pressed.Aside aside => InvokeAnswer.Message(aside.View),
            Pressed.Drawn drawn => InvokeAnswer.Card(drawn.Message.Card),
            Pressed.InPlace { Reply: Reply.Card card } => InvokeAnswer.Card(TeamsCards.Card(card.View)),
            Pressed.InPlace { Reply: Reply.Credentials shown } when delivery.InPrivate => InvokeAnswer.Card(TeamsCards.Card(shown.View)),
            Pressed.InPlace { Reply: Reply.Credentials } => InvokeAnswer.Message(Wording.OnlyInPrivate.Card()),
            Pressed.InPlace { Reply: Reply.Form form } when delivery.InPrivate => InvokeAnswer.Card((await forms.DrawAsync(form, ct)).Card),
            Pressed.InPlace { Reply: Reply.Form form } => InvokeAnswer.Message((await answers.FormInPrivateAsync(delivery, form, ct)).Card()),
            Pressed.InPlace { Reply: Reply.PrivateForm form } =>
                InvokeAnswer.Message((await answers.FormInPrivateAsync(delivery, new(form.Analysis, form.FormId, ShowProblems: false), ct)).Card()),
            var unknown => throw new InvalidOperationException($"Unknown answer {unknown.GetType().Name}."),
        };
    }

    /// <summary><c>Action.Submit</c>, what clients too old for Action.Execute fall back to: a message whose value is the data with the verb in it.</summary>
    /// <returns>Whether the answer got through.</returns>
    public async Task<bool> SubmitAsync(Delivery delivery, JsonElement value, CancellationToken ct)
    {
        var data = JsonObject.Create(value)!;
        var verb = Text(data, FormFields.Verb);
        // Such a client can be answered with messages only, and a message keeps what it says (rule 10): not even asked for.
        var pressed = verb == ActionIds.ShowCredentials ? new Pressed.Aside(Wording.NeedsNewerClient.Card()) : await PressAsync(delivery, verb, data, ct);
        return pressed switch
        {
            Pressed.Aside aside => await answers.PostAsync(delivery, new Reply.Card(aside.View), ct),
            Pressed.Drawn drawn => delivery.Card is { } message && await messenger.UpdateAsync(message, drawn.Message, ct) is PostOutcome.Posted,
            Pressed.InPlace { Reply: Reply.Card card } when delivery.InPrivate && delivery.Card is { } message =>
                await messenger.UpdateAsync(message, CardMessage.Of(card.View), ct) is PostOutcome.Posted,
            Pressed.InPlace { Reply: Reply.Form form } when delivery.InPrivate && delivery.Card is { } message =>
                await messenger.UpdateAsync(message, await forms.DrawAsync(form, ct), ct) is PostOutcome.Posted,
            Pressed.InPlace inPlace => await answers.PostAsync(delivery, inPlace.Reply, ct),
            _ => throw new InvalidOperationException($"Unknown answer {pressed.GetType().Name}."),
        };
    }

    private async Task<Pressed> PressAsync(Delivery delivery, string? verb, JsonObject data, CancellationToken ct)
    {
        try
        {
            return await speakers.FindAsync(delivery, ct) is not { } asker ? Pressed.Aside.Of(Dialogue.Stranger(delivery.Sender))
                : await AnswerAsync(delivery, asker, verb, data, ct) ?? new Pressed.Aside(Wording.UnknownButton.Card());
        }
        catch (StoreDownException)
        {
            return Pressed.Aside.Of(Dialogue.StoreDown());
        }
    }

    /// <returns>Null for a button that nobody can read.</returns>
    private async Task<Pressed?> AnswerAsync(Delivery delivery, Asker asker, string? verb, JsonObject data, CancellationToken ct) => RunPress.Handles(verb)
        ? await runs.PressAsync(delivery, asker, verb!, data, delivery.Card, ct)
        : await ReplyAsync(delivery, asker, verb, data, ct) switch
        {
            null => null,
            Reply.Aside aside => new Pressed.Aside(aside.View),
            var reply => new Pressed.InPlace(reply),
        };

    /// <returns>Null for a button that nobody can read.</returns>
    private async Task<Reply?> ReplyAsync(Delivery delivery, Asker asker, string? verb, JsonObject data, CancellationToken ct)
    {
        // A card that cannot be found again could not be made to forget the password that is shown on it.
        if (verb is null || delivery.Card?.ToString() is not { } message)
        {
            return null;
        }

        if (verb is ActionIds.Submit or ActionIds.ChangeForm)
        {
            return Text(data, FormFields.Form) is { Length: > 0 and <= LongestFormId } formId ? await FormAsync(delivery, asker, verb, data, formId, message, ct) : null;
        }

        if (FindingId.TryParse(Text(data, FormFields.Finding), out var finding))
        {
            return Text(data, FormFields.Target) is { } target
                ? await dialogue.PressFindingAsync(asker, new(
                    verb, target, finding, Text(data, FormFields.Of(FormFields.Text, verb, finding)), message, Text(data, FormFields.Of(FormFields.Duration, verb, finding))), ct)
                : null;
        }

        if (IssueId.TryParse(Text(data, FormFields.Issue), out var issue))
        {
            return Text(data, FormFields.Terms) is { } shown ? await dialogue.PressIssueAsync(asker, new(verb, issue, shown, Text(data, FormFields.Text), message), ct) : null;
        }

        return RequestId.TryParse(Text(data, FormFields.Request), out var request)
            && int.TryParse(Text(data, FormFields.Terms), NumberStyles.None, CultureInfo.InvariantCulture, out var terms)
                ? await dialogue.PressAsync(asker, new(verb, request, terms, Text(data, FormFields.Text), message, Text(data, FormFields.Duration)), ct)
                : null;
    }

    private async Task<Reply> FormAsync(Delivery delivery, Asker asker, string verb, JsonObject data, string formId, string message, CancellationToken ct)
    {
        if (await forms.ReadAsync(data, ct) is not { } input)
        {
            return new Reply.Aside(Wording.FormForgotten.Card());
        }

        if (verb == ActionIds.ChangeForm)
        {
            return await dialogue.ChangeFormAsync(asker, input, formId, ct);
        }

        // The same form submitted twice, or delivered twice, asks once; somebody else's submission of it is another request.
        var origin = new Origin(ActivityCheck.Platform, delivery.Tenant, $"{delivery.Sender.User}\n{formId}");
        var status = delivery.InPrivate ? new PostedCard(ActivityCheck.Platform, CardSlot.Status, message, Revision: 0) : null;
        return await dialogue.SubmitFormAsync(asker, input, formId, origin, status, ct);
    }

    private static string? Text(JsonObject? data, string key) => data?[key] switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<int>(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
