using System.CommandLine;
using JitBot.Bot.Operator;

namespace JitBot.Bot.Tests.Operator;

public sealed class StatementCheckCommandTests
{
    [Fact]
    public async Task Each_statement_of_a_file_gets_a_line_with_its_verdict() => Assert.Equal(
        new Said(
            ExitCodes.Done,
            """
            {"id":"a","verdict":"allowed","why":null}
            {"id":2,"verdict":"refused","why":"Only what reads is run: a statement begins with SELECT, WITH, VALUES, TABLE, SHOW or EXPLAIN, not with DELETE."}
            {"id":"c","verdict":"refused","why":"Half of a surrogate pair stands alone in it. Take it out."}

            """,
            ""),
        await RunAsync("""
            {"id":"a","sql":"select 1"}

            {"id":2,"sql":"delete from employee","note":"as an object may have"}
            {"id":"c","sql":"select '\ud800'"}
            """));

    [Fact]
    public async Task A_line_that_is_no_statement_is_told_with_its_number_and_the_others_are_judged()
    {
        var said = await RunAsync("""
            {"id":"a"}
            {"id":"b","sql":"select 1"}
            select 1
            """);

        Assert.Equal((ExitCodes.LookAtIt, "{\"id\":\"b\",\"verdict\":\"allowed\",\"why\":null}\n"), (said.Code, said.Output));
        Assert.Matches("^.*, line 1: expected {\"id\": \"1\", \"sql\": \"select 1\"}.\n.*, line 3: expected ", said.Error);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said_to_be_missing()
    {
        var said = await RunAsync(null);

        Assert.Equal(ExitCodes.LookAtIt, said.Code);
        Assert.Contains("is not there. It holds a line such as", said.Error, StringComparison.Ordinal);
    }

    private static async Task<Said> RunAsync(string? lines)
    {
        var file = Path.Combine(Path.GetTempPath(), $"jitbot-statements-{Guid.NewGuid():N}.jsonl");
        if (lines is not null)
        {
            await File.WriteAllTextAsync(file, lines, TestContext.Current.CancellationToken);
        }

        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await new RootCommand { StatementCommand.Create() }.Parse(["statement", "check", file])
            .InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        File.Delete(file);
        return new(code, output.ToString(), error.ToString());
    }
}
