using System.Collections.Immutable;
using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;

namespace JitBot.Core.Sweep;

/// <summary>Who decides about a finding.</summary>
public abstract record Decider
{
    private Decider() { }

    /// <summary>Somebody in a chat, who has to be an owner of the target.</summary>
    public sealed record InChat(Person Person) : Decider;

    /// <summary>Whoever has the machine's shell, and with it JitBot's own configuration and secrets.</summary>
    public sealed record AtShell(string Account) : Decider;
}

public abstract record FindingVerdict
{
    private FindingVerdict() { }

    /// <summary>Close and remove it; where it is closed already, try at once to remove it.</summary>
    public sealed record Close : FindingVerdict;

    /// <summary>Leave it alone until then.</summary>
    /// <param name="Until">UTC.</param>
    public sealed record Keep(DateTimeOffset Until) : FindingVerdict;
}

/// <param name="Because">Needed to keep; to close, nobody asks.</param>
public sealed record DecideFindingCommand(string Target, FindingId Finding, FindingVerdict Verdict, Decider By, string? Because);

public abstract record FindingOutcome
{
    private FindingOutcome() { }

    /// <summary>On record; the sweep closes it within moments.</summary>
    public sealed record Closing(SweepFinding Finding) : FindingOutcome;

    /// <summary>On record; the removal is tried within moments.</summary>
    public sealed record TryingAgain(SweepFinding Finding) : FindingOutcome;

    /// <param name="Before">What had been said about it before, if anything.</param>
    public sealed record Kept(SweepFinding Finding, DateTimeOffset Until, KeptAccount? Before) : FindingOutcome;

    public sealed record AlreadyClosing(SweepFinding Finding, ClosingOrder Order) : FindingOutcome;

    /// <summary>There is nothing left of it to decide about.</summary>
    public sealed record AlreadyGone(SweepFinding Finding) : FindingOutcome;

    /// <summary>It can be neither closed nor kept by anybody's word: an end that is being tried all the time, a shared role.</summary>
    public sealed record NotToDecide(SweepFinding Finding) : FindingOutcome;

    public sealed record NotAnOwner(Target Target) : FindingOutcome;

    public sealed record ReasonNeeded(DraftProblem Problem) : FindingOutcome;

    /// <summary>The time has passed, or is further away than an account may be kept.</summary>
    public sealed record NotATime(TimeSpan Longest) : FindingOutcome;

    /// <param name="There">What can be decided about there.</param>
    public sealed record UnknownFinding(string Target, ImmutableArray<string> There) : FindingOutcome;

    public sealed record UnknownTarget(ImmutableArray<string> Known) : FindingOutcome;
}

/// <summary>
/// Somebody who answers for a target says what becomes of one account that was found there. The word goes on record, and the sweep, within moments,
/// does what follows from it.
/// </summary>
public sealed class DecideFinding(IAccessStore store, SweepRecords records, ListResidue list, ApproverRouting routing, TargetRegistry targets, TimeProvider time)
{
    /// <summary>Kept any longer, an account is nobody's any more; it has to be looked at again.</summary>
    public static readonly TimeSpan LongestKept = TimeSpan.FromDays(90);

    private const int MostRemembered = 50;

    public async Task<FindingOutcome> HandleAsync(DecideFindingCommand command, CancellationToken ct)
    {
        if (targets.Find(command.Target) is not { } target)
        {
            return new FindingOutcome.UnknownTarget([.. targets.All.Select(known => known.Id)]);
        }

        if (!await MayDecideAsync(command.By, target, ct))
        {
            return new FindingOutcome.NotAnOwner(target);
        }

        var now = time.Now();
        if (DraftAnalyst.ReasonProblem(command.Because, required: command.Verdict is FindingVerdict.Keep) is { } problem)
        {
            return new FindingOutcome.ReasonNeeded(problem);
        }

        if (command.Verdict is FindingVerdict.Keep { Until: var until } && (until <= now || until > now + LongestKept))
        {
            return new FindingOutcome.NotATime(LongestKept);
        }

        var there = (await list.OfBegunEndsAsync(ct)).Single(residue => residue.Target == target.Id).Findings;
        return there.FirstOrDefault(finding => FindingId.Of(target.Id, finding.Account) == command.Finding) is { } found
            ? await DecideAsync(target, found, command, now, ct)
            : new FindingOutcome.UnknownFinding(target.Id, [.. there.Where(finding => finding.CanClose).Select(finding => finding.Account)]);
    }

