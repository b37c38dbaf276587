using System.Globalization;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Teams.Connector;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core;
using JitBot.Core.Requests;

namespace JitBot.Bot.Teams.Runs;

/// <summary>Buttons that run a statement, stop it, turn its pages, or take its result out. In private chats only, where its requester is alone.</summary>
internal sealed class RunPress(Dialogue dialogue, RunErrand runs, ExportErrand exports, ShownResults shown, Forms forms, Once once, TimeProvider time)
{
    public static bool Handles(string? verb) =>
        verb is ActionIds.Run or ActionIds.CancelRun or ActionIds.TurnPage or ActionIds.ExportCsv or ActionIds.ExportJsonLines or ActionIds.AskChanged;

    /// <param name="message">The card's.</param>
    /// <returns>Null for a button that nobody can read.</returns>
    public async Task<Pressed?> PressAsync(Delivery delivery, Asker asker, string verb, JsonObject data, MessageReference? message, CancellationToken ct)
    {
        if (!delivery.InPrivate)
        {
            return new Pressed.Aside(Wording.ResultsInPrivate.Card());
        }

        if (!RequestId.TryParse(FormFields.TextOf(data, FormFields.Request), out var request))
        {
            return null;
        }

        switch (verb)
        {
            case ActionIds.Run:
                await BeginAsync(delivery, asker, request, typed: null, ct);
                return new Pressed.Aside(RunWords.Begun.Card());
            case ActionIds.CancelRun:
                await dialogue.CancelRunAsync(asker, request, ct);
                return new Pressed.Aside(RunWords.Cancelling.Card());
            case ActionIds.TurnPage:
                return await TurnAsync(asker, request, data, message, ct);
            case ActionIds.AskChanged:
                return await AskAsync(delivery, asker, data, ct);
            default:
                return new Pressed.Aside(await exports.OfferAsync(delivery, asker, request, verb == ActionIds.ExportCsv ? ExportFormat.Csv : ExportFormat.JsonLines, ct));
        }
    }

    /// <param name="typed">The statement as it was typed again; null if it was not.</param>
    public async Task BeginAsync(Delivery delivery, Asker asker, RequestId request, string? typed, CancellationToken ct)
    {
        if (await once.IsFirstAsync($"run {delivery.Conversation}\n{delivery.Id}", ct))
        {
            runs.Begin(delivery, asker, request, typed);
        }
    }

    private async Task<Pressed?> TurnAsync(Asker asker, RequestId request, JsonObject data, MessageReference? message, CancellationToken ct)
    {
        if (ResultTicket.Parse(FormFields.TextOf(data, FormFields.Ticket)) is not { } ticket
            || !int.TryParse(FormFields.TextOf(data, FormFields.Page), NumberStyles.None, CultureInfo.InvariantCulture, out var page))
        {
            return null;
        }

        // On a card that nobody remembers, rows would stay.
        return !await shown.IsKnownAsync(request, message, ct) ? new Pressed.Aside(Wording.PagesGone.Card())
            : await dialogue.TurnAsync(asker, request, ticket, page, ct) switch
            {
                RunReply.Shown turned => new Pressed.Drawn(ResultCard.Draw(turned.View, turned.Ticket)),
                RunReply.Said said => new Pressed.Aside(said.View),
                var unknown => throw new InvalidOperationException($"Unknown reply {unknown.GetType().Name}."),
            };
    }

    private async Task<Pressed?> AskAsync(Delivery delivery, Asker asker, JsonObject data, CancellationToken ct)
    {
        if (await forms.FindAsync(FormFields.TextOf(data, FormFields.Line) ?? "", ct) is not { } line || CommandLine.Read(line, time.Now()) is not ChatCommand.Request wanted)
        {
            return new Pressed.Aside(RunWords.Forgotten.Card());
        }

        var origin = new Origin(ActivityCheck.Platform, delivery.Tenant, $"{delivery.Conversation}\n{delivery.Id}");
        return await dialogue.OpenFormAsync(asker, wanted.Draft, origin, ct) switch
        {
            Reply.Card card => new Pressed.Aside(card.View),
            var form => new Pressed.InPlace(form),
        };
    }
}
