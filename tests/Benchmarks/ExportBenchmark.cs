using JitBot.Bot.Exports;
using JitBot.Core;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Npgsql;
using static JitBot.Benchmarks.Comparison;

namespace JitBot.Benchmarks;

/// <summary>A million rows made into the file that a chat is given, by a grant's own login, against the server's own CSV of the same rows over the same login; and what else feels of it.</summary>
internal static class ExportBenchmark
{
    private const int Rows = 1_000_000;
    private const string Statement = "select id, name, email, salary, hired_at from bench_export";
    private const double BoundMegabytes = 64;
    private const double BoundMs = 250;
    private static readonly StatementLimits Limits = new StatementCaps().Exported with { Rows = Rows };
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(10);

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        await world.AdministerAsync("hr_prod", $"""
            create table bench_export as select i as id, 'Person ' || i as name, 'person' || i || '@example.com' as email, (i % 9000)::numeric(10, 2) as salary,
                timestamptz '2020-01-01Z' + i * interval '1 minute' as hired_at from generate_series(1, {Rows}) i;
            analyze bench_export
            """, ct);
        var (account, password) = await OpenAsync(world, ct);
        await using var logins = NpgsqlDataSource.Create(
            $"Host=127.0.0.1;Port={world.Target.Advertised.Port};Database=hr_prod;Username={account.Name};Password={password.Reveal()};Pooling=false");

        // The first, so that none before it has made the process as large as it becomes.
        var (megabytes, waits) = await WatchAsync(world, () => ExportAsync(world, account, password, ct), ct);
        var ratio = await OfAsync($"{Rows:N0} rows as CSV, against COPY", Math.Max(3, runs / 20), 2,
            _ => TimeAsync(() => CopyAsync(logins, ct)),
            _ => TimeAsync(() => ExportAsync(world, account, password, ct)));
        return
        [
            ratio,
            Within("resident memory that it adds at most", BoundMegabytes, megabytes, "MiB"),
            Within("an answer of the store meanwhile, p99", BoundMs, Quantile(waits, 0.99)),
        ];
    }

    private static async Task<(Account Account, Secret Password)> OpenAsync(BenchWorld world, CancellationToken ct)
    {
        var connector = world.Get<ITargetConnector>();
        var id = RequestId.From(new("bench", "export", "1"));
        var account = new Account(id, new("dana"), $"jit_dana_{id}", null, "hr_prod", DateTimeOffset.FromUnixTimeSeconds(4_000_000_000));
        var scope = new AccessScope { Target = world.Target.Id, Level = "read", Database = "hr_prod", Tables = [new("public", "bench_export")] };
        var issued = Expect<IssueResult.Issued>(await connector.IssueAsync(world.Target, new(account, scope, world.Target.Profile("read")!), ct));
        var (login, password) = (account with { ServerId = issued.ServerId }, Secret.NewPassword());
        Expect<OpenResult.Opened>(await connector.OpenAsync(world.Target, login, password, ct));
        return (login, password);
    }

    private static async Task CopyAsync(NpgsqlDataSource logins, CancellationToken ct)
    {
        await using var connection = await logins.OpenConnectionAsync(ct);
        using var csv = await connection.BeginTextExportAsync($"copy ({Statement}) to stdout (format csv, header)", ct);
        var buffer = new char[64 * 1024];
        while (await csv.ReadAsync(buffer, ct) > 0)
        {
        }
    }

    private static async Task ExportAsync(BenchWorld world, Account account, Secret password, CancellationToken ct)
    {
        await using var file = new ExportBuffer("bench.csv", long.MaxValue);
        await using (var csv = new CsvSink(file, several: false))
        {
            var ran = Expect<RunResult.Ran>(await world.Get<ITargetConnector>().RunAsync(world.Target, account, password, Statement, Limits, csv, ct));
            if (ran is not { Rows: Rows, Cap: ResultCap.None })
            {
                throw new InvalidOperationException($"Not all rows were read: {ran}.");
            }
        }

        // The chat is as fast as it is: what it takes is not ours.
        var (content, _) = await file.SealAsync(ct);
        await content.CopyToAsync(Stream.Null, ct);
    }

    /// <returns>How far resident memory rose above what it was before, and how long each of many small reads of the store took, in milliseconds.</returns>
    private static async Task<(double Megabytes, List<double> Waits)> WatchAsync(BenchWorld world, Func<Task> export, CancellationToken ct)
    {
        var store = world.Get<IKeyedStore>();
        List<double> waits = [];
        GC.Collect();
        var before = Environment.WorkingSet;
        var most = before;
        var exporting = Task.Run(export, ct);
        while (!exporting.IsCompleted)
        {
            waits.Add((await TimeAsync(() => store.FindAsync("installation", "id", TimeProvider.System.Now(), ct))).TotalMilliseconds);
            most = Math.Max(most, Environment.WorkingSet);
            await Task.WhenAny(exporting, Task.Delay(Apart, ct));
        }

        await exporting;
        return ((most - before) / (1024.0 * 1024), waits);
    }

    private static T Expect<T>(object outcome) =>
        outcome is T wanted ? wanted : throw new InvalidOperationException($"Wanted {typeof(T).Name}, got {outcome}.");
}
