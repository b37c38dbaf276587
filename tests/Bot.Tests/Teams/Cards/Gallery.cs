using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Commands;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Tests.Bytebase;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core.Grants;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Bot.Tests.Teams.Cards;

/// <summary>Every card and form that Teams can be shown, by the name of its golden file.</summary>
internal static class Gallery
{
    private static readonly Names Known = Names.Of(Cast.Dana, Cast.Ada, Cast.Bo, Cast.Olga, Cast.Sam);

    public static ImmutableSortedDictionary<string, JsonObject> Cards { get; } = All().ToImmutableSortedDictionary(
        card => card.Name, card => card.Card, StringComparer.Ordinal);

    private static IEnumerable<(string Name, JsonObject Card)> All() =>
    [
        .. Decisions(), .. Statuses(), .. Grants(), .. Closings(), .. Operators(), .. Answers(), .. Forms(), .. Statements.All(), .. Leftovers.Cards.Concat(BytebaseCards.Cards).Select(card => (card.Key, Card(card.Value))),
    ];

    private static IEnumerable<(string, JsonObject)> Decisions()
    {
        yield return Of("decision-waiting", CardSlot.Decision, Lives.Pending);
        yield return Of("decision-asked-by-a-tool", CardSlot.Decision, Lives.Pending with { Origin = new("webhook", "deploys", "msg_77") });
        yield return Of("decision-asked-with-a-token", CardSlot.Decision, Lives.Pending with { Origin = new("api", "k3v7q2mzt5ab", "key-1") });
        yield return ("decision-accepted-rights", Card(RequestCards.For(
            Lives.Pending, CardSlot.Decision, Known, Cast.Hr with { AcceptedRights = ["CONNECT postgres", "SELECT hr.public.holiday"] })!));
        yield return Of("decision-given-back-kept", CardSlot.Decision, Lives.Ended(EndCause.GivenBack, "table hr.public.scratch_titles: now owned by jit_graveyard"));
        yield return Of("decision-one-of-two", CardSlot.Decision, Lives.OneOfTwo);
        yield return Of("decision-second-step", CardSlot.Decision, Lives.SecondStep);
        yield return Of("decision-automatic", CardSlot.Decision, Lives.Automatic);
        yield return Of("decision-denied-by-policy", CardSlot.Decision, Lives.DeniedByPolicy);
        yield return ("step-escalated", Card(View(new(CardSlot.Step, 2), Lives.SecondStep) with { Calls = [Cast.Olga, Cast.Bo] }));
        yield return Of("decision-until", CardSlot.Decision, Lives.UntilEvening);
        yield return Of("decision-many-tables", CardSlot.Decision, Lives.Pending with { Scope = Lives.Wide(64) });
        yield return Of("decision-masked", CardSlot.Decision, Lives.Masked);
        yield return Of("decision-masked-schema", CardSlot.Decision, Lives.MaskedSchema);
        yield return Of("decision-unmasked", CardSlot.Decision, Lives.Unmasked);
        yield return ("decision-ddl", Card(RequestCards.For(
            Lives.Pending with { Scope = Lives.Pending.Scope with { Level = "ddl", Tables = [] } }, CardSlot.Decision, Known,
            Cast.Hr with { Profiles = [new() { Name = "ddl", Level = AccessLevel.Ddl, MemberOf = ["hr_owner"] }] })!));
        yield return Of("decision-bound", CardSlot.Decision, Lives.Bound);
        yield return Of("decision-approved", CardSlot.Decision, Lives.Approved);
        yield return Of("decision-own-login", CardSlot.Decision, Lives.Pending.OfOwnLogin(cuts: true));
        yield return Of("decision-active", CardSlot.Decision, Lives.Active);
        yield return Of("decision-denied", CardSlot.Decision, Lives.Denied);
        yield return Of("decision-withdrawn", CardSlot.Decision, Lives.Withdrawn);
        yield return Of("decision-lapsed", CardSlot.Decision, Lives.Lapsed);
        yield return Of("decision-ending", CardSlot.Decision, Lives.Ending(EndCause.GivenBack));
        yield return Of("decision-ended", CardSlot.Decision, Lives.Ended(EndCause.Expired));
        yield return Of("decision-revoked", CardSlot.Decision, Lives.Ended(EndCause.Revoked));
        yield return Of("decision-could-not-be-given", CardSlot.Decision, Lives.Ended(EndCause.NotIssued));
        yield return ("decision-own-request", Card(View(CardSlot.Decision, Lives.Pending) with
        {
            Note = Wording.Of(new JitBot.Core.Approvals.DecideOutcome.OwnRequest(Lives.Pending), Known),
        }));
        yield return Of("decision-hostile-text", CardSlot.Decision, Lives.Pending with
        {
            Reason = "**Approved** by [security](https://evil.example)\n<at>Everyone</at> {{DATE(2026-01-01T00:00:00Z)}}\n# \u202eevorppA",
            Ticket = "*_`[x](y)",
        });
    }

