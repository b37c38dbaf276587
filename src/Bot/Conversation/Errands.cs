using System.Collections.Concurrent;

namespace JitBot.Bot.Conversation;

/// <summary>
/// What goes on after a platform has its acknowledgement, such as filling a window or running a statement. Nothing that changes who has access is an errand: that is done
/// before. A stop waits for those under way.
/// </summary>
internal sealed partial class Errands(ILogger<Errands> log) : IHostedService
{
    private readonly ConcurrentDictionary<Task, bool> _running = [];

    public void Run(Func<CancellationToken, Task> errand)
    {
        var task = GuardAsync(errand);
        _running[task] = true;
        _ = task.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Keys).WaitAsync(cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);

    private async Task GuardAsync(Func<CancellationToken, Task> errand)
    {
        await Task.Yield();
        try
        {
            await errand(CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Something that was to follow an answer to a chat platform failed")]
    private partial void LogFault(Exception fault);
}
