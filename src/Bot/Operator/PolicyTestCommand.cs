using System.CommandLine;
using System.Globalization;
using JitBot.Core;
using Spectre.Console;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot policy test [CASES]</c>: whether a policy says what its operators wrote down that it should.</summary>
internal static class PolicyTestCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("cases") { Description = "The file with the cases; policy.tests.json beside policy.json if left out.", Arity = ArgumentArity.ZeroOrOne };
        var policy = PolicyCommand.PolicyOption();
        var json = PolicyCommand.JsonOption();
        var command = new Command("test", """
            Hold a policy against cases, as policy.sample.tests.json shows them. Ends with 1 if any fails.

            Example: jitbot policy test --policy policy.json --config jitbot.json
            """) { file, policy, json };
        command.Judges((run, _) =>
        {
            var policyFile = run.PolicyFile(run.Parsed.GetValue(policy));
            return RunAsync(run, policyFile, run.Parsed.GetValue(file) ?? PolicyCases.Beside(policyFile), run.Parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<int> RunAsync(PolicyRun run, string policyFile, string casesFile, bool json)
    {
        var policy = run.Read(policyFile);
        var results = PolicyCases.Read(casesFile, run.Organisation, TimeProvider.System.Now())
            .Select(tried => new Result(tried.Name, Judgement.Of(policy, tried.Facts), tried.Expected)).ToArray();
        var failed = results.Count(result => result.Mismatches.Length > 0);
        if (json)
        {
            await run.WriteJsonAsync(new { passed = results.Length - failed, failed, cases = results.Select(Plain) });
        }
        else
        {
            var console = run.Console;
            foreach (var result in results)
            {
                Write(console, result);
            }

            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{results.Length - failed} passed, {failed} failed");
        }

        return failed == 0 ? ExitCodes.Done : ExitCodes.LookAtIt;
    }

    private static void Write(IAnsiConsole console, Result result)
    {
        if (result.Mismatches.Length == 0)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[green]✓[/] {result.Name}");
            return;
        }

        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red bold]✗[/] [bold]{result.Name}[/]");
        var table = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(4).PadRight(2)).AddColumn(new GridColumn().PadLeft(0));
        foreach (var mismatch in result.Mismatches)
        {
            table.AddRow(new Text(mismatch.What), Markup.FromInterpolated(CultureInfo.InvariantCulture, $"expected [green]{mismatch.Expected}[/], found [red]{mismatch.Found}[/]"));
        }

        console.Write(table);
        JudgementView.WriteWhy(console, result.Judgement, indent: 4);
    }

    private static object Plain(Result result) => new
    {
        result.Name,
        passed = result.Mismatches.Length == 0,
        found = result.Judgement.Ruling,
        message = result.Judgement.Verdict.Denied,
        result.Mismatches,
        result.Judgement.Explanation,
    };

    private sealed record Result(string Name, Judgement Judgement, Expectation Expected)
    {
        public Mismatch[] Mismatches { get; } = [.. Expected.Against(Judgement)];
    }
}
