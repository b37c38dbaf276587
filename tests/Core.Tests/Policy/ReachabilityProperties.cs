using System.Collections.Immutable;
using JitBot.Core.Policy;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Core.Tests.Policy;

/// <summary>What is found to be out of reach is never reached, and what is reached is never said to be out of it.</summary>
public sealed class ReachabilityProperties
{
    private const int Policies = 3_000;
    private const int Situations = 200;

    private static readonly string[] Parts =
    [
        "request.level == 'read'", "request.level == 'write'", "request.level != 'read'", "request.level in ['read', 'write']", "request.unmask", "!request.data_export",
        "request.duration > duration('1h')", "request.duration <= duration('1h')", "request.duration < duration('4h')", "resource.target == 'a'", "'a' == resource.target",
        "resource.target in ['a', 'b']", "resource.target != 'c'", "requester.active_grants >= 2", "requester.active_grants < 2", "requester.email.endsWith('.org')",
        "'dba' in requester.groups", "size(requester.groups) > 0", "now.getHours() < 8", "now.getHours() >= 8", "resource.table_name == 'salary'", "resource.table_name != 'salary'",
        "request.tables.exists(t, t == 'hr.salary')", "true", "false", "has(resource.labels.team)", "resource.labels.team == 'x'",
        "resource.database_name == 'hr'", "resource.database_name != 'hr'", "'crm' in request.databases", "size(request.databases) > 1",
    ];

    [Fact]
    public void A_rule_said_to_be_out_of_reach_never_applies()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("JITBOT_FAULT_SEED"), System.Globalization.CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        var random = new Random(seed);
        var found = 0;
        for (var round = 0; round < Policies; round++)
        {
            var policy = RandomPolicy(random);
            var unreachable = Reachability.Of(policy).Select(finding => finding.Place).ToHashSet();
            found += unreachable.Count;
            for (var i = 0; i < Situations && unreachable.Count > 0; i++)
            {
                var verdict = PolicyEngine.Decide(policy, RandomFacts(random));

                // A rule that could not be judged leaves room for those behind it, which no proof speaks of.
                Assert.False(verdict.Failures.IsEmpty && unreachable.Contains(verdict.Place),
                    $"JITBOT_FAULT_SEED={seed}: rule {verdict.Place} of {string.Join(" | ", policy.Rules.Select(rule => rule.When!.Source))}");
            }
        }

        Assert.True(found > Policies / 10, $"Only {found} findings: nothing was shown.");
    }

    private static PolicyDocument RandomPolicy(Random random) => new(
        "v",
        [
            .. Enumerable.Range(0, random.Next(2, 5)).Select(place => new PolicyRule
            {
                Name = $"rule {place}",
                When = JitWorld.When(RandomCondition(random, 2)),
                Steps = random.Next(3) == 0 ? [] : [new(["dba"])],
            }),
        ],
        new() { Name = "fallback", Steps = [new(["dba"])] });

    private static string RandomCondition(Random random, int depth) => depth == 0 ? Parts[random.Next(Parts.Length)] : random.Next(4) switch
    {
        0 => $"({RandomCondition(random, depth - 1)} && {RandomCondition(random, depth - 1)})",
        1 => $"({RandomCondition(random, depth - 1)} || {RandomCondition(random, depth - 1)})",
        2 => $"!({RandomCondition(random, depth - 1)})",
        _ => RandomCondition(random, 0),
    };

    private static RequestFacts RandomFacts(Random random) => new()
    {
        Target = new()
        {
            Id = Pick(random, "a", "b", "c", "d"), Engine = "postgresql", Connection = new(""), Advertised = new("", 1, ""), Environment = "production", Databases = ["hr"],
            Owners = [], Channels = ImmutableDictionary<string, string>.Empty,
            Labels = random.Next(2) == 0 ? ImmutableDictionary<string, string>.Empty.Add("team", Pick(random, "x", "y")) : ImmutableDictionary<string, string>.Empty,
        },
        Profile = AccessProfile.BuiltIn[random.Next(2)],
        Database = Pick(random, "hr", "crm"),
        Tables = RandomTables(random),
        Elsewhere = Pick<DatabaseFacts[]>(random, [], [], [new("crm", RandomTables(random), RequestFacts.NoneMasked)], [new("hr", RandomTables(random), RequestFacts.NoneMasked)]).ToImmutableArray(),
        Duration = TimeSpan.FromMinutes(Pick(random, 30, 60, 61, 240, 300)),
        Unmask = random.Next(2) == 0,
        DataExport = random.Next(2) == 0,
        Requester = new(new("dana"), Pick(random, "dana@example.com", "dana@example.org"), Pick<string[]>(random, [], ["dba"], ["dev"]).ToImmutableArray(), random.Next(4)),
        Now = new(2026, 11, 20, random.Next(24), 0, 0, TimeSpan.Zero),
    };

    private static ImmutableArray<TableName> RandomTables(Random random) => [.. new TableName[] { new("hr", "salary"), new("hr", "title") }.Where(_ => random.Next(2) == 0)];

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
