using System.Collections.Immutable;
using System.CommandLine;
using JitBot.Bot.Conversation;
using JitBot.Core;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot policy explain</c>: which rule a request would come under, why, and who would decide.</summary>
internal static class PolicyExplainCommand
{
    public static Command Create()
    {
        var options = new SituationOptions();
        var policy = PolicyCommand.PolicyOption();
        var json = PolicyCommand.JsonOption();
        var command = new Command("explain", """
            Say which rule a request would come under, why, and who would decide. A denial ends with 0, too.

            Example: jitbot policy explain --as dana@example.com --target hr-prod --level write --for 2h --config jitbot.json
            """) { policy, json };
        options.AddTo(command);
        command.Judges((run, _) => RunAsync(run, options.Read(run.Parsed), run.Parsed.GetValue(policy), run.Parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(PolicyRun run, Situation situation, string? file, bool json)
    {
        var policy = run.Read(run.PolicyFile(file));
        var (facts, problems) = SituationReader.Read(situation, run.Organisation, TimeProvider.System.Now());
        if (facts is null)
        {
            foreach (var problem in problems)
            {
                var option = SituationOptions.NameOf(problem.Key);
                await run.Parsed.InvocationConfiguration.Error.WriteLineAsync($"{option} {problem.What}. For example: {option} {problem.Example}");
            }

            return ExitCodes.LookAtIt;
        }

        var judgement = Judgement.Of(policy, facts);
        ImmutableArray<string> notes = [.. Caveats.Of(judgement, run.Organisation)];
        if (json)
        {
            await run.WriteJsonAsync(Plain(judgement, notes));
        }
        else
        {
            JudgementView.Write(run.Console, judgement, notes, run.Organisation);
        }

        return ExitCodes.Done;
    }

    private static object Plain(Judgement judgement, ImmutableArray<string> notes) => new
    {
        judgement.Ruling.Rule,
        judgement.Ruling.Verdict,
        message = judgement.Verdict.Denied,
        who = judgement.Ruling.Who,
        judgement.Ruling.Longest,
        steps = judgement.Verdict.Pinned.Steps.Select(step => new { step.Groups, step.People, from = step.FromEach ? "each" : "any", step.Quiet, step.EscalateAfter, step.EscalateTo }),
        judgement.Verdict.Pinned.Risk,
        at = judgement.Facts.Now,
        policy = judgement.Policy.Version,
        why = Wording.Explained(judgement.Explanation).Select(line => line.ToString()),
        judgement.Explanation,
        notes,
    };
}