    private static IEnumerable<(string, JsonObject)> Statuses()
    {
        yield return Of("status-second-step", CardSlot.Status, Lives.SecondStep);
        yield return Of("status-waiting", CardSlot.Status, Lives.NeedsTwo);
        yield return Of("status-approved", CardSlot.Status, Lives.Approved);
        yield return Of("status-active", CardSlot.Status, Lives.Active);
        yield return Of("status-denied", CardSlot.Status, Lives.Denied);
        yield return Of("status-given-back", CardSlot.Status, Lives.Ended(EndCause.GivenBack));
    }

    private static IEnumerable<(string, JsonObject)> Grants()
    {
        yield return Of("grant-own-login", CardSlot.Grant, Lives.Active.OfOwnLogin());
        yield return Of("reminder-own-login", new(CardSlot.Reminder, 1), Lives.Reminded.OfOwnLogin(cuts: true));
        yield return Of("grant-active", CardSlot.Grant, Lives.Active);
        yield return Of("grant-accepted-rights", CardSlot.Grant, Lives.Active with
        {
            Scope = Lives.Active.Scope with { Tables = [], Schemas = ["payroll"] },
            Grant = Lives.Active.Grant with { AcceptedRights = ["CONNECT postgres", "SELECT hr.public.holiday"] },
        });
        yield return Of("grant-whole-database", CardSlot.Grant, Lives.Active with { Scope = Lives.Active.Scope with { Tables = [] } });
        yield return Of("grant-masked", CardSlot.Grant, Lives.Active with { Scope = Lives.Masked.Scope, Masked = Lives.Masked.Masked });
        yield return Of("grant-password-end", CardSlot.Grant, Lives.Active with { Grant = Lives.Active.Grant with { FailSafe = FailSafeReach.Passwords } });
        yield return Of("grant-bound", CardSlot.Grant, Lives.BoundActive);
        yield return Of("grant-over", CardSlot.Grant, Lives.Ended(EndCause.GivenBack));
        yield return Of("reminder", new(CardSlot.Reminder, 1), Lives.Reminded);
        yield return Of("reminder-over", CardSlot.Reminder, Lives.Ended(EndCause.Expired) with { Grant = Lives.Ended(EndCause.Expired).Grant with { RemindedAt = Lives.Noon } });
        yield return Of("reminder-more-time-asked", new(CardSlot.Reminder, 1), Lives.MoreTimeAsked);
        yield return Of("reminder-extended", new(CardSlot.Reminder, 1), Lives.MoreTimeGiven);
        yield return Of("grant-extended", CardSlot.Grant, Lives.MoreTimeGiven with { Grant = Lives.MoreTimeGiven.Grant with { CarriedEnd = null } });
        yield return Of("extension", new(CardSlot.Extension, 2), Lives.MoreTimeAsked);
        yield return Of("extension-given", new(CardSlot.Extension, 2), Lives.MoreTimeGiven);
        yield return Of("extension-not-decided", new(CardSlot.Extension, 2), Lives.MoreTimeNotDecided);
        yield return Of("extension-decided-given", new(CardSlot.ExtensionDecided, 2), Lives.MoreTimeGiven);
        yield return Of("extension-decided-denied", new(CardSlot.ExtensionDecided, 2), Lives.MoreTimeDenied);
        yield return Of("extension-bound", new(CardSlot.Extension, 2), Lives.MoreTimeAsked with { Scope = Lives.Bound.Scope });
        yield return ("credentials-bound", Card(CredentialsCard.Of(Lives.BoundActive, Login, Cast.Hr)));
        yield return ("credentials", Card(CredentialsCard.Of(Lives.Active, Login, Cast.Hr)));
        yield return ("grant-account-missing", Card(View(CardSlot.Grant, Lives.Ending(EndCause.AccountMissing)) with
        {
            Note = Wording.Of(new RevealOutcome.AccountMissing(Lives.Ending(EndCause.AccountMissing))),
        }));
    }

