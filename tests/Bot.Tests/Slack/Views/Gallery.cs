using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Commands;
using JitBot.Bot.Slack.Views;
using JitBot.Bot.Tests.Bytebase;
using JitBot.Bot.Tests.Conversation;
using JitBot.Connectors.PostgreSql.Statements;
using JitBot.Core.Grants;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Bot.Tests.Slack.Views;

/// <summary>Every message, window and page that Slack can be shown, by the name of its golden file. A message has no <c>type</c>.</summary>
internal static partial class Gallery
{
    private const string FormId = "k3v7q2mzt5ab";

    private static readonly Names Known = Names.Of(Cast.Dana, Cast.Ada, Cast.Bo, Cast.Olga, Cast.Sam);

    public static ImmutableSortedDictionary<string, JsonObject> Shown { get; } = All().ToImmutableSortedDictionary(
        shown => shown.Name, shown => shown.Json, StringComparer.Ordinal);

    private static IEnumerable<(string Name, JsonObject Json)> All() => [.. Decisions(), .. Privately(), .. Closings(), .. Answers(), .. Windows(), .. Forms(), .. Homes(), .. Found(), .. Statements()];

    private static IEnumerable<(string, JsonObject)> Found() =>
    [
        .. Leftovers.Cards.Concat(BytebaseCards.Cards).Select(card => (card.Key, Message(card.Value))),
        ("window-bytebase-deny", AskModal.Draw(BytebaseCards.Button("bytebase-waiting", ActionIds.DenyIssue), "C1 1.1")),
        ("window-bytebase-end", AskModal.Draw(BytebaseCards.Button("bytebase-active", ActionIds.EndIssue), "C1 1.1")),
        ("window-close", AskModal.Draw(Leftovers.Button("findings-unknown", ActionIds.CloseFinding), "C1 1.1")),
        ("window-keep", AskModal.Draw(Leftovers.Button("findings-unknown", ActionIds.KeepFinding), "C1 1.1")),
    ];

    private static IEnumerable<(string, JsonObject)> Decisions()
    {
        yield return Of("decision-waiting", CardSlot.Decision, Lives.Pending);
        yield return Of("decision-asked-by-a-tool", CardSlot.Decision, Lives.Pending with { Origin = new("webhook", "deploys", "msg_77") });
        yield return Of("decision-asked-with-a-token", CardSlot.Decision, Lives.Pending with { Origin = new("api", "k3v7q2mzt5ab", "key-1") });
        yield return Of("decision-one-of-two", CardSlot.Decision, Lives.OneOfTwo);
        yield return Of("decision-second-step", CardSlot.Decision, Lives.SecondStep);
        yield return Of("decision-automatic", CardSlot.Decision, Lives.Automatic);
        yield return Of("decision-denied-by-policy", CardSlot.Decision, Lives.DeniedByPolicy);
        yield return ("step-escalated", Message(View(new(CardSlot.Step, 2), Lives.SecondStep) with { Calls = [Cast.Olga with { Accounts = [new("slack", "T1", "U0OLGA")] }, Cast.Bo] }));
        yield return Of("decision-until", CardSlot.Decision, Lives.UntilEvening);
        yield return Of("decision-wide", CardSlot.Decision, Lives.Pending with { Scope = Lives.Wide(1000) });
        yield return Of("decision-masked", CardSlot.Decision, Lives.Masked);
        yield return Of("decision-masked-schema", CardSlot.Decision, Lives.MaskedSchema);
        yield return Of("decision-unmasked", CardSlot.Decision, Lives.Unmasked);
        yield return Of("decision-bound", CardSlot.Decision, Lives.Bound);
        yield return Of("decision-approved", CardSlot.Decision, Lives.Approved);
        yield return Of("decision-own-login", CardSlot.Decision, Lives.Pending.OfOwnLogin(cuts: true));
        yield return Of("decision-active", CardSlot.Decision, Lives.Active);
        yield return Of("decision-denied", CardSlot.Decision, Lives.Denied);
        yield return Of("decision-lapsed", CardSlot.Decision, Lives.Lapsed);
        yield return Of("decision-ended", CardSlot.Decision, Lives.Ended(EndCause.Expired));
        yield return Of("decision-hostile-text", CardSlot.Decision, Lives.Pending with
        {
            Reason = "*Approved* by <https://evil.example|security>\n<!channel> :white_check_mark: `x` _y_\n> \u202eevorppA",
            Ticket = "*_`<@U1>",
        });
        yield return Of("extension", new(CardSlot.Extension, 2), Lives.MoreTimeAsked);
        yield return Of("extension-given", new(CardSlot.Extension, 2), Lives.MoreTimeGiven);
        yield return Of("overstay-own-login", CardSlot.Overstay, Lives.Overstaying.OfOwnLogin());
        yield return Of("overstay", CardSlot.Overstay, Lives.Overstaying);
    }

