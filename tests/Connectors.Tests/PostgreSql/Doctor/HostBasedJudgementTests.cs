using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Doctor;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql.Doctor;

// Rule 19
public sealed class HostBasedJudgementTests
{
    private static readonly Target HrProd = JudgementTests.HrProd;

    [Theory]
    [InlineData("host all all 10.0.0.0 255.0.0.0 trust", "hba.method Problem, hba.plaintext Warning")]
    [InlineData("hostssl all all 10.0.0.0 255.0.0.0 trust", "hba.method Problem")]
    [InlineData("host all all 127.0.0.1 255.255.255.255 trust", "hba.method Warning")]
    [InlineData("local all all trust", "hba.method Warning")]
    [InlineData("local all all peer", "hba.method Note")]
    [InlineData("hostssl all all all ldap", "hba.method Warning")]
    [InlineData("hostssl all all all cert", "hba.method Warning")]
    [InlineData("hostssl all all all md5", "hba.md5 Note")]
    [InlineData("hostssl all all all password", "hba.cleartext-password Warning")]
    [InlineData("host all all all scram-sha-256", "hba.plaintext Warning")]
    [InlineData("hostssl all all all scram-sha-256", "")]
    [InlineData("host all all all reject", "")]
    [InlineData("hostssl all postgres all trust", "")]
    [InlineData("hostssl all jit_backup all trust", "hba.method Problem")]
    [InlineData("hostssl all +hr_readers all trust", "hba.method Problem")]
    [InlineData("hostssl all +staff all trust", "")]
    [InlineData("hostssl replication all all trust", "")]
    [InlineData("hostssl archive all all trust", "")]
    [InlineData("hostssl archive,hr all all trust", "hba.method Problem")]
    [InlineData("hostssl all /^j.t_ all trust", "hba.method Problem")]
    [InlineData("hostssl all /^svc_.*$ all trust", "")]
    [InlineData("hostssl all /^svc_|jit_ all trust", "hba.method Problem")]
    [InlineData("hostssl all /^x?jit_ all trust", "hba.method Problem")]
    [InlineData("hostssl all all all scram-sha-256; hostssl all all 10.0.0.0 255.0.0.0 trust", "")]
    [InlineData("hostssl all /^jit_ 10.0.0.0 255.0.0.0 scram-sha-256; hostssl all all 10.0.0.0 255.0.0.0 trust", "")]
    [InlineData("hostssl all postgres all scram-sha-256; hostssl all all all trust", "hba.method Problem")]
    [InlineData("hostssl archive all all scram-sha-256; hostssl all all all trust", "hba.method Problem")]
    [InlineData("local all all scram-sha-256; hostssl all all all trust", "hba.method Problem")]
    [InlineData("hostnossl all all all reject; host all all all scram-sha-256", "")]
    public void Lines_are_judged_by_what_they_do_with_accounts(string lines, string expected) => Assert.Equal(
        expected, string.Join(", ", HostBasedJudgement.Of(Rules(lines), HrProd, ["hr_readers"], 18).Select(finding => $"{finding.Id} {finding.Severity}")));

    // Before 16 what begins with a slash is a name.
    [Fact]
    public void Patterns_count_from_16_on() => Assert.Empty(HostBasedJudgement.Of(Rules("hostssl all /^jit_ all trust"), HrProd, [], 15));

    [Theory]
    [InlineData(15, "pg_hba.conf line 1, in its place: host  all  all  10.0.0.0  255.0.0.0  scram-sha-256", "pg_hba.conf line 1, in its place: hostssl  all  all  10.0.0.0  255.0.0.0  trust")]
    [InlineData(16, "pg_hba.conf line 1, on a line before it: host  all  /^jit_  10.0.0.0  255.0.0.0  scram-sha-256", "pg_hba.conf line 1, on a line before it: hostnossl  all  /^jit_  10.0.0.0  255.0.0.0  reject")]
    public void The_line_that_mends_it_is_printed(int major, string method, string plaintext) => Assert.Equal(
        [method, plaintext],
        HostBasedJudgement.Of(Rules("host all all 10.0.0.0 255.0.0.0 trust"), HrProd, [], major).Select(finding => finding.Settings[0]));

    private static ImmutableArray<HostBasedRule> Rules(string lines) => [.. lines.Split("; ").Select((line, at) => Rule(line.Split(' '), at + 1))];

    private static HostBasedRule Rule(string[] words, int line) => new(
        "pg_hba.conf", line, words[0], [.. words[1].Split(',')], [.. words[2].Split(',')],
        words.Length > 4 ? words[3] : "", words.Length > 5 ? words[4] : "", words[^1]);
}
