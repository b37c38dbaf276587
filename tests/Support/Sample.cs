using System.Collections.Immutable;
using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using static JitBot.Core.Requests.RequestState;

namespace JitBot.Support;

/// <summary>
/// Requests as they stand after each step of a life, walked there through the lifecycle's own transitions. Each has an id of its own,
/// and each step comes a minute after the one before.
/// </summary>
public static class Sample
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static int _deliveries;

    /// <summary>A request for two hours of <c>read</c> in the given state.</summary>
    /// <param name="submittedAt">UTC; <see cref="ManualTime.Start"/> if not given.</param>
    public static AccessRequest Request(
        RequestState state = Pending, string requester = "dana", string target = "hr-prod", DateTimeOffset? submittedAt = null)
    {
        var pending = Submit(requester, target, submittedAt ?? ManualTime.Start);
        return state switch
        {
            Pending => pending,
            Approved => Approve(pending),
            Active => Issue(Approve(pending)),
            RequestState.Ending => GiveBack(Issue(Approve(pending))),
            Ended => Remove(GiveBack(Issue(Approve(pending)))),
            Denied => pending.Next(Denied, AuditEvents.Denied, "ada"),
            Withdrawn => pending.Next(Withdrawn, AuditEvents.Withdrawn, requester),
            Lapsed => pending.Next(Lapsed, AuditEvents.Lapsed, AuditEntry.Service),
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
        };
    }

    /// <summary>A request with every field filled, in characters that documents and databases have been known to lose.</summary>
    public static AccessRequest WithEverything()
    {
        const string Odd = "“quoted” 'single' \"double\" back\\slash /slash\\u0041 \r\n\t 😀👩‍🚀 \u200Fעברית\u200E e\u0301 \uFEFF \u2028 %s $1 {0} <b>&amp;";
        var request = Request(Ended, requester: "dana.o'neil+ä", target: "hr-prod");
        var at = request.StateSince;
        return request with
        {
            Terms = 3,
            Revision = 9,
            CardsShown = 8,
            Scope = request.Scope with { Database = Odd, Schemas = [Odd, "public"], Tables = [new("Public", Odd)], Columns = [new("Public", Odd, Odd)], Unmask = true, Address = SourceAddress.Read("10.0.0.0/24", out _) },
            Masked = new(41, [Odd], 2, [Odd]),
            Duration = TimeSpan.FromMinutes(17.5),
            Until = at.AddDays(1),
            Reason = Odd,
            Ticket = Odd,
            Rule = new()
            {
                Name = Odd,
                PolicyVersion = "policy-1",
                Steps = [new(["hr-owners", Odd], People: 2), new([Odd], FromEach: true, Quiet: true, EscalateAfter: TimeSpan.FromHours(1), EscalateTo: [Odd])],
                LongestDuration = TimeSpan.FromDays(1),
                ExtendsWithoutApproval = true,
                Risk = Odd,
                LapsesAfter = TimeSpan.FromHours(3),
                RemindBefore = TimeSpan.FromMinutes(20),
                Channels = ImmutableDictionary<string, string>.Empty.Add("slack", Odd),
            },
            Explanation = new()
            {
                Applied = new(Odd, [new(Odd, [new(Odd, Odd)])]),
                PolicyVersion = "policy-1",
                Earlier = [new(Odd, [], Odd)],
                EarlierLeftOut = 3,
                AskedInstead = AskedInstead.CapUsedUp,
            },
            Escalations = [new(0, [Odd], at)],
            NudgedAt = at,
            Decisions = [new(new("ada"), Verdict.Approve, at.AddMilliseconds(1), Odd) { Step = 1, Groups = [Odd] }, new(new("bo"), Verdict.Approve, at.AddMilliseconds(999), Reason: null)],
            Grant = request.Grant with
            {
                OwnLogin = new(Odd, [Odd, "b"], CutSessions: true),
                AcceptedRights = ["CONNECT postgres", Odd],
                SecretsShown = 2,
                SecretShownAt = at,
                CarriedEnd = at,
                RemindedAt = at,
                Reminders = 3,
                Ending = request.Grant.Ending! with { Reason = Odd, OverstayNotices = 1 },
                ConfirmedAt = at.AddSeconds(30),
                Residue = Odd,
                Kept = [Odd, ""],
            },
            Cards = [.. Enum.GetValues<CardSlot>().Select(slot => new PostedCard("teams", slot, Odd, (int)slot, (int)slot))],
            Extensions =
            [
                new()
                {
                    Terms = 2, By = TimeSpan.FromHours(1), From = at, Reason = Odd, AskedAt = at, Origin = request.Origin, Rule = request.Rule,
                    Decisions = [new(new("ada"), Verdict.Deny, at, Odd)], Verdict = Verdict.Deny,
                },
            ],
            Audit = [.. request.Audit, AuditEntry.Of(at, AuditEvents.Residue, AuditEntry.Service, Odd, ("b", Odd), ("a", ""), (Odd, "c"))],
            Retries = Enum.GetValues<WorkKind>().ToImmutableDictionary(kind => kind, kind => new Retry((int)kind, at.AddDays(1), Odd)),
        };
    }

    private static AccessRequest Submit(string requester, string target, DateTimeOffset at)
    {
        var origin = new Origin("test", "tenant", $"delivery-{Interlocked.Increment(ref _deliveries)}");
        var id = RequestId.From(origin);
        return new()
        {
            Id = id,
            State = Pending,
            StateSince = at,
            Origin = origin,
            Requester = new(requester),
            Scope = new() { Target = target, Level = "read", Database = "hr" },
            Duration = TimeSpan.FromHours(2),
            Reason = "Payroll run 4711 shows a wrong total",
            SubmittedAt = at,
            LapsesAt = at + TimeSpan.FromHours(24),
            Rule = new() { Name = "hr-read", PolicyVersion = "policy-1", Steps = [new(["hr-owners"])], LongestDuration = TimeSpan.FromHours(8) },
            Grant = new() { AccountName = $"jit_{requester}_{id}" },
            Audit = [AuditEntry.Of(at, AuditEvents.Submitted, requester)],
        };
    }

    private static AccessRequest Approve(AccessRequest pending)
    {
        var approved = pending.Next(Approved, AuditEvents.ApprovalGiven, "ada");
        return approved with { Decisions = [new Decision(new("ada"), Verdict.Approve, approved.StateSince, Reason: null) { Groups = ["hr-owners"] }] };
    }

    private static AccessRequest Issue(AccessRequest approved)
    {
        var active = approved.Next(Active, AuditEvents.Issued, AuditEntry.Service);
        var since = active.StateSince;
        return active with { Grant = active.Grant with { ServerId = "16384", ActiveSince = since, EndsAt = since + active.Duration } };
    }

    private static AccessRequest GiveBack(AccessRequest active)
    {
        var ending = active.Next(RequestState.Ending, AuditEvents.EndBegun, active.Requester.Value);
        var at = ending.StateSince;
        return ending with { Grant = ending.Grant with { Ending = new(EndCause.GivenBack, at, at, active.Requester, Reason: null) } };
    }

    private static AccessRequest Remove(AccessRequest ending)
    {
        var ended = ending.Next(Ended, AuditEvents.Ended, AuditEntry.Service);
        return ended with { Grant = ended.Grant with { EndedAt = ended.StateSince } };
    }

    private static AccessRequest Next(this AccessRequest request, RequestState state, string @event, string actor) =>
        request.MoveTo(state, AuditEntry.Of(request.StateSince + Minute, @event, actor));
}
