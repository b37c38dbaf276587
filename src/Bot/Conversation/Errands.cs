using System.Collections.Concurrent;

namespace JitBot.Bot.Conversation;

/// <summary>
/// What goes on after a platform has its acknowledgement, such as filling a window or running a statement. Nothing that changes who has access is an errand: that is done
/// before. A stop waits for those under way, and tells those that may take long.
/// </summary>
internal sealed partial class Errands(ILogger<Errands> log) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<Task, bool> _running = [];

    private readonly CancellationTokenSource _stop = new();

    public void Run(Func<CancellationToken, Task> errand) => Begin(errand, CancellationToken.None);

    /// <summary>For what may take long, such as a statement: it is told when the host stops, and then has a few seconds to say so.</summary>
    public void RunUntilStop(Func<CancellationToken, Task> errand) => Begin(errand, _stop.Token);

    private void Begin(Func<CancellationToken, Task> errand, CancellationToken ct)
    {
        var task = GuardAsync(errand, ct);
        _running[task] = true;
        _ = task.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Keys).WaitAsync(cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public void Dispose() => _stop.Dispose();

    private async Task GuardAsync(Func<CancellationToken, Task> errand, CancellationToken ct)
    {
        await Task.Yield();
        try
        {
            await errand(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        catch (Exception fault)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Something that was to follow an answer to a chat platform failed")]
    private partial void LogFault(Exception fault);
}
