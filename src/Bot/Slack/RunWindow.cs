using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Views;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Slack;

/// <summary>Where a run is shown: in the window that was pressed in, or else in a new one.</summary>
/// <param name="Trigger">Opens one within three seconds, once.</param>
/// <param name="Window">Null if there is none yet.</param>
internal sealed record RunPlace(string Trigger, string? Window);

/// <summary>
/// A statement's run, for the eyes of the one who pressed: the window stands before anything is done, tells how far it is, and ends with the result.
/// Whoever closes it loses sight of the run and nothing else.
/// </summary>
internal sealed class RunWindow(
    Dialogue dialogue, SlackClient slack, WaitingWindow windows, HandOver files, LongMemories memories, Errands errands, TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <param name="typed">The statement as it was typed again; null if it was not.</param>
    /// <param name="otherwise">Told why there is no window.</param>
    public void Run(Asker asker, RequestId request, string? typed, RunPlace where, Action<CardView> otherwise) => errands.RunUntilStop(async stop =>
    {
        if (await OpenAsync(where, RunModal.Running(request, default), otherwise) is { } window)
        {
            await windows.FillAsync(
                window,
                async () => await DrawAsync(await ToldAsync(window, request, told => dialogue.RunAsync(asker, request, typed, told, stop)), request),
                fault => Word(fault, Wording.RunStopped, request, stop),
                stop);
        }
    });

    /// <param name="user">Whose private chat the file is brought into.</param>
    /// <inheritdoc cref="Run"/>
    public void Export(Asker asker, RequestId request, ExportFormat format, string user, RunPlace where, Action<CardView> otherwise) => errands.RunUntilStop(async stop =>
    {
        if (await OpenAsync(where, RunModal.Running(request, default), otherwise) is not { } window)
        {
            return;
        }

        var stopped = Wording.RunStopped;
        await windows.FillAsync(window, ExportAsync, fault => Word(fault, stopped, request, stop), stop);

        async Task<JsonObject> ExportAsync()
        {
            var reply = await ToldAsync(window, request, told => dialogue.ExportAsync(asker, request, format, told, stop));
            if (reply is RunReply.Exported exported)
            {
                // From here on it is the file that a stop keeps back.
                stopped = Wording.FileNotSent(forGood: false);
                await windows.ShowAsync(window, RunModal.HandingOver(exported.File.Name));
                reply = new RunReply.Said(await files.HandleAsync(user, exported, stop));
            }

            return await DrawAsync(reply, request);
        }
    });

    public void Turn(Asker asker, RequestId request, ResultTicket ticket, int page, string window) => errands.Run(ct => windows.FillAsync(
        window, async () => await DrawAsync(await dialogue.TurnAsync(asker, request, ticket, page, ct), request), fault => Word(fault, Wording.RunStopped, request, ct), ct));

    private async Task<string?> OpenAsync(RunPlace where, JsonObject view, Action<CardView> otherwise)
    {
        var answer = where.Window is { } there
            ? await slack.UpdateViewAsync(there, view, null, CancellationToken.None)
            : await slack.OpenViewAsync(where.Trigger, view, CancellationToken.None);
        if (answer is SlackAnswer.Done { Body: var opened } && (opened["view"] as JsonObject).Text("id") is { } window)
        {
            return window;
        }

        otherwise(Wording.CannotOpenWindow.Card());
        return null;
    }

    /// <summary>The window tells how far it is until there is a reply, and nothing of that comes later.</summary>
    private async Task<RunReply> ToldAsync(string window, RequestId request, Func<Func<RunProgress, CancellationToken, Task>, Task<RunReply>> run)
    {
        var progress = new Progress(slack, window, request);
        try
        {
            return await run(progress.TellAsync);
        }
        finally
        {
            await progress.LastAsync();
        }
    }

    private static JsonObject Word(Exception fault, Note stopped, RequestId request, CancellationToken stop) => RunModal.Said(
        fault switch
        {
            StoreDownException => ((Reply.Card)Dialogue.StoreDown()).View,
            OperationCanceledException when stop.IsCancellationRequested => stopped.Card(),
            _ => Wording.RunBroken.Card(),
        },
        request);

    private async Task<JsonObject> DrawAsync(RunReply reply, RequestId request) => reply switch
    {
        RunReply.Shown shown => RunModal.Result(shown.View, shown.Ticket, time.Now()),
        RunReply.Changed changed => await memories.KeepAsync(RunModal.Changed(changed.View, changed.Line), CancellationToken.None),
        RunReply.Said said => RunModal.Said(said.View, request),
        var other => throw new InvalidOperationException($"A {other.GetType().Name} is not shown."),
    };

    /// <summary>Brings the window up to date every other second, never waited for: a slow Slack must not keep a run from being cancelled.</summary>
    private sealed class Progress(SlackClient slack, string window, RequestId request)
    {
        private TimeSpan _told;
        private Task _underWay = Task.CompletedTask;

        public Task TellAsync(RunProgress progress, CancellationToken ct)
        {
            if (_underWay.IsCompleted && progress.Elapsed - _told >= Beat)
            {
                _told = progress.Elapsed;
                _underWay = slack.UpdateViewAsync(window, RunModal.Running(request, progress), null, CancellationToken.None);
            }

            return Task.CompletedTask;
        }

        /// <summary>Nothing of it comes after this.</summary>
        public async Task LastAsync() => await _underWay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
