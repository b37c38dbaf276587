using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Core.Grants;

/// <param name="Holder">From the platform's verified message, as linked in the directory.</param>
/// <param name="Reason">Required if somebody has to decide.</param>
/// <param name="Terms">The terms the pressed button carries, which name the end it extends; null for a typed line.</param>
/// <param name="Origin">The typed line's delivery; null for a button.</param>
public sealed record ExtendCommand(RequestId Request, Person Holder, TimeSpan By, string? Reason, int? Terms, Origin? Origin);

public abstract record ExtendOutcome
{
    private ExtendOutcome() { }

    /// <summary>The later end is stored; the target is told within moments.</summary>
    public sealed record Extended(AccessRequest Request, Extension Extension) : ExtendOutcome;

    /// <summary>It waits for its approvers; until they decide, the end stays as it is.</summary>
    public sealed record Asked(AccessRequest Request, Extension Extension) : ExtendOutcome;

    /// <summary>There is one that waits already.</summary>
    public sealed record AlreadyAsked(AccessRequest Request, Extension Extension) : ExtendOutcome;

    /// <summary>The end is not the one the button was drawn for.</summary>
    public sealed record EndMoved(AccessRequest Request) : ExtendOutcome;

    /// <summary>Not active yet, ending, or over.</summary>
    public sealed record NoAccess(AccessRequest Request) : ExtendOutcome;

    public sealed record NotYours : ExtendOutcome;

    public sealed record Refused(AccessRequest Request, DraftProblem Problem) : ExtendOutcome;

    /// <param name="Most">By how much it could be extended now; nothing or less if not at all.</param>
    public sealed record TooLong(AccessRequest Request, PinnedRule Rule, TimeSpan Most) : ExtendOutcome;

    /// <summary>Nobody but the holder could decide it.</summary>
    public sealed record NobodyToDecide(AccessRequest Request, PinnedRule Rule) : ExtendOutcome;

    /// <summary>A rule refuses it.</summary>
    /// <param name="Message">The operator's words.</param>
    public sealed record DeniedByPolicy(AccessRequest Request, string Rule, string Message) : ExtendOutcome;

    public sealed record TooOften(AccessRequest Request, int Most) : ExtendOutcome;

    /// <summary>It is for one address only, and its database no longer holds it to that.</summary>
    /// <param name="Why">A sentence or two that say what mends it.</param>
    public sealed record Unbound(AccessRequest Request, string Why) : ExtendOutcome;

    /// <summary>The target or its level is no longer configured.</summary>
    public sealed record TargetGone(AccessRequest Request) : ExtendOutcome;

    public sealed record UnknownRequest : ExtendOutcome;
}

