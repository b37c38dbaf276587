using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot residue close TARGET ACCOUNT</c> and <c>keep TARGET ACCOUNT --until … --because …</c>: an operator decides about one account.</summary>
internal static class ResidueDecision
{
    private const string UntilExample = "--until 2026-12-01, --until 2026-12-01T18:00Z or --until 7d";

    public static Command Close()
    {
        var (target, account) = (Target(), Account());
        var close = new Command("close", "Close and remove one unknown account, also while the target is on hold; or try at once to remove one that is closed.") { target, account };
        close.Does((parsed, services, ct) => DecideAsync(services, parsed.GetValue(target)!, parsed.GetValue(account)!, new FindingVerdict.Close(), null, ct));
        return close;
    }

    public static Command Keep()
    {
        var (target, account) = (Target(), Account());
        var until = new Option<string>("--until") { Description = "A day or moment in UTC, or a length of time from now on: 2026-12-01, 2026-12-01T18:00Z, 7d.", Required = true };
        var because = new Option<string>("--because") { Description = "Why it may stay; kept on record.", Required = true };
        var keep = new Command("keep", "Leave one account alone until then: it is not closed for being unknown, and nobody is reminded of it.") { target, account, until, because };
        keep.Does(async (parsed, services, ct) =>
        {
            var now = services.GetRequiredService<TimeProvider>().Now();
            if (ReadUntil(parsed.GetValue(until)!, now) is not { } moment)
            {
                await Console.Error.WriteLineAsync($"“{parsed.GetValue(until)}” is not a time I can read. Write {UntilExample}. Nothing was changed.");
                return ExitCodes.LookAtIt;
            }

            return await DecideAsync(services, parsed.GetValue(target)!, parsed.GetValue(account)!, new FindingVerdict.Keep(moment), parsed.GetValue(because), ct);
        });
        return keep;
    }

    /// <summary>A day means its first moment in UTC.</summary>
    /// <returns>Null if it is none of what can be read.</returns>
    internal static DateTimeOffset? ReadUntil(string text, DateTimeOffset now) =>
        DurationText.Read(text, out var span) == DurationFault.None ? now + span
        : DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day
        : MomentText.Read(text, now: null, out var moment) == MomentFault.None ? moment
        : null;

    private static async Task<int> DecideAsync(IServiceProvider services, string target, string account, FindingVerdict verdict, string? because, CancellationToken ct)
    {
        var outcome = await services.GetRequiredService<DecideFinding>().HandleAsync(
            new(target, FindingId.Of(target, account), verdict, new Decider.AtShell(Environment.UserName), because), ct);
        var (code, words) = Words(outcome, target, account);
        await (code == ExitCodes.Done ? Console.Out : Console.Error).WriteLineAsync(words);
        return code;
    }

    private static (int Code, string Words) Words(FindingOutcome outcome, string target, string account) => outcome switch
    {
        FindingOutcome.Closing => (ExitCodes.Done, $"{account} is closed and removed within moments, its sessions are cut; jitbot residue shows what came of it."),
        FindingOutcome.TryingAgain => (ExitCodes.Done, $"{account} is tried again within moments; jitbot residue shows what came of it."),
        FindingOutcome.Kept kept => (ExitCodes.Done,
            $"{account} is left alone until {Time(kept.Until)}{(kept.Before is { } before ? $" (before: {Time(before.Until)}, said {before.By})" : "")}; jitbot residue close {target} {account} ends that."),
        FindingOutcome.AlreadyClosing already => (ExitCodes.LookAtIt, $"{account} is being closed already{(already.Order.By is { } by ? $", says {by}" : "")}; nothing was changed."),
        FindingOutcome.AlreadyGone => (ExitCodes.LookAtIt, $"{account} is gone already; nothing was changed."),
        FindingOutcome.NotToDecide { Finding.Kind: FindingKind.SharedRole } => (ExitCodes.LookAtIt,
            $"{account} is a shared role; undo on the server what was changed on it. Nothing was changed here."),
        FindingOutcome.NotToDecide => (ExitCodes.LookAtIt,
            $"{account} may still give access beyond its end, so it is never kept, and ending it is tried all the time. Nothing was changed."),
        FindingOutcome.ReasonNeeded { Problem: DraftProblem.TooLong { Most: var most } } => (ExitCodes.LookAtIt, $"The reason is longer than {most} characters; nothing was changed."),
        FindingOutcome.ReasonNeeded => (ExitCodes.LookAtIt, "Say why in plain words: --because \"the auditors look at it, CHG-7\". Nothing was changed."),
        FindingOutcome.NotATime time => (ExitCodes.LookAtIt,
            $"That time has passed, or is more than {time.Longest.TotalDays:0} days away, which is the most. Write {UntilExample}. Nothing was changed."),
        FindingOutcome.UnknownFinding unknown => (ExitCodes.LookAtIt,
            $"There is nothing called {account} to decide about on {unknown.Target}; {There(unknown.There)}. Nothing was changed."),
        FindingOutcome.UnknownTarget unknown => (ExitCodes.LookAtIt, $"There is no target {target}; there are {string.Join(", ", unknown.Known)}. Nothing was changed."),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static string There(ImmutableArray<string> accounts) => accounts.IsEmpty ? "there is nothing at all" : $"there is {string.Join(", ", accounts)}";

    private static Argument<string> Target() => new("target") { Description = "The target's id." };

    private static Argument<string> Account() => new("account") { Description = "The account's name, as jitbot residue lists it." };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
