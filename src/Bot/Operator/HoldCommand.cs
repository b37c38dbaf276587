using System.CommandLine;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot hold release TARGET --because …</c>: an operator has looked, and what the sweep found is as it should be.</summary>
internal static class HoldCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("target") { Description = "The target's id; jitbot residue lists what is on hold." };
        var because = new Option<string>("--because") { Description = "Why it is as it should be; kept on record.", Required = true };
        var release = new Command("release", "Take the server as the sweep found it for the right one. What differs is put right within moments.") { target, because };
        release.Does((parsed, services, ct) =>
            ReleaseAsync(services.GetRequiredService<ReleaseHold>(), new(parsed.GetValue(target)!, Environment.UserName, parsed.GetValue(because)), ct));
        return new("hold", "Targets on which nothing is changed until an operator has looked.") { release };
    }

    private static async Task<int> ReleaseAsync(ReleaseHold release, ReleaseCommand command, CancellationToken ct)
    {
        var (code, words) = await release.HandleAsync(command, ct) switch
        {
            ReleaseOutcome.Released released => (ExitCodes.Done,
                $"{command.Target} is released ({released.Hold.Why}). The next sweep, within moments, puts right what differs; jitbot residue shows what it did."),
            ReleaseOutcome.NotOnHold => (ExitCodes.LookAtIt, $"{command.Target} is not on hold; nothing was changed. jitbot residue lists what is."),
            ReleaseOutcome.ReasonNeeded { Problem: DraftProblem.TooLong { Most: var most } } =>
                (ExitCodes.LookAtIt, $"The reason is longer than {most} characters; nothing was changed."),
            ReleaseOutcome.ReasonNeeded => (ExitCodes.LookAtIt, "Say why in plain words: --because \"moved to the new cluster, CHG-7\". Nothing was changed."),
            var unknown => throw new InvalidOperationException($"Unknown outcome {unknown}."),
        };
        await (code == ExitCodes.Done ? Console.Out : Console.Error).WriteLineAsync(words);
        return code;
    }
}
