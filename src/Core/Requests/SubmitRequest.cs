using System.Collections.Immutable;
using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using Plans = System.Collections.Immutable.ImmutableDictionary<string, JitBot.Core.Statements.PlanResult>;

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

    /// <summary>A rule refuses it.</summary>
    /// <param name="Message">The operator's words.</param>
    public sealed record DeniedByPolicy(string Rule, string Message) : SubmitOutcome;

    /// <summary>There is, or with this there would be, more at once than the policy gives.</summary>
    public sealed record CapReached(string Target, Quota Quota) : SubmitOutcome;

    /// <summary>Nobody but the requester could decide it.</summary>
    public sealed record NobodyToDecide(PinnedRule Rule) : SubmitOutcome;

    public sealed record TooManyPending(int Most) : SubmitOutcome;
}

/// <summary>
/// Turns a draft into a request that waits for its approvers, or that the policy has approved: one conditional write, the same for a repeated
/// delivery.
/// </summary>
public sealed class SubmitRequest(
    IAccessStore store, PreviewRequest preview, PlanInEachDatabase planning, SweepRecords records, ApproverRouting routing, Quotas quotas, TargetRegistry targets, TimeProvider time)
{
    public const int MostPending = 20;

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

        var (previewed, plans) = await PreviewAsync(command, id, ct);
        if (previewed is not PreviewOutcome.Previewed { Analysis: { Problems.IsEmpty: true, Scope: not null, Verdict: { } verdict } analysis })
        {
            return new SubmitOutcome.NotReady(previewed);
        }

        if (verdict.Denied is { } message)
        {
            return new SubmitOutcome.DeniedByPolicy(verdict.Rule.Name, message);
        }

        if (Quota.OfPerson(analysis.Policy.Caps, command.Requester.Id) is { } own && !await quotas.HasRoomAsync(own, id.Value, ct))
        {
            return new SubmitOutcome.CapReached(analysis.Target.Id, own);
        }

        return verdict.IsAutomatic ? await ApproveAsync(command, id, analysis, plans, verdict, ct) : await AskAsync(command, id, analysis, plans, verdict, ct);
    }

    /// <summary>A statement is planned once nothing else is wrong, and all of it is judged again on what it would touch.</summary>
    private async Task<(PreviewOutcome Outcome, Plans Plans)> PreviewAsync(SubmitCommand command, RequestId id, CancellationToken ct)
    {
        var outcome = await preview.HandleAsync(command.Requester, command.Draft, ct);
        if (command.Draft.Statement is not { } sql || outcome is not PreviewOutcome.Previewed { Analysis: { Problems.IsEmpty: true, Scope: { } scope, Verdict.Denied: null } analysis })
        {
            return (outcome, Plans.Empty);
        }

        // What cannot be asked for anyway is not planned: a plan costs the target a login, and may cost it a scope's role.
        if (await records.HoldOfAsync(analysis.Target.Id, ct) is { } hold)
        {
            var refused = Plans.Empty.Add(scope.Database, new PlanResult.Refused($"{analysis.Target.Id} is on hold: {hold.Why}."));
            return (await preview.HandleAsync(command.Requester, command.Draft, ct, refused), Plans.Empty);
        }

        if (Quota.OfPerson(analysis.Policy.Caps, command.Requester.Id) is { } own && !await quotas.HasRoomAsync(own, id.Value, ct))
        {
            return (outcome, Plans.Empty);
        }

        var plans = await planning.HandleAsync(targets.ConnectorOf(analysis.Target), analysis.Target, scope, command.Origin, command.Requester.Id, sql, ct);
        return (await preview.HandleAsync(command.Requester, command.Draft, ct, plans), plans);
    }

    /// <summary>Nobody has to decide, as long as the day's automatic approvals are not used up: beyond them people do.</summary>
    private async Task<SubmitOutcome> ApproveAsync(SubmitCommand command, RequestId id, DraftAnalysis analysis, Plans plans, PolicyVerdict verdict, CancellationToken ct)
    {
        var caps = analysis.Policy.Caps;
        var person = command.Requester.Id;
        return await quotas.TryTakeAsync([Quota.OfDay(caps, person, time.Now()), Quota.OfPerson(caps, person), Quota.OfTarget(caps, analysis.Target.Id)], id.Value, ct) switch
        {
            null => await StoreAsync(Approved(Build(command, id, analysis, plans, verdict)), ct),
            { What: QuotaOf.Day } => await AskAsync(command, id, analysis, plans, verdict.AskPeople(analysis.Policy, analysis.Facts!, AskedInstead.CapUsedUp), ct),
            var full => new SubmitOutcome.CapReached(analysis.Target.Id, full),
        };
    }

    private async Task<SubmitOutcome> AskAsync(SubmitCommand command, RequestId id, DraftAnalysis analysis, Plans plans, PolicyVerdict verdict, CancellationToken ct)
    {
        var request = Build(command, id, analysis, plans, verdict);
        if (!await routing.CanBeDecidedAsync(Ballot.Of(request)!, request.Requester, ct))
        {
            return new SubmitOutcome.NobodyToDecide(verdict.Pinned);
        }

        var pending = await store.CountAsync(new() { Requester = command.Requester.Id, States = [RequestState.Pending], Limit = MostPending }, ct);
        return pending >= MostPending ? new SubmitOutcome.TooManyPending(MostPending) : await StoreAsync(request, ct);
    }

    private async Task<SubmitOutcome> StoreAsync(AccessRequest request, CancellationToken ct) =>
        await store.TryAddAsync(request, ct) is { } stored
            ? new SubmitOutcome.Submitted(stored)
            : new SubmitOutcome.Submitted(await store.FindAsync(request.Id, ct) ?? request);

    private static AccessRequest Approved(AccessRequest request) => request.MoveTo(RequestState.Approved,
        AuditEntry.Of(request.SubmittedAt, AuditEvents.Automatic, AuditEntry.Service, null, ("rule", request.Rule.Name), ("policy", request.Rule.PolicyVersion)));

    private AccessRequest Build(SubmitCommand command, RequestId id, DraftAnalysis analysis, Plans plans, PolicyVerdict verdict)
    {
        var now = time.Now();
        var (draft, scope, rule, lasts) = (analysis.Draft, analysis.Scope!, verdict.Pinned, analysis.Lasts!.Value);
        var reason = draft.Reason?.Trim() ?? "";
        var own = OwnLogin.Of(command.Requester, analysis.Target, analysis.Target.Profile(scope.Level)!);
        var statement = draft.Statement is { } sql ? new ApprovedStatement(ApprovedStatement.Trimmed(sql), draft.Export, PlanIn(scope)) : null;
        DateTimeOffset? until = draft.Until is { } end ? Clock.Whole(end) : null;
        var places = scope.InEachDatabase().ToImmutableArray();
        return new()
        {
            Id = id,
            SchemaVersion = statement is null ? 1 : places.Length == 1 ? AccessRequest.StatementSchema : AccessRequest.SeveralDatabasesSchema,
            State = RequestState.Pending,
            StateSince = now,
            Origin = command.Origin,
            Requester = command.Requester.Id,
            Scope = scope,
            Statement = statement,
            Masked = MaskedColumns.In(scope, analysis.Catalog),
            Elsewhere = [.. places[1..].Select(place => new StatementPlace(place.Database, MaskedColumns.In(place, analysis.Catalog), PlanIn(place)))],
            Duration = lasts,
            Until = until,
            Reason = reason,
            Ticket = string.IsNullOrWhiteSpace(draft.Ticket) ? null : draft.Ticket.Trim(),
            SubmittedAt = now,
            LapsesAt = LapsesAt(now, until, rule),
            Rule = rule,
            Explanation = ExplainRule.Of(verdict, analysis.Policy, analysis.Facts!),
            Grant = new Grant { AccountName = targets.ConnectorOf(analysis.Target).NameAccount(command.Requester.Id, id), OwnLogin = own },
            Cards = command.Form is { } form ? [form] : [],
            Audit =
            [
                AuditEntry.By(now, AuditEvents.Submitted, command.Requester, reason.Length > 0 ? reason : null,
                    ("target", scope.Target), ("level", scope.Level), ("database", string.Join(", ", scope.Databases)),
                    ("schemas", string.Join(", ", scope.Schemas)), ("tables", string.Join("; ", places.Select(place => $"{(places.Length > 1 ? $"{place.Database}: " : "")}{string.Join(", ", place.Tables)}"))),
                    ("columns", string.Join(", ", scope.Columns)), ("unmask", scope.Unmask ? "yes" : ""), ("statement", statement?.Text ?? ""), ("export", draft.Export ? "yes" : ""), ("address", scope.Address?.Text ?? ""),
                    ("login", own?.Name ?? ""), ("roles", string.Join(", ", own?.Roles ?? [])),
                    until is null ? ("duration", lasts.ToString("c")) : ("until", until.Value.ToString("o")), ("ticket", draft.Ticket?.Trim() ?? ""),
                    ("rule", rule.Name), ("policy", rule.PolicyVersion), ("platform", command.Origin.Platform)),
            ],
        };

        StatementPlan? PlanIn(AccessScope place) => (plans.GetValueOrDefault(place.Database) as PlanResult.Planned)?.Plan;
    }

    /// <summary>An approval that leaves less than the shortest time would give nothing.</summary>
    private static DateTimeOffset LapsesAt(DateTimeOffset now, DateTimeOffset? until, PinnedRule rule) =>
        until - DraftAnalyst.ShortestDuration is { } last && last < now + rule.LapsesAfter ? last : now + rule.LapsesAfter;
}