    /// <summary>Judged by the directory as it is at this moment.</summary>
    public async Task<bool> MayDecideAsync(Decider by, Target target, CancellationToken ct) => by switch
    {
        Decider.AtShell => true,
        Decider.InChat { Person: var person } => !person.Disabled && await routing.IsMemberAsync(target.Owners, person, ct),
        _ => throw new InvalidOperationException($"Unknown decider {by}."),
    };

    private async Task<FindingOutcome> DecideAsync(Target target, SweepFinding found, DecideFindingCommand command, DateTimeOffset now, CancellationToken ct)
    {
        if (found.Kind == FindingKind.Closed)
        {
            return new FindingOutcome.AlreadyGone(found);
        }

        if (found.Kind is FindingKind.Overdue or FindingKind.SharedRole)
        {
            return new FindingOutcome.NotToDecide(found);
        }

        if (found.Request is { } request && !await IsEndingAsync(request, tryNow: command.Verdict is FindingVerdict.Close, ct))
        {
            return new FindingOutcome.AlreadyGone(found);
        }

        FindingOutcome outcome = new FindingOutcome.AlreadyGone(found);
        await records.ChangeAsync(target.Id, record =>
        {
            (outcome, var next) = Decide(record, found, command, now);
            return next;
        }, ct);
        return outcome;
    }

    /// <summary>An account whose removal failed is tried again after a pause, which is over now.</summary>
    private Task<bool> IsEndingAsync(RequestId id, bool tryNow, CancellationToken ct) => store.ChangeAsync(id, false, request =>
        request.State != RequestState.Ending ? false
        : tryNow ? new Change<bool>(true, request with { Retries = request.Retries.Remove(WorkKind.End) })
        : true, ct);

    private static (FindingOutcome Outcome, SweepRecord? Next) Decide(SweepRecord record, SweepFinding found, DecideFindingCommand command, DateTimeOffset now)
    {
        var (by, because) = (NameOf(command.By), string.IsNullOrWhiteSpace(command.Because) ? null : command.Because.Trim());
        var others = record with { NotBefore = now, Kept = [.. record.Kept.Where(kept => kept.Account != found.Account)] };
        if (found.Request is null && record.Orders.FirstOrDefault(order => order.Account == found.Account) is { } order)
        {
            return (new FindingOutcome.AlreadyClosing(found, order), null);
        }

        if (found.Request is null && record.Left.All(left => left.Name != found.Account))
        {
            return (new FindingOutcome.AlreadyGone(found), null);
        }

        return command.Verdict switch
        {
            FindingVerdict.Keep keep => (new FindingOutcome.Kept(found, keep.Until, found.Kept),
                Record(others with { Kept = others.Kept.Add(new(found.Account, keep.Until, by, now, because!)) }, "kept", keep.Until)),
            FindingVerdict.Close when found.Request is not null => (new FindingOutcome.TryingAgain(found), Record(others, "tried again", null)),
            FindingVerdict.Close => (new FindingOutcome.Closing(found), Record(others with { Orders = others.Orders.Add(new(found.Account, by, now)) }, "closed", null)),
            _ => throw new InvalidOperationException($"Unknown verdict {command.Verdict}."),
        };

        SweepRecord Record(SweepRecord next, string what, DateTimeOffset? until) => next with
        {
            Decisions = [new(now, by, found.Account, what, until, because) { Via = command.By is Decider.InChat { Person.Via: var via } ? via : "shell" }, .. next.Decisions.Take(MostRemembered - 1)],
            Unlogged = next.Unlogged + 1,
        };
    }

    private static string NameOf(Decider by) => by switch
    {
        Decider.InChat { Person: var person } => person.Id.Value,
        Decider.AtShell { Account: var account } => $"{account} (shell)",
        _ => throw new InvalidOperationException($"Unknown decider {by}."),
    };
}
