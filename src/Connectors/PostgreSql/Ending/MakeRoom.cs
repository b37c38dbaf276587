using System.Collections.Concurrent;
using System.Diagnostics;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>Work that must not fail because those it is to be done to have used up all locks or connections of the server.</summary>
internal sealed class MakeRoom(ServerConnections connections) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, ReserveSession> _reserves = new(StringComparer.Ordinal);

    /// <summary>
    /// Does the work as <see cref="ForAsync"/>. It is to come round every few seconds: the session in reserve has to be there before the server is full, and
    /// must be in nobody's way for long.
    /// </summary>
    public async Task KeepForAsync(Target target, ReserveOrder order, Func<Task> work, CancellationToken ct)
    {
        var reserve = ReserveOf(target);
        await reserve.TendAsync(ct);
        await ForAsync(target, order, work, ct);
        await reserve.OpenAsync(ct);
    }

    /// <summary>Does the work; if the server has no room for it, ends the sessions first that are to end in any case, and does it again.</summary>
    public async Task ForAsync(Target target, ReserveOrder order, Func<Task> work, CancellationToken ct)
    {
        // They come back for as long as their account is not closed, so once may not be enough.
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                await work();
                return;
            }
            catch (PostgresException full) when (ServerFailure.IsOutOfRoom(full) && watch.Elapsed < Longest)
            {
                if (!await ReserveOf(target).CutAsync(order, ct))
                {
                    throw;
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reserve in _reserves.Values)
        {
            await reserve.DisposeAsync();
        }
    }

    private ReserveSession ReserveOf(Target target) => _reserves.GetOrAdd(target.Connection.Reveal(), _ => new(connections, target));
}
