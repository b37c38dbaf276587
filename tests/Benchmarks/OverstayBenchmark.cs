using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Benchmarks;

/// <summary>
/// How long a session outlives its end, as its client sees it: each grant has a session that runs a statement, and the clock stops when that
/// statement fails.
/// </summary>
internal static class OverstayBenchmark
{
    private const int Crowd = 1000;
    private const double BoundMs = 1000;
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(250);

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        var few = await OverstaysAsync(world, Math.Min(runs, 100), Apart, ct);
        var many = await OverstaysAsync(world, Crowd, TimeSpan.Zero, ct);
        return
        [
            Comparison.Within($"overstay of {few.Count} sessions ending one after the other, p99", BoundMs, Comparison.Quantile(few, 0.99)),
            Comparison.Within($"overstay of {Crowd} sessions ending at once, p99", BoundMs, Comparison.Quantile(many, 0.99)),
        ];
    }

    private static async Task<List<double>> OverstaysAsync(BenchWorld world, int count, TimeSpan apart, CancellationToken ct)
    {
        await world.GrantAsync(count, TimeSpan.FromHours(1), ct);
        var grants = (await world.Get<IAccessStore>().ListAsync(new() { States = [RequestState.Active], Limit = count }, ct)).Take(count).ToArray();
        var sessions = new NpgsqlConnection[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = BenchWorld.Writers, CancellationToken = ct },
            async (i, token) => sessions[i] = await OpenAsync(world, grants[i], token));

        var first = TimeProvider.System.GetUtcNow() + (count * TimeSpan.FromMilliseconds(5)) + Ahead;
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = BenchWorld.Writers, CancellationToken = ct },
            async (i, token) => await EndAtAsync(world, grants[i], first + (i * apart), token));

        var overstays = new double[count];
        var watching = Enumerable.Range(0, count).Select(async i => overstays[i] = (await CutAtAsync(sessions[i]) - (first + (i * apart))).TotalMilliseconds).ToArray();
        await world.RunAccessUntilAsync(() => Task.FromResult(watching.All(watch => watch.IsCompleted)));
        await Task.WhenAll(watching);
        return overstays.Min() > 0 ? [.. overstays] : throw new InvalidOperationException($"A session was cut {-overstays.Min():0} ms before its end.");
    }

    private static async Task<NpgsqlConnection> OpenAsync(BenchWorld world, AccessRequest grant, CancellationToken ct)
    {
        var shown = await world.Get<RevealSecret>().HandleAsync(grant.Id, world.Directory.People[grant.Requester.Value], null, ct) as RevealOutcome.Revealed
            ?? throw new InvalidOperationException("Nothing was shown.");
        var session = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={world.Target.Advertised.Port};Database=hr_prod;Username={shown.Credentials.User};Password={shown.Credentials.Password.Reveal()};Pooling=false;Command Timeout=0");
        await session.OpenAsync(ct);
        return session;
    }

    /// <summary>As if it had been approved for exactly so long: in the document, and on the target.</summary>
    private static async Task EndAtAsync(BenchWorld world, AccessRequest grant, DateTimeOffset at, CancellationToken ct)
    {
        var end = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        var moved = await world.Get<IAccessStore>().ChangeAsync<AccessRequest?>(grant.Id, null, request =>
        {
            var ending = request with { Grant = request.Grant with { EndsAt = end } };
            return new(ending, ending);
        }, ct);
        await world.Get<ITargetConnector>().MoveEndAsync(world.Target, moved!.Account, ct);
    }

    private static async Task<DateTimeOffset> CutAtAsync(NpgsqlConnection session)
    {
        try
        {
            await using var command = new NpgsqlCommand("select pg_sleep(3600)", session);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            throw new InvalidOperationException("The session was not cut.");
        }
        catch (NpgsqlException)
        {
            return TimeProvider.System.GetUtcNow();
        }
        finally
        {
            await session.DisposeAsync();
        }
    }
}
