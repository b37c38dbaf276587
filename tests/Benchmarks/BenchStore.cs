using JitBot.Bot.Storage;
using JitBot.Core.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitBot.Benchmarks;

/// <summary>A store of its own beside the benchmark's, with as much history as one wants.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly string _name;

    private BenchStore(PostgresDatabase database, string name)
    {
        (_database, _name) = (database, name);
        Requests = new PostgresAccessStore(database, NullLogger<PostgresAccessStore>.Instance);
    }

    public PostgresAccessStore Requests { get; }

    public static async Task<BenchStore> CreateAsync(BenchWorld world, string name, CancellationToken ct)
    {
        await world.AdministerAsync("postgres", $"create database {name} owner jitbot_store", ct);
        var database = PostgresDatabase.At($"{world.Prepared.StoreConnection.Replace("Database=jitbot", $"Database={name}", StringComparison.Ordinal)};Password={world.Prepared.StorePassword.Reveal()}");
        await PostgresSchema.EnsureAsync(database, ct);
        return new(database, name);
    }

    /// <summary>Rows like those of real lives: copies of one that was asked for, decided and issued, of five hundred people.</summary>
    public async Task FillAsync(BenchWorld world, int ended, int live, CancellationToken ct)
    {
        var grant = await world.GrantAsync(TimeSpan.FromHours(8));
        foreach (var (state, count, access, outreach) in new[]
            { ("Ended", ended, "null", "now() + interval '400 days' - i * interval '1 second'"), ("Active", live, "now() + interval '1 hour' + i * interval '1 second'", "now() + interval '1 hour' + i * interval '1 second'") })
        {
            await world.AdministerAsync(_name, $"""
                insert into jitbot.request (id, version, document, requester, target, state, submitted_at, access_due, outreach_due)
                select lower('{state}' || i), i, document, 'dana' || i % 500, 'hr-prod', '{state}', now() - i * interval '1 second', {access}, {outreach}
                from generate_series(1, {count}) i, lateral (select $bench${RequestDocument.Write(grant)}$bench$::jsonb as document) copied;
                """, ct);
        }

        await world.AdministerAsync(_name, "vacuum analyze jitbot.request", ct);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