    private static IEnumerable<(string, JsonObject)> Privately()
    {
        yield return Of("status-second-step", CardSlot.Status, Lives.SecondStep);
        yield return Of("status-waiting", CardSlot.Status, Lives.NeedsTwo);
        yield return Of("status-given-back", CardSlot.Status, Lives.Ended(EndCause.GivenBack));
        yield return Of("grant-own-login", CardSlot.Grant, Lives.Active.OfOwnLogin());
        yield return Of("reminder-own-login", new(CardSlot.Reminder, 1), Lives.Reminded.OfOwnLogin(cuts: true));
        yield return Of("grant-active", CardSlot.Grant, Lives.Active);
        yield return Of("grant-masked", CardSlot.Grant, Lives.Active with { Scope = Lives.Masked.Scope, Masked = Lives.Masked.Masked });
        yield return Of("grant-bound", CardSlot.Grant, Lives.BoundActive);
        yield return Of("grant-over", CardSlot.Grant, Lives.Ended(EndCause.GivenBack));
        yield return Of("reminder", new(CardSlot.Reminder, 1), Lives.Reminded);
        yield return Of("reminder-extended", new(CardSlot.Reminder, 1), Lives.MoreTimeGiven);
        yield return Of("extension-decided-given", new(CardSlot.ExtensionDecided, 2), Lives.MoreTimeGiven);
    }

    private static IEnumerable<(string, JsonObject)> Closings()
    {
        yield return Of("closing-denied", CardSlot.Closing, Lives.Denied);
        yield return Of("closing-expired-kept", CardSlot.Closing, Lives.Ended(EndCause.Expired,
            "table hr.public.scratch_titles: now owned by jit_graveyard", "large object 16455: now owned by jit_graveyard"));
        yield return Of("closing-own-login", CardSlot.Closing, Lives.Ended(EndCause.Expired).OfOwnLogin());
        yield return Of("closing-own-login-missing", CardSlot.Closing, Lives.Ended(EndCause.AccountMissing).OfOwnLogin());
        yield return Of("closing-revoked", CardSlot.Closing, Lives.Ended(EndCause.Revoked));
        yield return Of("closing-not-issued", CardSlot.Closing, Lives.Ended(EndCause.NotIssued));
    }

    private static IEnumerable<(string, JsonObject)> Answers()
    {
        yield return ("answer-why", Message(Wording.Why(Lives.SecondStep).Card()));
        yield return ("answer-denied-by-policy", Message(Wording.Of(new SubmitOutcome.DeniedByPolicy("freeze", "Production is frozen until 2 January."), readAlong: false).Card()));
        yield return ("answer-help", Message(Wording.Help()));
        yield return ("answer-mine", Message(ListCards.Mine([Lives.Pending, Lives.Active, Lives.Ending(EndCause.Revoked)], andMore: false, Lives.Noon + TimeSpan.FromMinutes(47))));
        yield return ("answer-asked", Message(Wording.Of(new SubmitOutcome.Submitted(Lives.Pending), readAlong: false).Card()));
        yield return ("answer-bad-duration", Message(Wording.Of(((ChatCommand.NotUnderstood)CommandLine.Read("request hr-prod read for 2h; drop because INC-42", Lives.Noon)).Problem).Card()));
        yield return ("answer-stranger", Message(Wording.Stranger(new("slack", "T0123456789", "U0123456789"))));
    }

    private static IEnumerable<(string, JsonObject)> Windows()
    {
        yield return ("window-details-policy", Modal.Of(DetailsCard.Of(Lives.SecondStep, Known, Cast.Hr, RunsOnRecord.None), "Details"));
        var login = CredentialsCard.Of(Lives.Active, Teams.Cards.Gallery.Login, Cast.Hr);
        yield return ("window-credentials", Modal.Of(login, "Credentials"));
        yield return ("window-credentials-hidden", Modal.Of(RequestCards.For(Lives.Active, CardSlot.Credentials, Known, Cast.Hr)!, "Credentials"));
        yield return ("window-deny", Ask(CardSlot.Decision, Lives.Pending, ActionIds.Deny));
        yield return ("window-extend", Ask(CardSlot.Grant, Lives.Active, ActionIds.Extend));
        yield return ("window-refused", Modal.Of(Wording.Of(new JitBot.Core.Approvals.DecideOutcome.OwnRequest(Lives.Pending), Known)!.Card()));
        yield return ("window-wait", Modal.Wait("Making a new password…"));
    }

