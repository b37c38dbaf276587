using System.Collections.Immutable;
using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Tests.Conversation;

/// <summary>One request at every turn its life can take, at fixed times and under a fixed id.</summary>
internal static class Lives
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly RequestId Id = RequestId.From(new("test", "tenant", "one"));

    public static AccessRequest Pending => new()
    {
        Id = Id,
        State = RequestState.Pending,
        StateSince = Noon,
        Origin = new("teams", "tenant", "one"),
        Requester = Cast.Dana.Id,
        Scope = new()
        {
            Target = "hr-prod", Level = "read", Database = "hr", Tables = [new("public", "employee"), new("public", "title")],
        },
        Duration = TimeSpan.FromHours(2),
        Reason = "Payroll run 4711 shows a wrong total for the March leavers; I have to compare titles with the contract table.",
        Ticket = "INC-42",
        SubmittedAt = Noon,
        LapsesAt = Noon + TimeSpan.FromHours(24),
        Rule = new() { Name = "hr-read", PolicyVersion = "policy-1", Steps = [new(["dba"])], LongestDuration = TimeSpan.FromHours(8) },
        Grant = new() { AccountName = $"jit_dana_{Id}" },
    };

    public static AccessRequest NeedsTwo => Pending with
    {
        Scope = Pending.Scope with { Level = "write" },
        Duration = TimeSpan.FromMinutes(45),
        Rule = new() { Name = "hr-write", PolicyVersion = "policy-1", Steps = [new(["dba", "security"], People: 2)], LongestDuration = TimeSpan.FromHours(1) },
    };

    /// <summary>One statement, planned, that reads a masked column and all of a big table.</summary>
    public static AccessRequest Statement => Pending with
    {
        SchemaVersion = AccessRequest.StatementSchema,
        Scope = new() { Target = "hr-prod", Level = "statement", Database = "hr", Tables = [new("public", "employee"), new("public", "salary")] },
        Masked = new(1, ["public.employee.ssn (shown in part)"], 0, []),
        Statement = new(
            "select e.name, e.ssn, sum(s.amount) as total\nfrom employee e\n  join salary s on s.employee_id = e.id\nwhere s.paid_at >= '2026-03-01'  -- the leavers'\ngroup by 1, 2;",
            Export: false,
            new([new(new("public", "employee"), ["id", "name", "ssn"], true, null), new(new("public", "salary"), ["amount", "employee_id", "paid_at"], true, 2_844_047)], 1_200, 61_432.5)),
    };

    public static AccessRequest StatementToExport => Statement with
    {
        Scope = Statement.Scope with { Unmask = true },
        Masked = new(1, ["public.employee.ssn"], 0, []),
        Statement = Statement.Statement! with { Export = true },
    };

    /// <summary>Too long for a card.</summary>
    public static AccessRequest StatementLong => Statement with
    {
        Statement = Statement.Statement! with { Text = $"select *\nfrom employee\nwhere id in (\n{string.Join(",\n", Enumerable.Range(1, 400).Select(number => $"    {10_000 + number}"))}\n)" },
    };

    public static AccessRequest StatementActive => StatementToExport with
    {
        State = RequestState.Active,
        StateSince = Noon + Minutes(4),
        Decisions = [new(Cast.Ada.Id, Verdict.Approve, Noon + Minutes(3), null) { Groups = ["dba"] }],
        Grant = Statement.Grant with { ActiveSince = Noon + Minutes(4), EndsAt = Noon + Minutes(124) },
    };

    /// <summary>Two steps, of which the second has waited too long.</summary>
    public static AccessRequest SecondStep
    {
        get
        {
            var asked = Pending with
            {
                Scope = Pending.Scope with { Level = "write" },
                Duration = TimeSpan.FromHours(1),
                Rule = new()
                {
                    Name = "salary writes", PolicyVersion = "4f2a91c07be3", LongestDuration = TimeSpan.FromHours(2), Risk = "high", LapsesAfter = TimeSpan.FromHours(4),
                    Steps = [new(["dba"]), new(["hr-owners", "security"], FromEach: true, EscalateAfter: TimeSpan.FromMinutes(30), EscalateTo: ["dba-leads"])],
                },
                LapsesAt = Noon.AddHours(4),
                Explanation = new()
                {
                    PolicyVersion = "4f2a91c07be3",
                    Applied = new("salary writes", [new("request.level == 'write'", [new("request.level", "\"write\"")]), new("resource.table_name == 'salary'", [new("resource.table_name", "\"salary\"")])]),
                    Earlier =
                    [
                        new("freeze", [new("now >= timestamp('2026-12-23T17:00:00Z')", [new("now", "2026-03-02T12:00:00Z")])]),
                        new("on call", [new("incident.active", [new("incident.active", "false")])]),
                        new("contractors", [], "`requester.groups` is not there: no such key"),
                    ],
                    EarlierLeftOut = 2,
                },
                Decisions = [new(Cast.Ada.Id, Verdict.Approve, Noon + Minutes(3), null) { Groups = ["dba"] }],
                Escalations = [new(1, ["dba-leads"], Noon + Minutes(33))],
            };
            return asked
                .Record(AuditEntry.Of(Noon, AuditEvents.Submitted, "dana"))
                .Record(AuditEntry.Of(Noon + Minutes(3), AuditEvents.ApprovalGiven, "ada", null, ("step", "1 of 2")))
                .Record(AuditEntry.Of(Noon + Minutes(33), AuditEvents.Escalated, AuditEntry.Service, null, ("group", "dba-leads")));
        }
    }

    /// <summary>Nobody had to decide, and no reason was asked for.</summary>
    public static AccessRequest Automatic
    {
        get
        {
            var asked = Pending with { Reason = "", Ticket = null, Rule = Pending.Rule with { Name = "test reads", Steps = [] } };
            return asked.MoveTo(RequestState.Approved, AuditEntry.Of(Noon, AuditEvents.Automatic, AuditEntry.Service, null, ("rule", "test reads")));
        }
    }

    public static AccessRequest DeniedByPolicy => Pending.MoveTo(RequestState.Denied, AuditEntry.Of(
        Noon + Minutes(50), AuditEvents.DeniedByPolicy, AuditEntry.Service, "Production is frozen until 2 January. In an emergency call the DBA on duty.", ("rule", "freeze")));

    public static AccessRequest UntilEvening => Pending with { Duration = TimeSpan.FromHours(6), Until = Noon.AddHours(6), LapsesAt = Noon.AddHours(6).AddSeconds(-10) };

    /// <summary>Of two tables, one narrowed to some of its columns, some of which are masked.</summary>
    public static AccessRequest Masked => Pending with
    {
        Scope = Pending.Scope with
        {
            Tables = [new("public", "employee"), new("public", "title")],
            Columns = [new("public", "employee", "id"), new("public", "employee", "email"), new("public", "employee", "birth_date")],
        },
        Masked = new(2, ["public.employee.email (first 1 shown)", "public.employee.birth_date (by year)"], 0, []),
    };

    /// <summary>Roles for the login that Dana has anyway, instead of a login.</summary>
    public static AccessRequest OfOwnLogin(this AccessRequest request, bool cuts = false) => request with
    {
        Scope = Pending.Scope with { Level = "support", Tables = [] },
        Grant = request.Grant with { OwnLogin = new("dana", ["hr_support"], cuts) },
    };

    public static AccessRequest MaskedSchema => Pending with
    {
        Scope = Pending.Scope with { Tables = [], Schemas = ["payroll"] },
        Masked = new(14, [.. Enumerable.Range(1, 14).Select(i => $"payroll.run_{i}.amount (in steps of 1000)")], 1, ["payroll.directory, which is made from payroll.person, which is masked, and no rule names it"]),
    };

    public static AccessRequest Unmasked => MaskedSchema with
    {
        Scope = MaskedSchema.Scope with { Unmask = true },
        Masked = new(14, [.. Enumerable.Range(1, 14).Select(i => $"payroll.run_{i}.amount")], 0, []),
    };

    public static AccessRequest Bound => Pending with { Scope = Pending.Scope with { Address = SourceAddress.Read("10.1.2.3", out _) } };

    /// <summary>Bound to an address, in a database that holds to it and to the end by itself.</summary>
    public static AccessRequest BoundActive => Active with { Scope = Bound.Scope, Grant = Active.Grant with { FailSafe = FailSafeReach.EveryLogin } };

    public static AccessRequest OneOfTwo => NeedsTwo with
    {
        Decisions = [new(Cast.Ada.Id, Verdict.Approve, Noon + Minutes(3), "Fine, but leave salary alone.") { Groups = ["dba"] }],
    };

    public static AccessRequest Approved => Step(Pending with { Decisions = [new(Cast.Ada.Id, Verdict.Approve, Noon + Minutes(4), null) { Groups = ["dba"] }] }, RequestState.Approved, 4);

    public static AccessRequest Active
    {
        get
        {
            var active = Step(Approved, RequestState.Active, 5);
            return active with { Grant = active.Grant with { ServerId = "16384", ActiveSince = Noon + Minutes(5), EndsAt = Noon + Minutes(125) } };
        }
    }

    public static AccessRequest Reminded => Active with { Revision = 8, Grant = Active.Grant with { RemindedAt = Noon + Minutes(115), Reminders = 1 } };

    /// <summary>Reminded, and asked for another hour.</summary>
    public static AccessRequest MoreTimeAsked => Reminded with { Terms = 2, Extensions = [MoreTime] };

    public static AccessRequest MoreTimeDenied => MoreTimeAsked with
    {
        Extensions = [MoreTime with { Verdict = Verdict.Deny, Decisions = [new(Cast.Bo.Id, Verdict.Deny, Noon + Minutes(117), "The load job starts at two.") { Groups = ["dba"] }] }],
    };

    /// <summary>An hour more, which the target does not know of yet.</summary>
    public static AccessRequest MoreTimeGiven => MoreTimeAsked with
    {
        Extensions = [MoreTime with { Verdict = Verdict.Approve, Decisions = [new(Cast.Ada.Id, Verdict.Approve, Noon + Minutes(117), null) { Groups = ["dba"] }] }],
        Grant = Reminded.Grant with { RemindedAt = null, EndsAt = MoreTime.Until, CarriedEnd = MoreTime.From },
    };

    public static AccessRequest MoreTimeNotDecided => Step(MoreTimeAsked, RequestState.Ending, 125) with
    {
        Grant = Reminded.Grant with { Ending = new(EndCause.Expired, Noon + Minutes(125), Noon + Minutes(125), null, null) },
    };

    private static Extension MoreTime => new()
    {
        Terms = 2,
        By = TimeSpan.FromHours(1),
        From = Noon + Minutes(125),
        Reason = "The comparison still runs; twenty thousand rows are left.",
        AskedAt = Noon + Minutes(116),
        Rule = Pending.Rule,
    };

    public static AccessRequest Denied =>
        Step(Pending with { Decisions = [new(Cast.Bo.Id, Verdict.Deny, Noon + Minutes(6), "The contract table is in the archive now.\nAsk for archive instead.") { Groups = ["dba"] }] }, RequestState.Denied, 6);

    public static AccessRequest Withdrawn => Step(Pending, RequestState.Withdrawn, 7);

    public static AccessRequest Lapsed => Step(Pending, RequestState.Lapsed, 24 * 60);

    public static AccessRequest Ending(EndCause cause)
    {
        var (by, reason) = cause switch
        {
            EndCause.GivenBack => (Cast.Dana.Id, (string?)null),
            EndCause.Revoked => (Cast.Olga.Id, "The incident is closed."),
            EndCause.NotIssued => ((JitBot.Core.People.PersonId?)null, "Table public.title is gone from hr. Ask again without it."),
            _ => (null, null),
        };
        var before = cause == EndCause.NotIssued ? Approved : Active;
        var at = cause == EndCause.Expired ? before.Grant.EndsAt!.Value : Noon + Minutes(60);
        var ending = Step(before, RequestState.Ending, 60);
        return ending with { Grant = ending.Grant with { Ending = new(cause, at, at, by, reason) } };
    }

    public static AccessRequest Ended(EndCause cause, params ImmutableArray<string> kept)
    {
        var ended = Step(Ending(cause), RequestState.Ended, 61);
        return ended with { Grant = ended.Grant with { EndedAt = ended.Grant.Ending!.At + TimeSpan.FromSeconds(2), Kept = kept } };
    }

    public static AccessRequest Overstaying
    {
        get
        {
            var ending = Ending(EndCause.Expired);
            var why = "hr-db.example.com:5432 does not answer: connection timed out.";
            return ending with
            {
                Revision = 9,
                Grant = ending.Grant with { Ending = ending.Grant.Ending! with { OverstayNotices = 1 } },
                Audit = ending.Audit.Add(AuditEntry.Of(Noon + Minutes(131), AuditEvents.Overstay, AuditEntry.Service, null, ("why", why))),
            };
        }
    }

    public static IEnumerable<AccessRequest> All =>
    [
        Pending, UntilEvening, NeedsTwo, OneOfTwo, SecondStep, Automatic, DeniedByPolicy, Approved, Active, Reminded, MoreTimeAsked, MoreTimeDenied, MoreTimeGiven, MoreTimeNotDecided, Bound, BoundActive, Denied, Withdrawn, Lapsed, Overstaying,
        .. Enum.GetValues<EndCause>().SelectMany(cause => new[] { Ending(cause), Ended(cause) }),
    ];

    public static AccessScope Wide(int tables) =>
        Pending.Scope with { Tables = [.. Enumerable.Range(1, tables).Select(i => new TableName("public", $"payroll_run_{i:000}"))] };

    private static AccessRequest Step(AccessRequest request, RequestState state, int minutes) =>
        request.MoveTo(state, AuditEntry.Of(Noon + Minutes(minutes), "test.step", AuditEntry.Service));

    private static TimeSpan Minutes(int count) => TimeSpan.FromMinutes(count);
}