    public static Credentials Login => new(
        Cast.Hr.Advertised, "hr", Lives.Active.Grant.AccountName, new Secret("k7Qm2ZtR9bXw4LpS8vNc3HdF6gJy"), Lives.Active.Grant.EndsAt!.Value);

    private static IEnumerable<(string, JsonObject)> Closings()
    {
        yield return Of("closing-denied", CardSlot.Closing, Lives.Denied);
        yield return Of("closing-lapsed", CardSlot.Closing, Lives.Lapsed);
        yield return Of("closing-expiring", CardSlot.Closing, Lives.Ending(EndCause.Expired));
        yield return Of("closing-expired-kept", CardSlot.Closing, Lives.Ended(EndCause.Expired,
            "table hr.public.scratch_titles: now owned by jit_graveyard", "large object 16455: now owned by jit_graveyard"));
        yield return Of("closing-own-login", CardSlot.Closing, Lives.Ended(EndCause.Expired).OfOwnLogin());
        yield return Of("closing-own-login-missing", CardSlot.Closing, Lives.Ended(EndCause.AccountMissing).OfOwnLogin());
        yield return Of("closing-revoked", CardSlot.Closing, Lives.Ended(EndCause.Revoked));
        yield return Of("closing-not-issued", CardSlot.Closing, Lives.Ended(EndCause.NotIssued));
        yield return Of("closing-account-missing", CardSlot.Closing, Lives.Ended(EndCause.AccountMissing));
        yield return Of("closing-disabled", CardSlot.Closing, Lives.Ended(EndCause.HolderDisabled));
    }

    private static IEnumerable<(string, JsonObject)> Operators()
    {
        var over = Lives.Overstaying;
        yield return Of("overstay-own-login", CardSlot.Overstay, Lives.Overstaying.OfOwnLogin());
        yield return Of("overstay", CardSlot.Overstay, over);
        yield return Of("overstay-residue", CardSlot.Overstay, over with
        {
            Grant = over.Grant with { Residue = "It owns objects in database reports, which JitBot may not connect to." },
        });
        yield return Of("overstay-resolved", CardSlot.Overstay, over with
        {
            State = RequestState.Ended,
            Grant = over.Grant with { EndedAt = over.Grant.Ending!.Due + TimeSpan.FromMinutes(17) },
        });
    }

    private static IEnumerable<(string, JsonObject)> Answers()
    {
        ImmutableArray<AccessRequest> several = [Lives.Pending, Lives.Active, Lives.Ending(EndCause.Revoked)];
        yield return ("answer-why", Card(Wording.Why(Lives.SecondStep).Card()));
        yield return ("answer-denied-by-policy", Card(Wording.Of(new SubmitOutcome.DeniedByPolicy("freeze", "Production is frozen until 2 January."), readAlong: false).Card()));
        yield return ("answer-help", Card(Wording.Help()));
        yield return ("answer-mine", Card(ListCards.Mine(several, andMore: false, Lives.Noon + TimeSpan.FromMinutes(47))));
        yield return ("answer-mine-nothing", Card(ListCards.Mine([], andMore: false, Lives.Noon)));
        yield return ("answer-who", Card(ListCards.Who(Cast.Hr, [Lives.Active, Lives.Approved], andMore: true, Known, new HashSet<RequestId>())));
        yield return ("answer-who-with-reasons", Card(ListCards.Who(Cast.Hr, [Lives.Active], andMore: false, Known, new HashSet<RequestId> { Lives.Active.Id })));
        yield return ("answer-asked", Card(Wording.Of(new SubmitOutcome.Submitted(Lives.Pending), readAlong: true).Card()));
        yield return ("answer-did-you-mean", Card(Refusal("reqest hr-prod")));
        yield return ("answer-bad-duration", Card(Refusal("request hr-prod read for 2h; drop because INC-42")));
        yield return ("answer-bad-address", Card(Refusal("request hr-prod read from employee for 2h because INC-42")));
        yield return ("answer-bad-moment", Card(Refusal("request hr-prod read until 18:00 because INC-42")));
        yield return ("answer-unknown-target", Card(Wording.WhichTarget("hr-prd", ["hr-prod", "billing"], "request").Card()));
        yield return ("answer-disabled", Card(Wording.Disabled.Card()));
        yield return ("answer-store-down", Card(Wording.StoreDown.Card()));
        yield return ("answer-stranger", Card(Wording.Stranger(new("teams", "2f3c1f0e-0d0b-4d2f-9a55-0d8a4f0e7c11", "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"))));
    }