    private static IEnumerable<(string, JsonObject)> Forms()
    {
        yield return ("form-pick-target", FormModal.PickTarget(new(new() { Target = "", Reason = "INC-42", Address = "10.1.2.3" }, ["billing", "hr-prod", "hr-test"], FormId, Wording.Help())));
        yield return Form("form-few-tables", new() { Target = "hr-prod", Level = "read" }, OneDatabase, Few);
        yield return Form("form-filled", new()
        {
            Target = "hr-prod", Level = "read", Tables = ["public.employee", "public.title"], Duration = TimeSpan.FromHours(2), Reason = "INC-42: wrong totals", Ticket = "INC-42",
        });
        yield return Form("form-masked", new()
        {
            Target = "hr-prod", Level = "read", Tables = ["public.employee"], Columns = ["employee.id", "employee.email"], Unmask = true, Duration = TimeSpan.FromHours(2), Reason = "INC-42",
        }, catalog: Cast.MaskedCatalog);
        yield return Form("form-bound", new()
        {
            Target = "hr-prod", Level = "read", Tables = ["public.employee"], Duration = TimeSpan.FromHours(2), Reason = "INC-42", Address = "10.1.2.3",
        }, catalog: Cast.BindingCatalog);
        yield return Form("form-cannot-bind", new()
        {
            Target = "hr-prod", Level = "read", Database = "archive", Duration = TimeSpan.FromHours(2), Reason = "INC-42", Address = "10.1.2.3",
        }, catalog: Cast.BindingCatalog);
        yield return Form("form-typed-duration", new() { Target = "hr-prod", Level = "read", Duration = TimeSpan.FromMinutes(100) });
        yield return Form("form-until", new() { Target = "hr-prod", Level = "write", Until = Lives.Noon.AddHours(1) });
        yield return Form("form-thousand-tables", new() { Target = "hr-prod", Level = "read", Tables = ["public.payroll_run_007"] }, catalog: Many);
        yield return Form("form-many-targets", new() { Target = "hr-prod", Level = "read" }, targets: [.. Enumerable.Range(1, 500).Select(i => $"db-{i:000}")]);
        yield return Form("form-fixed-reach", new() { Target = "hr-prod", Level = "support" },
            Cast.Hr with { Databases = ["hr"], Profiles = [new() { Name = "support", Level = AccessLevel.Read, MemberOf = ["hr_support"] }] });
    }

    private static IEnumerable<(string, JsonObject)> Homes()
    {
        yield return ("home-nothing", HomeView.Draw(new HomePage([], [], [], [Cast.Hr])));
        yield return ("home", HomeView.Draw(new HomePage(
            [View(CardSlot.Grant, Lives.Active)], [View(CardSlot.Status, Lives.NeedsTwo)],
            [View(CardSlot.Decision, Lives.Pending), View(new(CardSlot.Extension, 2), Lives.MoreTimeAsked)], [Cast.Hr, Cast.Hr with { Id = "hr-test", Environment = "test" }])));
        yield return ("home-crowded", HomeView.Draw(new HomePage(
            [.. Enumerable.Repeat(View(CardSlot.Grant, Lives.Active), 10)], [.. Enumerable.Repeat(View(CardSlot.Status, Lives.NeedsTwo), 10)],
            [.. Enumerable.Repeat(View(CardSlot.Decision, Lives.Pending), 10)], [.. Enumerable.Range(1, 40).Select(i => Cast.Hr with { Id = $"db-{i:00}" })])));
        yield return ("home-stranger", HomeView.Draw(Wording.Stranger(new("slack", "T0123456789", "U0123456789"))));
    }

    private static Target OneDatabase => Cast.Hr with { Databases = ["hr"] };

    private static TargetCatalog Few => new([.. ((string[])["department", "employee", "salary", "title"]).Select(name => new CatalogTable("hr", new("public", name), RelationKind.Table))]);

    private static TargetCatalog Many => new([.. Enumerable.Range(1, 1000).Select(i => new CatalogTable("hr", new("public", $"payroll_run_{i:000}"), RelationKind.Table))]);

    private static (string, JsonObject) Form(string name, RequestDraft draft, Target? target = null, TargetCatalog? catalog = null, ImmutableArray<string> targets = default)
    {
        var analysis = DraftAnalyst.Analyse(draft, target ?? Cast.Hr, catalog ?? Cast.Catalog, Cast.Policy, Cast.Asking, Lives.Noon,
            draft.Statement is { } sql ? new(StatementCheck.Judge(sql), ImmutableDictionary<string, PlanResult>.Empty) : null);
        return (name, FormModal.Draw(new(analysis, FormId, ShowProblems: false), targets.IsDefault ? ["hr-prod", "hr-test"] : targets, FormEnd.Preset));
    }

    private static JsonObject Ask(CardSlot slot, AccessRequest request, string action) =>
        AskModal.Draw(
        View(slot, request).Actions.Single(button => button.Id == action), DetailsCard.Of(request, Known, Cast.Hr, RunsOnRecord.None), null);

    private static (string, JsonObject) Of(string name, CardKey key, AccessRequest request) => (name, Message(View(key, request)));

    private static CardView View(CardKey key, AccessRequest request) => RequestCards.For(request, key, Known, Cast.Hr)!;

    private static JsonObject Message(CardView view) => SlackMessage.Of(view).ToJson();
}
