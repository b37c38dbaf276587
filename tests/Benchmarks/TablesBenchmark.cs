using JitBot.Core.Requests;
using JitBot.Core.Targets;
using static JitBot.Benchmarks.Comparison;

namespace JitBot.Benchmarks;

/// <summary>A grant on a whole schema and its end, where the schema has ten tables and where it has ten thousand; the scope role is warm.</summary>
internal static class TablesBenchmark
{
    private const int Few = 10;
    private const int Many = 10_000;
    private const int AtOnce = 500;

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        await FillAsync(world, "hr_prod", Few, ct);
        await FillAsync(world, BenchWorld.Wide, Many, ct);
        var masked = world.Target with { Id = "masked", Masking = new() { Rules = [new("*", "bench_*", "text", new(MaskKind.Full))] } };
        return
        [
            await OfAsync($"a grant and its end, {Many} tables against {Few}", runs, 1.1,
                round => TimeAsync(() => LiveAsync(world, world.Target, "hr_prod", $"{round}", ct)),
                round => TimeAsync(() => LiveAsync(world, world.Target, BenchWorld.Wide, $"{round}", ct))),
            await OfAsync("the same, each table masked", runs, 1.1,
                round => TimeAsync(() => LiveAsync(world, masked, "hr_prod", $"masked {round}", ct)),
                round => TimeAsync(() => LiveAsync(world, masked, BenchWorld.Wide, $"masked {round}", ct))),
        ];
    }

    /// <summary>So many tables at a time: each takes a lock until its transaction is over.</summary>
    private static async Task FillAsync(BenchWorld world, string database, int tables, CancellationToken ct)
    {
        for (var from = 0; from < tables; from += AtOnce)
        {
            await world.AdministerAsync(database,
                $"do $$ begin for i in {from}..{Math.Min(from + AtOnce, tables) - 1} loop execute format('create table if not exists bench_%s (id int primary key, text text)', i); end loop; end $$", ct);
        }
    }

    private static async Task LiveAsync(BenchWorld world, Target target, string database, string round, CancellationToken ct)
    {
        var connector = world.Get<ITargetConnector>();
        var id = RequestId.From(new("bench", database, round));
        var account = new Account(id, new("dana"), $"jit_dana_{id}", null, database, DateTimeOffset.FromUnixTimeSeconds(4_000_000_000));
        var scope = new AccessScope { Target = target.Id, Level = "read", Database = database, Schemas = ["public"] };
        var order = new AccountOrder(account, scope, target.Profile("read")!);
        var result = await connector.IssueAsync(target, order, ct);
        while (result is IssueResult.NotNow)
        {
            // The first one makes all the views there are, and is not done with it at once.
            result = await connector.IssueAsync(target, order, ct);
        }

        var issued = result as IssueResult.Issued ?? throw new InvalidOperationException($"It was not issued: {result}.");
        var ended = await connector.EndAsync(target, [account with { ServerId = issued.ServerId }], ct);
        if (ended[0] is not EndResult.Gone)
        {
            throw new InvalidOperationException($"It did not end: {ended[0]}.");
        }
    }
}
