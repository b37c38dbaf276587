using System.Data;
using System.Diagnostics;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>
/// A session on one target that can end others when the server has no room for another lock or another connection, which a single login can bring
/// about: it waits in a transaction that holds the locks it needs. Changing anything would take more, so closing accounts is left to the pool.
/// </summary>
internal sealed class ReserveSession(ServerConnections connections, Target target) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _turn = new(1);
    private NpgsqlConnection? _session;
    private bool _isOver;

    /// <summary>Opens it if it is not there.</summary>
    public Task OpenAsync(CancellationToken ct) => InTurnAsync(
        async () => _session is null && await UseAsync(_session = await BeginAsync(ct), ReserveOrder.Nobody, ct),
        ct);

    /// <summary>
    /// Says what it is for, to nobody's harm, so that the server has all in its memory that this needs, and gives it up if it is in somebody's way. The
    /// transaction is not renewed: between two there would be a moment without locks, and that would be enough to lose them.
    /// </summary>
    public Task TendAsync(CancellationToken ct) => InTurnAsync(
        async () =>
        {
            if (_session is not { } session)
            {
                return false;
            }

            if ((await session.AskAsync(ReserveStatements.IsInTheWay, [], row => row.GetBoolean(0), ct))[0])
            {
                await LetGoAsync();
                return false;
            }

            return await UseAsync(session, ReserveOrder.Nobody, ct);
        },
        ct);

    /// <summary>Ends sessions, and looks until there is none.</summary>
    /// <returns>Whether there was any; false also if there is no reserve session.</returns>
    public Task<bool> CutAsync(ReserveOrder order, CancellationToken ct) => InTurnAsync(
        async () =>
        {
            var any = false;
            for (var watch = Stopwatch.StartNew(); _session is { } session && watch.Elapsed < Longest && !ct.IsCancellationRequested; await Task.Delay(Pause, CancellationToken.None))
            {
                if (!await UseAsync(session, order, ct))
                {
                    break;
                }

                any = true;
            }

            return any;
        },
        ct);

    public async ValueTask DisposeAsync()
    {
        // Closed under a question that is still out, a session can wait for its answer for ever.
        await _turn.WaitAsync();
        _isOver = true;
        await LetGoAsync();
        _turn.Release();
    }

    // Whatever goes wrong, the transaction is gone with it, and so is its use. It is opened again with the next tick.
    private async Task<bool> InTurnAsync(Func<Task<bool>> work, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_isOver)
            {
                return false;
            }

            if (_session is { State: not ConnectionState.Open })
            {
                await LetGoAsync();
            }

            return await work();
        }
        catch (Exception problem)
        {
            await LetGoAsync();
            if ((ServerFailure.Unreachable(problem) ?? ServerFailure.Refused(problem)) is null)
            {
                throw;
            }

            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <returns>Whether there was a session to end.</returns>
    private static async Task<bool> UseAsync(NpgsqlConnection session, ReserveOrder order, CancellationToken ct)
    {
        var ended = await session.AskAsync(ReserveStatements.Cut, order.Parameters, row => row.GetBoolean(0), ct);
        await session.AskAsync(ReserveStatements.Rest, [], row => row, ct);
        return ended.Count > 0;
    }

    private async Task<NpgsqlConnection> BeginAsync(CancellationToken ct)
    {
        var session = await connections.VisitHomeAsync(target, ct);
        try
        {
            await session.AskAsync(ReserveStatements.Settle, [], row => row.GetString(0), ct);
            await session.AskAsync(ReserveStatements.Begin, [], row => row, ct);
            await session.AskAsync(ReserveStatements.Hold, [], row => row, ct);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private async Task LetGoAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }
}
