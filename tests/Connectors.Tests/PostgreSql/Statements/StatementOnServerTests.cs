using JitBot.Core.Statements;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

/// <summary>What the server does with each statement of the corpus.</summary>
public sealed class StatementOnServerTests(ServerFixture servers)
{
    // It changes nothing, and takes time.
    private const string NotTried = "pg_sleep";

    public static TheoryData<int> Majors => [15, 16, 17, 18];

    // Rule 31
    [Theory, MemberData(nameof(Majors))]
    public async Task Whatever_is_allowed_runs_or_fails_for_a_reason_of_its_own_and_changes_nothing(int major)
    {
        await using var world = await StartAsync(major);
        var before = await world.ChecksumAsync();
        List<string> wrong = [];

        foreach (var one in StatementCorpus.Cases.Values.Where(one => one.Verdict == "allowed"))
        {
            if ((await world.RunAsync(one.Sql)).Result is not RunResult.Ran and var result)
            {
                wrong.Add($"{one.Id}: {result}");
            }
        }

        Assert.Equal([], wrong);
        Assert.Equal(before, await world.ChecksumAsync());
    }

    // Rules 31, 32
    [Theory, MemberData(nameof(Majors))]
    public async Task Were_the_check_not_there_the_session_itself_would_change_nothing_either(int major)
    {
        await using var world = await StartAsync(major);
        var before = await world.ChecksumAsync();

        var ran = 0;
        foreach (var one in StatementCorpus.Cases.Values.Where(one => one.Verdict == "refused" && one.Sql.Length > 0 && !one.Id.StartsWith("refused.parameters", StringComparison.Ordinal) && !one.Sql.Contains(NotTried, StringComparison.OrdinalIgnoreCase)))
        {
            var result = await world.RunUncheckedAsync(one.Sql.Replace("\0", "", StringComparison.Ordinal), StatementWorld.Limits with { Timeout = TimeSpan.FromMilliseconds(500) });
            Assert.False(result is RunResult.NoLogin or RunResult.Unreachable, $"{one.Id}: {result}");
            ran += result is RunResult.Ran ? 1 : 0;
        }

        Assert.InRange(ran, 20, StatementCorpus.Cases.Count);

        Assert.Equal(before, await world.ChecksumAsync());
    }

    private async Task<StatementWorld> StartAsync(int major) =>
        await StatementWorld.StartAsync(servers, major, "public.employee", "public.salary", "public.directory", "public.headcount", "pay.entry");
}
