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
internal sealed partial class RunWindow(
    Dialogue dialogue, SlackClient slack, HandOver files, LongMemories memories, Errands errands, TimeProvider time, ILogger<RunWindow> log)
{
    private const int MostTries = 4;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="typed">The statement as it was typed again; null if it was not.</param>
    /// <param name="otherwise">Told why there is no window.</param>
    public void Run(Asker asker, RequestId request, string? typed, RunPlace where, Action<CardView> otherwise) => errands.RunUntilStop(async stop =>
    {
        if (await OpenAsync(where, RunModal.Running(request, default), otherwise) is { } window)
        {
            var progress = new Progress(slack, window, request);
            var reply = await GuardedAsync(() => dialogue.RunAsync(asker, request, typed, progress.TellAsync, stop), stop);
            await progress.LastAsync();
            await ShowAsync(window, await DrawAsync(reply, request));
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

        var progress = new Progress(slack, window, request);
        var reply = await GuardedAsync(() => dialogue.ExportAsync(asker, request, format, progress.TellAsync, stop), stop);
        await progress.LastAsync();
        if (reply is RunReply.Exported exported)
        {
            await ShowAsync(window, RunModal.HandingOver(exported.File.Name));
            reply = new RunReply.Said(await files.HandleAsync(user, exported, stop));
        }

        await ShowAsync(window, await DrawAsync(reply, request));
    });

    public void Turn(Asker asker, RequestId request, ResultTicket ticket, int page, string window) => errands.Run(async ct =>
    {
        var reply = await GuardedAsync(() => dialogue.TurnAsync(asker, request, ticket, page, ct), ct);
        await ShowAsync(window, await DrawAsync(reply, request));
    });

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

    /// <summary>Whoever waits is told in words of whatever happens: nobody else will.</summary>
    private async Task<RunReply> GuardedAsync(Func<Task<RunReply>> run, CancellationToken stop)
    {
        try
        {
            return await run();
        }
        catch (StoreDownException)
        {
            return new RunReply.Said(((Reply.Card)Dialogue.StoreDown()).View);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new RunReply.Said(Wording.RunStopped.Card());
        }
        catch (Exception fault)
        {
            LogBroken(fault);
            return new RunReply.Said(Wording.RunBroken.Card());
        }
    }

    private async Task<JsonObject> DrawAsync(RunReply reply, RequestId request) => reply switch
    {
        RunReply.Shown shown => RunModal.Result(shown.View, shown.Ticket, time.Now()),
        RunReply.Changed changed => await memories.KeepAsync(RunModal.Changed(changed.View, changed.Line), CancellationToken.None),
        RunReply.Said said => RunModal.Said(said.View, request),
        var other => throw new InvalidOperationException($"A {other.GetType().Name} is not shown."),
    };

    /// <summary>A window that was closed meanwhile is gone, which harms nobody; a short refusal is waited out, for the result is nowhere else.</summary>
    private async Task ShowAsync(string window, JsonObject view)
    {
        for (var tries = 1; await slack.UpdateViewAsync(window, view, null, CancellationToken.None) is SlackAnswer.Again again && tries < MostTries; tries++)
        {
            await Task.Delay(again.After ?? Pause, time, CancellationToken.None);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A run for a window in Slack failed")]
    private partial void LogBroken(Exception fault);

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
