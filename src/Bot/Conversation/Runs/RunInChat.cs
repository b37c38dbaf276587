using System.Collections.Immutable;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Commands;
using JitBot.Bot.Exports;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Runs;

/// <summary>What an export is written as.</summary>
internal enum ExportFormat
{
    Csv,
    JsonLines,
}

/// <summary>
/// Runs an approved statement for somebody who waits for it in a chat: tells how far it has come, stops it when they say so, and brings the result into
/// pages or into a file.
/// </summary>
internal sealed class RunInChat(IAccessStore store, RunStatement run, RunCancels cancels, ResultPages pages, StatementCaps caps, TargetRegistry targets, TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // A file is held in memory until it is given away.
    private const int MostExports = 2;

    // What stands around the values may be much more than they are, as with many columns of NULL; it packs well.
    private const int Overhead = 8;

    private readonly SemaphoreSlim _exports = new(MostExports);

    /// <summary>A typed <c>run</c>: the statement it means, for the face to make a place for.</summary>
    public async Task<Reply> WhichAsync(Asker asker, ChatCommand.Run typed, CancellationToken ct)
    {
        if (typed.Id is { } named)
        {
            return new Reply.Run(named, typed.Typed);
        }

        var live = (await store.ListAsync(new() { Requester = asker.Person.Id, States = [RequestState.Active] }, ct)).Where(request => request.Statement is not null).ToArray();
        return live is [var only] ? new Reply.Run(only.Id, typed.Typed) : new Reply.Card(Wording.RunWhich(live).Card());
    }

    /// <param name="typed">The statement as it was typed again; null if it was not.</param>
    /// <param name="tell">Called about every second while it runs, never twice at once.</param>
    public async Task<RunReply> ShowAsync(Asker asker, RequestId request, string? typed, Func<RunProgress, CancellationToken, Task> tell, CancellationToken ct)
    {
        if (!asker.InPrivate)
        {
            return new RunReply.Said(Wording.ResultsInPrivate.Card());
        }

        var result = new ShownResult();
        return await WatchedAsync(new(request, asker.Person, typed), result, () => result.Rows, tell, ct) switch
        {
            RunOutcome.Ran { Results: [{ Result: RunResult.Ran }, ..] } done => await ShownAsync(done, result, ct),
            var outcome => Said(outcome),
        };
    }

    /// <summary>Another page of what was shown.</summary>
    public async Task<RunReply> TurnAsync(Asker asker, RequestId id, ResultTicket ticket, int page, CancellationToken ct) =>
        asker.InPrivate && await store.FindAsync(id, ct) is { State: RequestState.Active } request && request.Requester == asker.Person.Id && time.Now() < request.Grant.EndsAt
            && await pages.FindAsync(id, ticket, page, ct) is { } found
                ? new RunReply.Shown(View(request, found), ticket)
                : new RunReply.Said(Wording.PagesGone.Card());

    /// <param name="name">What the file is called, where that was said before; it is then not packed either. Null for a name of its own.</param>
    /// <inheritdoc cref="ShowAsync"/>
    public async Task<RunReply> ExportAsync(Asker asker, RequestId request, ExportFormat format, string? name, Func<RunProgress, CancellationToken, Task> tell, CancellationToken ct)
    {
        if (!await _exports.WaitAsync(TimeSpan.Zero, ct))
        {
            return new RunReply.Said(Wording.ExportsBusy.Card());
        }

        RunReply? reply = null;
        try
        {
            return reply = await ExportAsync(new(request, asker.Person, null, Export: true), format, name, tell, ct);
        }
        catch (ExportTooLargeException)
        {
            return new RunReply.Said(Wording.ExportTooLarge.Card());
        }
        finally
        {
            if (reply is RunReply.Exported exported)
            {
                exported.File.Gone += () => _exports.Release();
            }
            else
            {
                _exports.Release();
            }
        }
    }

    /// <summary>Stops what runs, wherever it does.</summary>
    public async Task CancelAsync(Asker asker, RequestId id, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is { } request && request.Requester == asker.Person.Id)
        {
            await cancels.AskAsync(id, ct);
        }
    }

    private async Task<RunReply> ExportAsync(
        RunCommand command, ExportFormat format, string? said, Func<RunProgress, CancellationToken, Task> tell, CancellationToken ct)
    {
        var scope = (await store.FindAsync(command.Request, ct))?.Scope;
        var name = said ?? ExportName.Of(scope?.Target ?? "", command.Request, time.Now(), Ending(format));
        var buffer = new ExportBuffer(name, caps.Exported.Bytes * Overhead, keepsName: said is not null);
        RunOutcome? outcome = null;
        try
        {
            var written = Sink(format, buffer, several: scope is { Also.IsEmpty: false });
            await using ((IAsyncDisposable)written)
            {
                var counted = new CountedSink(written);
                outcome = await WatchedAsync(command, counted, () => counted.Rows, tell, ct);
            }

            if (outcome is not RunOutcome.Ran { Results: [{ Result: RunResult.Ran }, ..] } done)
            {
                await buffer.DisposeAsync();
                return Said(outcome);
            }

            var (content, length) = await buffer.SealAsync(ct);
            return new RunReply.Exported(new(buffer.Name, buffer.MediaType, content, length), Wording.Exported(done).Card());
        }
        catch
        {
            await buffer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Also what came before it ended badly in another database.</summary>
    private async Task<RunReply> ShownAsync(RunOutcome.Ran done, ShownResult result, CancellationToken ct)
    {
        var all = result.Pages(Wording.Sums(done), several: !done.Request.Scope.Also.IsEmpty);
        return new RunReply.Shown(View(done.Request, all[0]), await KeepAsync(done, all, ct));
    }

    /// <summary>A store that is away loses nobody the page that is here.</summary>
    private async Task<ResultTicket?> KeepAsync(RunOutcome.Ran done, ImmutableArray<ResultPage> all, CancellationToken ct)
    {
        try
        {
            return await pages.KeepAsync(done.Request.Id, done.Run.Id, all, done.Request.Grant.EndsAt!.Value, ct);
        }
        catch (StoreDownException)
        {
            return null;
        }
    }

    /// <summary>Of a file's name, without its dot.</summary>
    public static string Ending(ExportFormat format) => format == ExportFormat.Csv ? "csv" : "jsonl";

    private static IResultSink Sink(ExportFormat format, Stream output, bool several) => format == ExportFormat.Csv ? new CsvSink(output, several) : new JsonLinesSink(output, several);

    private static ResultView View(AccessRequest request, ResultPage page) =>
        new(request.Id, request.Terms, $"{request.Scope.Target}, {page.Database ?? request.Scope.Database}", request.Grant.EndsAt!.Value, request.Statement!.Export, page);

    /// <returns>Null if it was stopped because somebody asked for that.</returns>
    private async Task<RunOutcome?> WatchedAsync(RunCommand command, IResultSink sink, Func<long> rows, Func<RunProgress, CancellationToken, Task> tell, CancellationToken ct)
    {
        var mark = await cancels.MarkAsync(command.Request, ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watch = WatchAsync(command.Request, mark, rows, tell, stop, over.Token);
        try
        {
            return await run.HandleAsync(command, sink, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await over.CancelAsync();
            // Nothing of it comes after the result.
            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(RequestId request, long mark, Func<long> rows, Func<RunProgress, CancellationToken, Task> tell, CancellationTokenSource stop, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(Beat, time, ct);
            if (await IsCancelledAsync(request, mark, ct))
            {
                await stop.CancelAsync();
                return;
            }

            await tell(new(time.GetElapsedTime(began), rows()), ct);
        }
    }

    /// <summary>A store that is away for a moment stops nothing: the statement has its own time.</summary>
    private async Task<bool> IsCancelledAsync(RequestId request, long mark, CancellationToken ct)
    {
        try
        {
            return await cancels.IsAskedAsync(request, mark, ct);
        }
        catch (StoreDownException)
        {
            return false;
        }
    }

    private RunReply Said(RunOutcome? outcome) => outcome switch
    {
        null => new RunReply.Said(Wording.RunCancelled.Card()),
        RunOutcome.Changed changed => new RunReply.Changed(
            ChangedCard.Of(changed.Request, changed.Typed, changed.At), QueryLine.Write(changed.Request, ApprovedStatement.Trimmed(changed.Typed), targets.Find(changed.Request.Scope.Target))),
        _ => new RunReply.Said(Wording.Of(outcome).Card()),
    };
}