/// <summary>
/// The holder asks for more time. The policy as it is now says who decides; where it lets a rule's longest time be used up without asking again,
/// nobody has to. The new end is counted from the old one.
/// </summary>
public sealed class ExtendGrant(
    IAccessStore store, TargetRegistry targets, PolicyInForce policy, GatherFacts facts, ApproverRouting routing, Quotas quotas, TimeProvider time)
{
    /// <summary>How often more time can be asked for on one grant; each is on record, and a document is bounded.</summary>
    public const int MostTimes = 20;

    /// <summary>Twenty of a request's length, each kept twice, would leave no room in the document for the end of the grant.</summary>
    public const int MostReason = 250;

    // With more time given in between it would be more in all, for which another rule may apply: so all of it is judged anew.
    public Task<ExtendOutcome> HandleAsync(ExtendCommand command, CancellationToken ct) =>
        store.JudgeAndChangeAsync<ExtendOutcome>(command.Request, new ExtendOutcome.UnknownRequest(), request => JudgeAsync(command, request, ct), ct);

    private async Task<Change<ExtendOutcome>> JudgeAsync(ExtendCommand command, AccessRequest request, CancellationToken ct)
    {
        if (request.Requester != command.Holder.Id || command.Holder.Disabled)
        {
            return new ExtendOutcome.NotYours();
        }

        // From now to the new end counts like a new grant would.
        var lasts = (request.Grant.EndsAt ?? time.Now()) - time.Now() + command.By;
        var inForce = policy.Current;
        if (await facts.OfAsync(request, lasts, inForce, ct) is not { } known)
        {
            return new ExtendOutcome.TargetGone(request);
        }

        if (await WhyUnboundAsync(request, known.Target, ct) is { } why)
        {
            return new ExtendOutcome.Unbound(request, why);
        }

        var decided = await WithinDayAsync(PolicyEngine.Decide(inForce, known), inForce, known, request, ct);
        var verdict = decided with { Pinned = decided.Pinned.NotEscalated() };
        var canBeDecided = verdict.IsAutomatic || await routing.CanBeDecidedAsync(Asked(verdict.Pinned), request.Requester, ct);
        return Extend(request, command, verdict, canBeDecided, time.Now());
    }

    /// <summary>Said at once instead of when the later end is carried to the target, where it is looked at anew; a target that does not answer now may by then.</summary>
    private async Task<string?> WhyUnboundAsync(AccessRequest request, Target target, CancellationToken ct) =>
        request is { State: RequestState.Active, Scope.Address: not null } && await targets.CatalogAsync(target, ct) is CatalogResult.Read { Catalog: var catalog }
            ? catalog.WhyUnbound(request.Scope.Database)
            : null;

    /// <summary>An automatic yes counts as one of the day's; when those are used up, people decide.</summary>
    private async Task<PolicyVerdict> WithinDayAsync(PolicyVerdict verdict, PolicyDocument inForce, RequestFacts known, AccessRequest request, CancellationToken ct) =>
        verdict.IsAutomatic && request is { State: RequestState.Active, OpenExtension: null }
        && await quotas.TryTakeAsync([Quota.OfDay(inForce.Caps, request.Requester, time.Now())], $"{request.Id} {request.Terms + 1}", ct) is not null
            ? verdict.AskPeople(inForce, known, AskedInstead.CapUsedUp)
            : verdict;

    private static Ballot Asked(PinnedRule rule) => new(rule, [], [], DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null);

    private static Change<ExtendOutcome> Extend(AccessRequest request, ExtendCommand command, PolicyVerdict verdict, bool canBeDecided, DateTimeOffset now)
    {
        if (command.Origin is { } origin && request.Extensions.FirstOrDefault(known => known.Origin == origin) is { } repeated)
        {
            return repeated.Verdict == Verdict.Approve ? new ExtendOutcome.Extended(request, repeated) : new ExtendOutcome.Asked(request, repeated);
        }

        if (request is not { State: RequestState.Active, Grant: { EndsAt: { } endsAt, ActiveSince: { } since } } || now >= endsAt)
        {
            return new ExtendOutcome.NoAccess(request);
        }

        if (request.OpenExtension is { } waiting)
        {
            return new ExtendOutcome.AlreadyAsked(request, waiting);
        }

        if (command.Terms is { } drawn && drawn != request.Terms)
        {
            return new ExtendOutcome.EndMoved(request);
        }

        if (request.Extensions.Length >= MostTimes)
        {
            return new ExtendOutcome.TooOften(request, MostTimes);
        }

        if (command.By < DraftAnalyst.ShortestDuration)
        {
            return new ExtendOutcome.Refused(request, new DraftProblem.TooShortATime(DraftAnalyst.ShortestDuration));
        }

        if (verdict.Denied is { } message)
        {
            return new ExtendOutcome.DeniedByPolicy(request, verdict.Rule.Name, message);
        }

        // Nobody could have been given more today.
        var rule = verdict.Pinned;
        var most = rule.LongestDuration - (endsAt - now);
        if (command.By > most)
        {
            return new ExtendOutcome.TooLong(request, rule, most);
        }

        // What could not be judged lets nothing through, here neither.
        var unasked = verdict.IsAutomatic
            || (rule.ExtendsWithoutApproval && verdict.Failures.IsEmpty && endsAt + command.By - since <= rule.LongestDuration);
        if (DraftAnalyst.ReasonProblem(command.Reason, required: !unasked && verdict.Rule.Reason.IsRequired, MostReason) is { } problem)
        {
            return new ExtendOutcome.Refused(request, problem);
        }

        return !unasked && !canBeDecided ? new ExtendOutcome.NobodyToDecide(request, rule) : Ask(request, command, rule, unasked, endsAt, now);
    }

    private static Change<ExtendOutcome> Ask(
        AccessRequest request, ExtendCommand command, PinnedRule rule, bool unasked, DateTimeOffset endsAt, DateTimeOffset now)
    {
        var extension = new Extension
        {
            Terms = request.Terms + 1,
            By = command.By,
            From = endsAt,
            Reason = string.IsNullOrWhiteSpace(command.Reason) ? null : command.Reason.Trim(),
            AskedAt = now,
            Origin = command.Origin,
            Rule = rule,
        };
        var asked = request.Record(AuditEntry.By(now, AuditEvents.ExtensionAsked, command.Holder, extension.Reason,
            ("by", extension.By.ToString("c")), ("ends", extension.Until.ToString("o")), ("rule", rule.Name), ("policy", rule.PolicyVersion))) with
        {
            Terms = extension.Terms,
            Extensions = request.Extensions.Add(extension),
        };
        if (!unasked)
        {
            return new(new ExtendOutcome.Asked(asked, extension), asked);
        }

        var extended = asked.Lengthen(extension, now);
        return new(new ExtendOutcome.Extended(extended, extended.Extensions[^1]), extended);
    }
}
