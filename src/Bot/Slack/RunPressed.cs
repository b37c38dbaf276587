using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Slack.Inbound;
using JitBot.Bot.Slack.Views;
using JitBot.Core;
using JitBot.Core.Requests;

namespace JitBot.Bot.Slack;

/// <summary>A button about a statement: on its card, on the Home, below a typed line, or in the window of a run.</summary>
internal sealed class RunPressed(Dialogue dialogue, RunWindow windows, FormWindow forms, LongMemories memories, Errands errands, TimeProvider time)
{
    public static bool Takes(string action) =>
        action is ActionIds.Run or ActionIds.CancelRun or ActionIds.TurnPage or RunModal.TurnBack or ActionIds.ExportCsv or ActionIds.ExportJsonLines or ActionIds.AskChanged;

    /// <param name="otherwise">Told why there is no window.</param>
    public async Task HandleAsync(Asker asker, SlackDelivery.Press pressed, Action<CardView> otherwise, CancellationToken ct)
    {
        var request = ButtonValue.Read(pressed.Value)?.Request;
        var where = new RunPlace(pressed.Trigger, pressed.View is { } view && RunModal.Is(view.CallbackId) ? view.Id : null);
        switch (pressed.ActionId)
        {
            case ActionIds.Run when request is { } id:
                windows.Run(asker, id, typed: null, where, otherwise);
                break;
            case ActionIds.Run:
                await RunTypedAsync(asker, pressed, where, otherwise, ct);
                break;
            case ActionIds.ExportCsv or ActionIds.ExportJsonLines when request is { } id:
                windows.Export(asker, id, pressed.ActionId == ActionIds.ExportCsv ? ExportFormat.Csv : ExportFormat.JsonLines, pressed.Sender.User, where, otherwise);
                break;
            case ActionIds.CancelRun when request is { } id:
                await dialogue.CancelRunAsync(asker, id, ct);
                break;
            case ActionIds.TurnPage or RunModal.TurnBack when RunValue.Read(pressed.Value) is var (id, page, ticket) && where.Window is { } window:
                windows.Turn(asker, id, ticket, page, window);
                break;
            case ActionIds.AskChanged when pressed.View is { } changed:
                await AskAsync(asker, pressed, changed, otherwise, ct);
                break;
            default:
                otherwise(Wording.UnknownButton.Card());
                break;
        }
    }

    /// <summary>The button below a typed line repeats that line, for whoever presses it.</summary>
    private async Task RunTypedAsync(Asker asker, SlackDelivery.Press pressed, RunPlace where, Action<CardView> otherwise, CancellationToken ct)
    {
        var line = await memories.TextAsync(pressed.Value, ct);
        if (line is null || CommandLine.Read(line, time.Now()) is not ChatCommand.Run)
        {
            otherwise((line is null ? Wording.FormForgotten : Wording.UnknownButton).Card());
            return;
        }

        switch (await dialogue.SayAsync(asker, line, new(SlackOptions.Platform, pressed.Sender.Tenant, pressed.Trigger), ct))
        {
            case Reply.Run run:
                windows.Run(asker, run.Request, run.Typed, where, otherwise);
                break;
            case Reply.Card card:
                otherwise(card.View);
                break;
        }
    }

    /// <summary>The statement that was to be run instead of the approved one: its form, in this window's place.</summary>
    private async Task AskAsync(Asker asker, SlackDelivery.Press pressed, SlackView window, Action<CardView> otherwise, CancellationToken ct)
    {
        if (await memories.TextAsync(window.Metadata, ct) is not { } line || CommandLine.Read(line, time.Now()) is not ChatCommand.Request typed)
        {
            otherwise(Wording.FormForgotten.Card());
            return;
        }

        var origin = new Origin(SlackOptions.Platform, pressed.Sender.Tenant, pressed.Trigger);
        errands.Run(token => forms.ShowInAsync(asker, dialogue.OpenFormAsync(asker, typed.Draft, origin, token), window.Id, token));
    }
}
