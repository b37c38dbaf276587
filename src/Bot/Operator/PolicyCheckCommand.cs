using System.CommandLine;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot policy check [FILE]</c>: everything that is wrong with a policy, or what it comes to.</summary>
internal static class PolicyCheckCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "The policy's file, if not the configured PolicyFile.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("check", """
            Say everything that is wrong with a policy, or what each rule comes to.

            Example: jitbot policy check policy.json --config jitbot.json
            """) { file };
        command.Judges((run, _) => Task.FromResult(Run(run, run.PolicyFile(run.Parsed.GetValue(file)))));
        return command;
    }

    private static int Run(PolicyRun run, string file)
    {
        var console = run.Console;
        var reading = run.Reading(file);
        if (reading is not { IsUsable: true, Policy: { } policy })
        {
            // Here they are the answer, so they go where answers go.
            ProblemsView.Write(console, file, reading.Problems);
            return ExitCodes.BadConfiguration;
        }

        PolicyView.Write(console, file, policy, [.. PolicyWarnings.Of(policy, run.Organisation)]);
        return ExitCodes.Done;
    }
}
