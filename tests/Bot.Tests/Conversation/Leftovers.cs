using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;

namespace JitBot.Bot.Tests.Conversation;

/// <summary>What the sweep can find on hr-prod and ends can leave there, at fixed times, by the name of its golden file.</summary>
internal static class Leftovers
{
    private static readonly Names Known = Names.Of(Cast.Dana, Cast.Ada, Cast.Bo, Cast.Olga, Cast.Sam);

    private static readonly DateTimeOffset At = Lives.Noon;

    public static UnknownAccount Unknown(string name, int sessions = 0) => new(name, "sam", sessions, At, "there is no request q4hzt2mzt5ab");

    public static KeptAccount Kept(string account) => new(account, At.AddDays(7), "olga", At.AddHours(1), "The auditors look at it until Monday, CHG-7.");

    public static Hold OnHold => new(
        At, [HoldCause.TooManyDiffer], "7710247228381739868", 4, Differing.Of(["jit_sam_1", "jit_sam_2", "jit_sam_3", "jit_sam_4"]), Differing.Of(["jit_dana_a2b3c4d5e6f7"]));

    public static UnfinishedEnd Overdue => new(Lives.Pending.Id, Lives.Pending.Grant.AccountName, At, IsClosed: false, "hr-db.example.com:5432 does not answer: connection timed out") { Person = "dana" };

    public static UnfinishedEnd Residue => new(RequestId.From(new("test", "tenant", "two")), "jit_bo_m5n6o7p2q3r4", At, IsClosed: true, "it owns the database reports") { Person = "bo" };

    public static SweepRecord OnlyUnknown => new() { Left = [Unknown("jit_sam_q4hzt2mzt5ab", sessions: 2)] };

    public static SweepRecord Hostile => new()
    {
        Left = [Unknown("jit_<!channel>*x*_@here [a](http://evil.example)") with { Person = "<at>Everyone</at> `x`", Why = "> quoted\n# {{DATE(2026-01-01T00:00:00Z)}} \u202eevorppA" }],
        ScopeFindings = ["jit_scope_*1* has the setting <http://evil.example|x>"],
        Closed = [Unknown("jit_~gone~") with { By = "*olga* <@U1>" }],
    };

    public static ImmutableSortedDictionary<string, CardView> Cards { get; } = new Dictionary<string, CardView>(StringComparer.Ordinal)
    {
        ["findings-unknown"] = Card(OnlyUnknown),
        ["findings-hold"] = Card(new()
        {
            Hold = OnHold,
            Left = [Unknown("jit_sam_1", sessions: 1), Unknown("jit_sam_2"), Unknown("jit_sam_3"), Unknown("jit_sam_4")],
            Orders = [new("jit_sam_2", "olga", At)],
            Kept = [Kept("jit_sam_3")],
            Strangers = [new("jit_backup", "carries no marker")],
        }),
        ["findings-ends"] = Card(new() { ScopeFindings = ["jit_scope_0f1e2d3c4b5a has the setting search_path"] }, Overdue, Residue),
        ["findings-kept"] = Card(new() { Kept = [Kept("jit_bo_m5n6o7p2q3r4")] }, Residue),
        ["findings-closed"] = Card(new() { Closed = [Unknown("jit_sam_q4hzt2mzt5ab", sessions: 2)] }),
        ["findings-closed-by-word"] = Card(new() { Closed = [Unknown("jit_sam_q4hzt2mzt5ab", sessions: 2) with { By = "olga" }, Unknown("jit_sam_9")] }),
        ["findings-in-order"] = Card(new()),
        ["findings-past"] = FindingsCard.Past("hr-prod"),
        ["audit-head"] = AuditHeadTests.Card,
        ["findings-crowd"] = Card(new()
        {
            Left = [.. Enumerable.Range(10, 20).Select(number => Unknown($"jit_sam_{new string('x', 50)}{number}", number))],
            Closed = [.. Enumerable.Range(10, 14).Select(number => Unknown($"jit_bo_{new string('y', 50)}{number}"))],
        }),
        ["findings-hostile"] = Card(Hostile),
        ["findings-not-an-owner"] = Card(OnlyUnknown) with { Note = Wording.Of(new FindingOutcome.NotAnOwner(Cast.Hr), Known) },
        ["findings-decided"] = Card(OnlyUnknown with { Orders = [new("jit_sam_q4hzt2mzt5ab", "olga", At)] }) with
        {
            Note = Wording.Of(new FindingOutcome.Closing(SweepFinding.All(OnlyUnknown, [], [])[0]), Known),
        },
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <param name="id">One of <see cref="ActionIds"/>.</param>
    public static CardAction Button(string card, string id) => Cards[card].Items.SelectMany(item => item.Actions).First(action => action.Id == id);

    public static CardView Card(SweepRecord sweep, params ImmutableArray<UnfinishedEnd> ends) => FindingsCard.Of(
        ShownFindings.Of(new("hr-prod", sweep, ends, Abandoned: 0) { Kept = sweep.Kept }, default, At.AddHours(2)), Known);
}
