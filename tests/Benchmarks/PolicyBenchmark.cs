using JitBot.Core.Incidents;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Targets;
using JitBot.Support;
using static JitBot.Benchmarks.Comparison;

namespace JitBot.Benchmarks;

/// <summary>The verdict of five hundred rules of which the last applies: by itself, and with everything looked up that conditions ask about.</summary>
internal static class PolicyBenchmark
{
    private const int Rules = 500;
    private const int Ended = 200_000;
    private const int Live = 10_000;
    private const int WarmUp = 1_000;

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchWorld world, int runs, CancellationToken ct)
    {
        await using var empty = await BenchStore.CreateAsync(world, "bench_policy_empty", ct);
        await using var full = await BenchStore.CreateAsync(world, "bench_policy_full", ct);
        await full.FillAsync(world, Ended, Live, ct);
        var policy = Policy();
        var times = new List<double>();
        for (var run = 0; run < (runs * 20) + WarmUp; run++)
        {
            var took = await TimeAsync(() => Task.FromResult(Decide(policy, world.Target, new(new("dana1"), "dana1@example.com", ["dev", "payroll"], 2))));
            times.Add(took.TotalMilliseconds);
        }

        // The first run code that is not compiled for speed yet.
        var warm = times.Skip(WarmUp).ToArray();
        return
        [
            Within($"{Rules} rules decided, p99", 1, Quantile(warm, 0.99)),
            Within("the same, median", 1, Quantile(warm, 0.5)),
            await OfAsync($"the same with what is looked up, {Ended + Live:N0} stored requests against none", runs * 5, 1.5, _ => LookUpAsync(world, empty, policy), _ => LookUpAsync(world, full, policy)),
        ];
    }

    private static Task<TimeSpan> LookUpAsync(BenchWorld world, BenchStore store, PolicyDocument policy)
    {
        var facts = new GatherFacts(world.Directory, store.Requests, world.Get<TargetRegistry>(), world.Get<OpenIncidents>(), TimeProvider.System);
        var dana = world.Directory.People["dana"] with { Id = new("dana1") };
        return TimeAsync(async () => Decide(policy, world.Target, await facts.RequesterAsync(dana, asked: null, policy, default)));
    }

    private static PolicyVerdict Decide(PolicyDocument policy, Target target, RequesterFacts requester)
    {
        var verdict = PolicyEngine.Decide(policy, new()
        {
            Target = target,
            Profile = target.Profiles[0],
            Database = "hr_prod",
            Tables = [new("public", "employee"), new("public", "title"), new("public", "department")],
            Duration = TimeSpan.FromHours(2),
            Reason = "INC-42 wrong titles",
            Ticket = "INC-42",
            Requester = requester,
            Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        });
        return verdict.Rule.Name == "the last" ? verdict : throw new InvalidOperationException($"Rule {verdict.Rule.Name} applied.");
    }

    /// <summary>Conditions as people write them, each with something of its own; every tenth is on tables.</summary>
    private static PolicyDocument Policy() => new(
        "bench",
        [
            .. Enumerable.Range(0, Rules - 1).Select(i => new PolicyRule { Name = $"rule {i}", When = JitWorld.When(Condition(i)), Steps = [new(["dba"])] }),
            new PolicyRule { Name = "the last", When = JitWorld.When("requester.active_grants < 100"), Steps = [new(["dba"])] },
        ],
        new() { Name = "fallback", Steps = [new(["dba"])] });

    private static string Condition(int i) => (i % 10) switch
    {
        0 => $"resource.schema_name == 'public' && resource.table_name in ['salary_{i}', 'bonus_{i}']",
        1 => $"request.reason.matches('^CHG-{i}[0-9]+')",
        2 => $"now.getHours('Europe/Berlin') >= 22 && resource.target == 'target-{i}'",
        3 => $"request.tables.exists(table, table == 'public.secret_{i}')",
        4 => $"'group-{i}' in requester.groups || requester.email.endsWith('@partner{i}.example.com')",
        _ => $"resource.environment_id == 'staging-{i}' && request.level == 'write' && request.duration > duration('1h')",
    };
}
