using JitBot.Connectors.PostgreSql.Statements;
using JitBot.Core.Statements;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

// Rules 29, 31, 32
public sealed class StatementCheckTests
{
    public static TheoryData<string> Ids => [.. StatementCorpus.Cases.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_statement_gets_its_verdict_and_a_refusal_points_at_what_is_wrong(string id)
    {
        var one = StatementCorpus.Cases[id];

        var found = StatementCheck.Judge(one.Sql) is StatementVerdict.Refused refused ? $"refused at {one.Sql.Substring(refused.Start, refused.Length)}" : "allowed";

        Assert.Equal(one.Verdict == "allowed" ? "allowed" : $"refused at {one.At}", found);
    }

    [Fact]
    public void A_lone_surrogate_is_refused() =>
        Assert.Equal(new StatementVerdict.Refused("Character 9 cannot be seen (U+D800). Take it out.", 8, 1), StatementCheck.Judge("select '\ud800'"));

    [Fact]
    public void A_statement_has_a_longest_length()
    {
        var longest = "select '" + new string('x', StatementCheck.MostText - 9) + "'";

        Assert.IsType<StatementVerdict.Allowed>(StatementCheck.Judge(longest));
        Assert.Equal(
            new StatementVerdict.Refused("A statement has at most 20000 characters, and this one has 20001.", 20_000, 1), StatementCheck.Judge(longest + " "));
    }

    // Rule 36: more lines no chat could put whole before whoever decides.
    [Fact]
    public void A_statement_has_a_most_of_lines()
    {
        var most = $"select 1{new string('\n', StatementCheck.MostLines - 2)}+ 1";

        Assert.IsType<StatementVerdict.Allowed>(StatementCheck.Judge(most));
        Assert.Equal("A statement has at most 1000 lines, and this one has 1001.", Assert.IsType<StatementVerdict.Refused>(StatementCheck.Judge(most.Replace("+", "\n\n+", StringComparison.Ordinal))).Why);
    }

    [Theory]
    [InlineData("delete from employee", "Only what reads is run: a statement begins with SELECT, WITH, VALUES, TABLE, SHOW or EXPLAIN, not with DELETE.")]
    [InlineData("select 1; select 2", "One statement at a time: another one begins here.")]
    [InlineData("with x as (update employee set name = '') select 1", "UPDATE writes, and only reading is run. If it is a name here, write \"update\".")]
    [InlineData("select * from employee for update", "FOR UPDATE locks the rows it reads: leave it away.")]
    [InlineData("select pg_sleep(9)", "pg_sleep waits, and is not run here.")]
    [InlineData("select 'a", "This text is not closed: ' is missing.")]
    [InlineData("select $1", "There is nothing to put in for $1: write the value itself.")]
    public void A_refusal_says_what_was_found_and_what_to_do(string sql, string why) =>
        Assert.Equal(why, Assert.IsType<StatementVerdict.Refused>(StatementCheck.Judge(sql)).Why);
}
