using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Core.Requests;

/// <param name="Requester">From the platform's verified message, as linked in the directory.</param>
/// <param name="Form">The message the form stood in, if it stays to show the request's status.</param>
public sealed record SubmitCommand(Origin Origin, Person Requester, RequestDraft Draft, PostedCard? Form = null);

public abstract record SubmitOutcome
{
    private SubmitOutcome() { }

    /// <summary>Stored; also the answer to the same delivery when it comes again.</summary>
    public sealed record Submitted(AccessRequest Request) : SubmitOutcome;

    /// <summary>The draft cannot be submitted as it is; nothing was stored.</summary>
    public sealed record NotReady(PreviewOutcome Why) : SubmitOutcome;

    public sealed record RequesterDisabled : SubmitOutcome;

    /// <summary>Nobody but the requester could decide it.</summary>
    public sealed record NobodyToDecide(PinnedRule Rule) : SubmitOutcome;

    public sealed record TooManyPending(int Most) : SubmitOutcome;
}

/// <summary>Turns a draft into a request that waits for its approvers: one conditional write, the same for a repeated delivery.</summary>
public sealed class SubmitRequest(
    IAccessStore store, PreviewRequest preview, ApproverRouting routing, TargetRegistry targets, TimeProvider time)
{
    public const int MostPending = 20;

    /// <summary>How long approvers have, if the end that is asked for does not come first.</summary>
    public static readonly TimeSpan LapsesAfter = TimeSpan.FromHours(24);

    public async Task<SubmitOutcome> HandleAsync(SubmitCommand command, CancellationToken ct)
    {
        var id = RequestId.From(command.Origin);
        if (await store.FindAsync(id, ct) is { } before)
        {
            return new SubmitOutcome.Submitted(before);
        }

        if (command.Requester.Disabled)
        {
            return new SubmitOutcome.RequesterDisabled();
        }

        var previewed = await preview.HandleAsync(command.Draft, ct);
        if (previewed is not PreviewOutcome.Previewed { Analysis: { Problems.IsEmpty: true, Scope: { } scope, Rule: { } rule, Lasts: { } lasts } analysis })
        {
            return new SubmitOutcome.NotReady(previewed);
        }

        var approvers = await routing.EligibleAsync(rule, command.Requester.Id, ct);
        if (approvers.Count < rule.ApprovalsNeeded)
        {
            return new SubmitOutcome.NobodyToDecide(rule);
        }

        var pending = await store.ListAsync(new() { Requester = command.Requester.Id, States = [RequestState.Pending], Limit = MostPending }, ct);
        if (pending.Count >= MostPending)
        {
            return new SubmitOutcome.TooManyPending(MostPending);
        }

        var request = Build(command, id, analysis, scope, rule, lasts);
        return await store.TryAddAsync(request, ct) is { } stored
            ? new SubmitOutcome.Submitted(stored)
            : new SubmitOutcome.Submitted(await store.FindAsync(id, ct) ?? request);
    }

    private AccessRequest Build(SubmitCommand command, RequestId id, DraftAnalysis analysis, AccessScope scope, PinnedRule rule, TimeSpan lasts)
    {
        var now = time.Now();
        var draft = analysis.Draft;
        DateTimeOffset? until = draft.Until is { } end ? Clock.Whole(end) : null;
        return new()
        {
            Id = id,
            State = RequestState.Pending,
            StateSince = now,
            Origin = command.Origin,
            Requester = command.Requester.Id,
            Scope = scope,
            Duration = lasts,
            Until = until,
            Reason = draft.Reason!.Trim(),
            Ticket = string.IsNullOrWhiteSpace(draft.Ticket) ? null : draft.Ticket.Trim(),
            SubmittedAt = now,
            LapsesAt = LapsesAt(now, until),
            Rule = rule,
            Grant = new Grant { AccountName = targets.ConnectorOf(analysis.Target).NameAccount(command.Requester.Id, id) },
            Cards = command.Form is { } form ? [form] : [],
            Audit =
            [
                AuditEntry.Of(now, AuditEvents.Submitted, command.Requester.Id.Value, draft.Reason.Trim(),
                    ("target", scope.Target), ("level", scope.Level), ("database", scope.Database),
                    ("schemas", string.Join(", ", scope.Schemas)), ("tables", string.Join(", ", scope.Tables)),
                    until is null ? ("duration", lasts.ToString("c")) : ("until", until.Value.ToString("o")), ("ticket", draft.Ticket?.Trim() ?? ""),
                    ("rule", rule.Name), ("policy", rule.PolicyVersion), ("platform", command.Origin.Platform)),
            ],
        };
    }

    /// <summary>An approval that leaves less than the shortest time would give nothing.</summary>
    private static DateTimeOffset LapsesAt(DateTimeOffset now, DateTimeOffset? until) =>
        until - DraftAnalyst.ShortestDuration is { } last && last < now + LapsesAfter ? last : now + LapsesAfter;
}