    private static CardView Refusal(string line) => Wording.Of(((ChatCommand.NotUnderstood)CommandLine.Read(line, Lives.Noon)).Problem).Card();

    private static IEnumerable<(string, JsonObject)> Forms()
    {
        yield return Form("form-empty", new() { Target = "hr-prod" });
        yield return Form("form-filled", new()
        {
            Target = "hr-prod", Level = "read", Tables = ["employee", "title"], Duration = TimeSpan.FromHours(2), Reason = "INC-42: wrong totals", Ticket = "INC-42",
        });
        yield return Form("form-problems", new() { Target = "hr-prod", Level = "write", Tables = ["employe"], Duration = TimeSpan.FromHours(4) }, showProblems: true);
        yield return Form("form-until", new() { Target = "hr-prod", Level = "write", Until = Lives.Noon.AddHours(6) }, showProblems: true);
        yield return Form("form-hundred-tables", new() { Target = "hr-prod", Level = "read" }, catalog: Tables(100));
        yield return Form("form-thousand-tables", new() { Target = "hr-prod", Level = "read", Tables = ["payroll_run_007"] }, catalog: Tables(1000));
        yield return Form("form-masked", new()
        {
            Target = "hr-prod", Level = "read", Tables = ["employee"], Columns = ["employee.id", "employee.emial"], Unmask = true, Duration = TimeSpan.FromHours(2), Reason = "INC-42",
        }, showProblems: true, catalog: Cast.MaskedCatalog);
        yield return Form("form-bound", new()
        {
            Target = "hr-prod", Level = "read", Tables = ["employee"], Duration = TimeSpan.FromHours(2), Reason = "INC-42", Address = "10.1.2.3",
        }, catalog: Cast.BindingCatalog);
        yield return Form("form-cannot-bind", new()
        {
            Target = "hr-prod", Level = "read", Database = "archive", Duration = TimeSpan.FromHours(2), Reason = "INC-42", Address = "10.1.2.3",
        }, showProblems: true, catalog: Cast.BindingCatalog);
        var fixedReach = Cast.Hr with { Databases = ["hr"], Profiles = [new() { Name = "support", Level = AccessLevel.Read, MemberOf = ["hr_support"] }] };
        var own = Cast.Hr with { Profiles = [.. AccessProfile.BuiltIn, new() { Name = "support", Level = AccessLevel.Write, MemberOf = ["hr_support"], ForOwnLogin = true }] };
        yield return Form("form-no-own-login", new() { Target = "hr-prod", Level = "support", Duration = TimeSpan.FromHours(1), Reason = "INC-42" }, showProblems: true, target: own);
        yield return Form("form-fixed-reach", new() { Target = "hr-prod", Level = "support" }, target: fixedReach);
    }

    private static TargetCatalog Tables(int count) =>
        new([.. Enumerable.Range(1, count).Select(i => new CatalogTable("hr", new("public", $"payroll_run_{i:000}"), RelationKind.Table))]);

    public static (string, JsonObject) Form(
        string name, RequestDraft draft, bool showProblems = false, TargetCatalog? catalog = null, Target? target = null)
    {
        var analysis = DraftAnalyst.Analyse(draft, target ?? Cast.Hr, catalog ?? Cast.Catalog, Cast.Policy, Cast.Asking, Lives.Noon, draft.Statement is null ? null : new(new StatementVerdict.Allowed([]), []));
        return (name, TeamsCards.Form(new(analysis, "k3v7q2mzt5ab", showProblems)));
    }

    public static (string, JsonObject) Of(string name, CardKey key, AccessRequest request) => (name, Card(View(key, request)));

    private static CardView View(CardKey key, AccessRequest request) => RequestCards.For(request, key, Known, Cast.Hr)!;

    public static JsonObject Card(CardView view) => TeamsCards.Card(view);
}
