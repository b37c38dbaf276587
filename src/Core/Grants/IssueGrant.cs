using JitBot.Core.Audit;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Core.Work;

namespace JitBot.Core.Grants;

/// <summary>Makes the account of an approved request and starts its clock.</summary>
public sealed class IssueGrant(
    IAccessStore store, TargetRegistry targets, IDirectory directory, SweepRecords records, PolicyInForce policy, GatherFacts facts, TimeProvider time)
{
    public async Task<WorkOutcome> HandleAsync(Claimed held, CancellationToken ct)
    {
        var request = held.Request;
        if (await directory.FindAsync(request.Requester, ct) is not { Disabled: false } holder)
        {
            return await EndAsync(held, EndCause.HolderDisabled, "The requester is disabled.");
        }

        if (targets.Find(request.Scope.Target) is not { } target || target.Profile(request.Scope.Level) is not { } profile)
        {
            return await EndAsync(held, EndCause.NotIssued, $"{request.Scope.Target} or its level {request.Scope.Level} is no longer configured.");
        }

        // Login and roles were on the card that was approved.
        var own = OwnLogin.Of(holder, target, profile);
        if (own != request.Grant.OwnLogin || (own is null && profile.ForOwnLogin) || RequestFacts.Unmasks(request.Scope.Unmask, profile, target) != request.Scope.Unmask)
        {
            return await EndAsync(held, EndCause.NotIssued, $"What {profile.Name} gives on {target.Id}, or to which login, was changed since it was asked for. Ask again.");
        }

        // The end is fixed before the account is made, because the account carries it: the marker, VALID UNTIL and the document must agree.
        var startsAt = time.Now();
        var endsAt = request.EndIfActiveFrom(startsAt);
        if (endsAt - startsAt < DraftAnalyst.ShortestDuration)
        {
            return await EndAsync(held, EndCause.NotIssued, "Too little time was left until the end that was asked for.");
        }

        if (await DenialAsync(request, endsAt - startsAt, ct) is { } denial)
        {
            return await EndAsync(held, EndCause.NotIssued, denial);
        }

        // Into a target in doubt nothing is given: whose account would it be, on which server, and who would end it?
        if (await records.HoldOfAsync(target.Id, ct) is { } hold)
        {
            return new WorkOutcome.Again($"{target.Id} is on hold: {hold.Why}.");
        }

        var account = request.Account with { EndsAt = endsAt };
        return await targets.ConnectorOf(target).IssueAsync(target, new(account, request.Scope, profile), ct) switch
        {
            IssueResult.Issued issued => await ActivateAsync(held, target, account, issued, startsAt),
            IssueResult.Refused refused => await EndAsync(held, EndCause.NotIssued, refused.Why),
            IssueResult.NotNow busy => new WorkOutcome.Again(busy.Why),
            IssueResult.Unreachable down => new WorkOutcome.TargetDown(down.Why),
            var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
        };
    }

    /// <summary>A policy that came into force since it was approved may refuse it.</summary>
    private async Task<string?> DenialAsync(AccessRequest request, TimeSpan lasts, CancellationToken ct) =>
        policy.Current is var now && now.Version != request.Rule.PolicyVersion
        && await facts.OfAsync(request, lasts, now, ct) is { } known
        && PolicyEngine.Decide(now, known) is { Denied: { } message } verdict
            ? $"Rule {verdict.Rule.Name}, in force since, refuses it: {message}"
            : null;

    /// <summary>Never cancelled: an account exists, and the document has to know.</summary>
    private async Task<WorkOutcome> ActivateAsync(Claimed held, Target target, Account account, IssueResult.Issued issued, DateTimeOffset startsAt)
    {
        var state = await store.ChangeAsync<RequestState?>(held, null, request => Activate(request, account, issued, startsAt), CancellationToken.None);
        if (state != RequestState.Active)
        {
            // It was ended while the account was being made, perhaps by a worker that already found nothing to remove. (If it is active, another
            // worker was faster with the same account, which is then somebody's.)
            await targets.ConnectorOf(target).EndAsync(target, [account with { ServerId = issued.ServerId }], CancellationToken.None);
        }

        return new WorkOutcome.Done();
    }

    private static Change<RequestState?> Activate(AccessRequest request, Account account, IssueResult.Issued issued, DateTimeOffset startsAt)
    {
        if (request.State != RequestState.Approved)
        {
            return request.State;
        }

        var entry = AuditEntry.Of(startsAt, AuditEvents.Issued, AuditEntry.Service, null,
            ("account", account.Name), ("server id", issued.ServerId), ("ends", account.EndsAt.ToString("o")),
            ("accepted rights", string.Join(", ", issued.AcceptedRights)));
        return new(RequestState.Active, request.MoveTo(RequestState.Active, entry) with
        {
            Grant = request.Grant with
            {
                ServerId = issued.ServerId,
                ActiveSince = startsAt,
                EndsAt = account.EndsAt,
                AcceptedRights = issued.AcceptedRights,
                FailSafe = issued.FailSafe,
            },
            Retries = request.Retries.Remove(WorkKind.Issue),
        });
    }

    private async Task<WorkOutcome> EndAsync(Claimed held, EndCause cause, string why)
    {
        var now = time.Now();
        return await store.ChangeAsync<WorkOutcome>(held, new WorkOutcome.Done(), request => request.State == RequestState.Approved
            ? new Change<WorkOutcome>(new WorkOutcome.Done(), request.BeginEnding(new(cause, now, now, null, why)))
            : new WorkOutcome.Done(), CancellationToken.None);
    }
}
