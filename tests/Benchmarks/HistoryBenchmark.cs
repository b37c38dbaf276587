using JitBot.Bot.Storage;
using JitBot.Core;
using JitBot.Core.Storage;
using JitBot.Core.Work;
using static JitBot.Benchmarks.Comparison;

namespace JitBot.Benchmarks;

/// <summary>A turn of both lanes in which nothing is due: on an empty store, and on one with a million ended requests and ten thousand live ones.</summary>
internal static class HistoryBenchmark
{
    private const int Ended = 1_000_000;
    private const int Live = 10_000;

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        await using var empty = await StoreAsync(world, "bench_empty", ct);
        await using var full = await StoreAsync(world, "bench_full", ct);
        await FillAsync(world, ct);
        return [await OfAsync($"a turn of both lanes, {Ended:N0} ended and {Live:N0} live requests against none", runs * 5, 1.5, _ => TurnAsync(empty), _ => TurnAsync(full))];
    }

    private static Task<TimeSpan> TurnAsync(Store store) => TimeAsync(async () =>
    {
        foreach (var lane in Enum.GetValues<Lane>())
        {
            if (await store.Requests.ClaimDueAsync(new(lane, TimeProvider.System.Now(), 64), default) is not { IsEmpty: true })
            {
                throw new InvalidOperationException("Something was due.");
            }

            await store.Requests.NextDueAsync(lane, [], default);
        }
    });

    private static async Task<Store> StoreAsync(BenchWorld world, string name, CancellationToken ct)
    {
        await world.AdministerAsync("postgres", $"create database {name} owner jitbot_store", ct);
        var database = PostgresDatabase.At($"{world.Prepared.StoreConnection.Replace("Database=jitbot", $"Database={name}", StringComparison.Ordinal)};Password={world.Prepared.StorePassword.Reveal()}");
        await PostgresSchema.EnsureAsync(database, ct);
        return new(database, new PostgresAccessStore(database, Microsoft.Extensions.Logging.Abstractions.NullLogger<PostgresAccessStore>.Instance));
    }

    /// <summary>Rows like those of real lives: copies of one that was asked for, decided and issued.</summary>
    private static async Task FillAsync(BenchWorld world, CancellationToken ct)
    {
        var grant = await world.GrantAsync(TimeSpan.FromHours(8));
        foreach (var (state, count, access, outreach) in new[]
            { ("Ended", Ended, "null", "now() + interval '400 days' - i * interval '1 second'"), ("Active", Live, "now() + interval '1 hour' + i * interval '1 second'", "now() + interval '1 hour' + i * interval '1 second'") })
        {
            await world.AdministerAsync("bench_full", $"""
                insert into jitbot.request (id, version, document, requester, target, state, submitted_at, access_due, outreach_due)
                select lower('{state}' || i), i, document, 'dana' || i % 500, 'hr-prod', '{state}', now() - i * interval '1 second', {access}, {outreach}
                from generate_series(1, {count}) i, lateral (select $bench${RequestDocument.Write(grant)}$bench$::jsonb as document) copied;
                """, ct);
        }

        await world.AdministerAsync("bench_full", "vacuum analyze jitbot.request", ct);
    }

    private sealed record Store(PostgresDatabase Database, PostgresAccessStore Requests) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }
}
