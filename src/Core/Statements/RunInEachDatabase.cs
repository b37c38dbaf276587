using System.Runtime.CompilerServices;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Core.Statements;

/// <summary>Runs a request's statement in one of its databases after the other, until one has not given all it has. What follows would be a result with a gap.</summary>
public sealed class RunInEachDatabase(TargetRegistry targets, TimeProvider time)
{
    /// <summary>To a server, no time at all is no limit.</summary>
    internal static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    // Timers take no more than some weeks, and no run lasts a day.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <param name="password">Of its account, which is the same in each.</param>
    /// <param name="limits">For all of them together.</param>
    public async IAsyncEnumerable<DatabaseResult> HandleAsync(
        AccessRequest request, Secret password, StatementLimits limits, LeavingRows sink, [EnumeratorCancellation] CancellationToken ct)
    {
        var target = targets.Find(request.Scope.Target)!;
        var begun = time.Now();
        var until = begun + limits.Timeout;

        // What stands before a statement on its way, looking and connecting, takes time beside its own.
        using var end = new CancellationTokenSource(UntilEnd(request, begun), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, end.Token);
        foreach (var database in request.Scope.Databases)
        {
            var (rows, bytes) = (sink.Rows, sink.Bytes);
            var left = limits with { Timeout = until - time.Now() };
            RunResult result;
            try
            {
                result = left.Timeout < Shortest
                    ? new RunResult.TimedOut(time.Now() - begun)
                    : await targets.ConnectorOf(target).RunAsync(target, request.Account with { Database = database }, password, request.Statement!.Text, left, sink, stop.Token);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                result = new RunResult.Cut(time.Now() - begun);
            }

            var given = new DatabaseResult(database, result) { Rows = sink.Rows - rows, Bytes = sink.Bytes - bytes };
            yield return given;
            if (result is not RunResult.Ran { Cap: ResultCap.None })
            {
                yield break;
            }

            limits = limits with { Rows = limits.Rows - given.Rows, Bytes = limits.Bytes - given.Bytes };
        }
    }
    private static TimeSpan UntilEnd(AccessRequest request, DateTimeOffset now) =>
        TimeSpan.FromTicks(Math.Clamp((request.Grant.EndsAt!.Value - now).Ticks, 0, Longest.Ticks));
}
