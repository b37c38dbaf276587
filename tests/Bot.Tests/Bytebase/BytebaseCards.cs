using System.Collections.Immutable;
using JitBot.Bot.Bytebase;
using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Conversation;
using JitBot.Bot.Tests.Conversation;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>One of Bytebase's requests at each point of its life, by the name of its golden file.</summary>
internal static class BytebaseCards
{
    private const string Platform = "teams";

    private static readonly BytebaseProject Payments =
        new("payments", ImmutableDictionary<string, string>.Empty, ["dba", "security"], [IssueKind.AccessGrant, IssueKind.RoleGrant], ["roles/projectOwner"]);

    private static readonly DateTimeOffset At = Lives.Noon;

    private static readonly IssueFacts Access = new()
    {
        Kind = IssueKind.AccessGrant,
        Creator = "dana@example.com",
        Holder = "dana@example.com",
        Reason = "INC-88 stuck refund",
        Targets = ["instances/prod-pg/databases/ledger"],
        Statement = "SELECT id, state\nFROM refunds -- only the stuck one\nWHERE id = 9",
        Schema = "public",
        Unmask = true,
        Ttl = TimeSpan.FromHours(4),
        Roles = ["roles/projectOwner"],
        Grant = "projects/payments/accessGrants/5f0c2a7e-6d0b-4a53-9c1e-2b8a4f1d7e90",
        Terms = "0123456789abcdef",
    };

    private static readonly BridgedIssue Waiting = new()
    {
        Name = new("payments", 412), Facts = Access, Standing = IssueStanding.Waiting, FoundAt = At, Since = At,
    };

    private static readonly BridgedIssue Long = Waiting with
    {
        Facts = Access with
        {
            Statement = $"SELECT 1{string.Concat(Enumerable.Repeat("\n, 2", 50))}", Targets = [.. Enumerable.Range(1, 30).Select(number => $"instances/prod-pg-{number}/databases/ledger")],
        },
    };

    private static readonly IssueWord Approval = new(WordKind.Approve, new("ada"), "Ada Okafor", "ada@example.com", "slack T1/U1", At.AddMinutes(3), null, Access.Terms, 0);

    private static readonly ImmutableArray<IssueApprover> Heard = [new("jitbot@service.bytebase.com", true)];

    private static readonly BridgedIssue Active = Waiting with
    {
        Facts = Access with { Ttl = null, Until = At.AddHours(4), Heard = Heard }, Standing = IssueStanding.Active, Since = At.AddMinutes(3), End = At.AddHours(4), Words = [Approval],
    };

    private static readonly IssueFacts Role = new()
    {
        Kind = IssueKind.RoleGrant,
        Creator = "kim@acme.test",
        Holder = "lee@acme.test",
        Reason = "on call this week",
        Role = "roles/sqlEditorUser",
        Condition = "resource.database in [\"instances/prod-pg/databases/ledger\"] && request.time < timestamp(\"2026-03-02T20:00:00Z\")",
        Until = At.AddHours(8),
        Roles = ["roles/workspaceDBA", "roles/projectOwner"],
        Terms = "fedcba9876543210",
    };

    public static ImmutableSortedDictionary<string, CardView> Cards { get; } = new Dictionary<string, CardView>(StringComparer.Ordinal)
    {
        ["bytebase-waiting"] = Card(Waiting),
        ["bytebase-under-way"] = Card(Waiting with { UnderWay = Approval }),
        ["bytebase-trouble"] = Card(Waiting with { Trouble = new(Approval, "Bytebase refused it: you do not have the role of the current approval step") }),
        ["bytebase-active"] = Card(Active),
        ["bytebase-not-active"] = Card(Active with { Facts = Access with { Heard = Heard }, Standing = IssueStanding.NotActive, End = null }),
        ["bytebase-expired"] = Card(Active with { Standing = IssueStanding.Expired }),
        ["bytebase-ended"] = Card(Active with { Standing = IssueStanding.Revoked, Words = [Approval, Approval with { Kind = WordKind.End, Name = "Dana Reyes", At = At.AddHours(1) }] }),
        ["bytebase-denied"] = Card(Waiting with
        {
            Facts = Access with { Heard = [new("jitbot@service.bytebase.com", false)] },
            Standing = IssueStanding.Rejected,
            Words = [Approval with { Kind = WordKind.Deny, Reason = "Ask the data team; this is in the report." }],
        }),
        ["bytebase-elsewhere"] = Card(Active with { Words = [], Facts = Active.Facts with { Heard = [new("rita@example.com", true)] } }),
        ["bytebase-role"] = Card(Waiting with { Facts = Role with { Heard = [new("root@acme.test", true)] } }),
        ["bytebase-role-of-another"] = Card(Waiting with { Facts = Role }),
        ["bytebase-stranger"] = Card(Waiting with { Facts = Role with { Roles = ["roles/projectOwner"], Strangers = [Role.Creator, Role.Holder] } }),
        ["bytebase-hidden"] = Card(Waiting with { Facts = Access with { CannotShow = "its statement has characters that cannot be seen" } }),
        ["bytebase-long"] = Card(Long with { Cards = [new(Platform, IssueSlot.Statement, "below", 1) { Statement = Long.Facts.StatementDigest }] }),
        ["bytebase-long-not-yet"] = Card(Long),
        ["bytebase-changed"] = Card(Waiting with { Cards = [new(Platform, IssueSlot.Statement, "below", 1) { Statement = "" }] }),
        ["bytebase-statement-anew"] = View(Waiting with { Cards = [new(Platform, IssueSlot.Statement, "below", 1) { Statement = "" }] }, IssueSlot.Statement),
        ["bytebase-statement-old"] = IssueThread.CountsNoMore,
        ["bytebase-hostile"] = Card(Waiting with
        {
            Facts = Access with
            {
                Creator = "<!channel>@evil.example", Holder = "*x*@evil.example", Reason = "<!here> [a](http://evil.example) {{DATE(2026-01-01T00:00:00Z)}}", Statement = "SELECT '```<at>x</at>' -- `a`",
                Schema = "*pub_lic*", Targets = ["instances/<!channel>/databases/~x~"], Roles = ["roles/projectOwner"],
            },
        }),
        ["bytebase-refused"] = Card(Waiting) with { Note = IssueWording.Of(new IssueOutcome.OwnRequest()) },
        ["bytebase-reminder"] = View(Active, IssueSlot.Reminder),
        ["bytebase-own-reminder"] = View(Active, IssueSlot.OwnReminder),
        ["bytebase-own-reminder-over"] = View(Active with { Standing = IssueStanding.Expired, Since = At.AddHours(4) }, IssueSlot.OwnReminder),
        ["bytebase-statement"] = View(Waiting, IssueSlot.Statement),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static CardAction Button(string card, string action) => Cards[card].Actions.First(button => button.Id == action);

    private static CardView Card(BridgedIssue issue) => View(issue, IssueSlot.Card);

    private static CardView View(BridgedIssue issue, IssueSlot slot)
    {
        var person = issue.Facts.Creator == Cast.Dana.Email ? Cast.Dana : null;
        return IssueCard.Of(slot, issue, new(person, person), Payments, Platform);
    }
}
