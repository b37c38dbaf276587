using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Support;

namespace JitBot.Bot.Tests.Conversation.Commands;

public sealed class QueryLineTests
{
    private const string Odd = "select  'a,  \"b\"' as \"two  words\"  -- it's\n\tfrom employee\nwhere id in (1,2)";

    [Theory]
    [InlineData("query hr-prod in hr for 2h because INC-42 wrong totals\n")]
    [InlineData("query hr-prod for 2h in hr because INC-42 wrong totals\n```\n")]
    [InlineData("/jit query hr-prod because INC-42 wrong totals for 2h\nin hr ```sql\n")]
    [InlineData("query hr-prod 2h because INC-42 wrong totals\nin hr\n")]
    public void The_statement_is_kept_letter_for_letter_and_what_is_said_of_it_stands_before_it(string before)
    {
        var draft = Draft($"{before}{Odd}{(before.Contains("```", StringComparison.Ordinal) ? "\n```" : "")}");

        Assert.Equal(Odd, ApprovedStatement.Trimmed(draft.Statement!));
        Assert.Equal(("hr-prod", "hr", TimeSpan.FromHours(2), "INC-42 wrong totals", "INC-42"), (draft.Target, draft.Database, draft.Duration, draft.Reason, draft.Ticket));
    }

    [Theory]
    [InlineData("select 1 for update")]
    [InlineData("table employee")]
    [InlineData("with a as (select 1) select * from a")]
    [InlineData("(select 1)")]
    [InlineData("show server_version")]
    [InlineData("delete from employee")]
    public void From_the_first_word_that_says_nothing_else_all_of_it_is_the_statement(string sql)
    {
        Assert.Equal(sql, Draft($"query hr-prod {sql}").Statement);
        Assert.Equal(("hr-prod", sql), (Draft($"query hr-prod unmask export {sql}").Target, Draft($"query hr-prod unmask export {sql}").Statement));
    }

    [Theory]
    [InlineData("query select 1", "select 1")]
    [InlineData("query", "")]
    [InlineData("query `select 1`", "select 1")]
    public void Without_a_target_it_is_still_to_be_named(string line, string sql) => Assert.Equal(("", sql), (Draft(line).Target, Draft(line).Statement));

    [Fact]
    public void What_is_asked_beyond_reading_has_words_of_its_own()
    {
        var draft = Draft("query hr-prod in hr,\"my db\" unmask export until 18:00 UTC select 1");

        Assert.Equal(("hr", true, true), (draft.Database, draft.Unmask, draft.Export));
        Assert.Equal(["my db"], draft.AlsoIn);
        Assert.Equal((new DateTimeOffset(2026, 3, 2, 18, 0, 0, TimeSpan.Zero), "select 1"), (draft.Until, draft.Statement));
    }

    [Fact]
    public void A_reason_ends_with_its_line() => Assert.Equal(
        ("why not: select it", "select 1"), (Draft("query hr-prod because why not: select it\nselect 1").Reason, Draft("query hr-prod because why not: select it\nselect 1").Statement));

    [Fact]
    public void Words_beside_the_fence_that_say_nothing_are_not_left_out_in_silence() =>
        Assert.IsType<LineProblem.BesideTheFence>(Assert.IsType<ChatCommand.NotUnderstood>(Read("query hr-prod select ```1``` from employee")).Problem);

    [Theory]
    [InlineData("query hr-prod for 2h for 3h select 1")]
    [InlineData("query hr-prod in hr in hr2 select 1")]
    [InlineData("query hr-prod for soon select 1")]
    public void What_cannot_be_followed_is_refused(string line) => Assert.IsType<ChatCommand.NotUnderstood>(Read(line));

    [Theory]
    [InlineData("run", null, null)]
    [InlineData("run k3v7q2mzt5ab", "k3v7q2mzt5ab", null)]
    [InlineData("run k3v7q2mzt5ab select 1", "k3v7q2mzt5ab", "select 1")]
    [InlineData("run k3v7q2mzt5ab ```\nselect  1\n```", "k3v7q2mzt5ab", "\nselect  1\n")]
    [InlineData("run select 1", null, "select 1")]
    public void Run_takes_an_id_and_a_statement_or_neither(string line, string? id, string? typed)
    {
        var run = Assert.IsType<ChatCommand.Run>(Read(line));

        Assert.Equal((id, typed), (run.Id?.Value, run.Typed));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var line = QueryLine.Write(Lives.StatementActive, Lives.StatementActive.Statement!.Text, null);
        var draft = Draft(line);

        Assert.Equal(Lives.StatementActive.Statement.Text, draft.Statement);
        Assert.Equal(("hr-prod", "hr", true, true), (draft.Target, draft.Database, draft.Unmask, draft.Export));
    }

    private static RequestDraft Draft(string line) => Assert.IsType<ChatCommand.Request>(Read(line)).Draft;

    private static ChatCommand Read(string line) => CommandLine.Read(line, ManualTime.Start);
}
