using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Slack.Views;
using JitBot.Bot.Tests.Conversation;
using JitBot.Connectors.PostgreSql.Statements;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Bot.Tests.Slack.Views;

/// <summary>Of statements that are approved and run from Slack.</summary>
internal static partial class Gallery
{
    private static ResultTicket Ticket => new("20260301120500000.4f", new('a', 64));

    private static string Sql => Lives.Statement.Statement!.Text;

    private static IEnumerable<(string, JsonObject)> Statements() =>
    [
        Of("decision-statement", CardSlot.Decision, Lives.Statement),
        Of("decision-statement-export", CardSlot.Decision, Lives.StatementToExport),
        Of("decision-statement-long", CardSlot.Decision, Lives.StatementLong),
        Of("decision-statement-hostile", CardSlot.Decision, Lives.Statement with { Statement = Lives.Statement.Statement! with { Text = Hostile } }),
        Of("status-statement", CardSlot.Status, Lives.Statement),
        Of("grant-statement", CardSlot.Grant, Lives.StatementActive),
        ("home-statement", HomeView.Draw(new HomePage([View(CardSlot.Grant, Lives.StatementActive)], [View(CardSlot.Status, Lives.StatementLong)], [View(CardSlot.Decision, Lives.Statement), View(CardSlot.Decision, Lives.StatementLong)], [Cast.Hr]))),
        ("answer-statement-refused", Message(Wording.Refused("select 1;\ndelete from employee", Refused("select 1;\ndelete from employee"))!.Card())),
        ("answer-run-waits", Message(Wording.RunWaits.Card())),
        Form("form-statement", Query("")),
        Form("form-statement-filled", Query(Sql) with { Export = true, Unmask = true, AlsoIn = ["archive"], Reason = "INC-42: totals differ" }),
        Kept(Form("form-statement-long", Query(Lives.StatementLong.Statement!.Text))),
        Form("form-statement-refused", Query("select 1;\ndelete from employee")),
        .. Windowed(),
    ];

    private static IEnumerable<(string, JsonObject)> Windowed()
    {
        var request = Lives.StatementActive.Id;
        yield return ("window-run-waits", RunModal.Running(request, default));
        yield return ("window-run-going", RunModal.Running(request, new(TimeSpan.FromSeconds(14), 120_000)));
        yield return ("window-run-table", RunModal.Result(Result(Table(3, 12)), Ticket, Lives.Noon + TimeSpan.FromMinutes(40)));
        yield return ("window-run-wide", RunModal.Result(Result(Wide) with { MayExport = false }, null, Lives.Noon + TimeSpan.FromMinutes(40)));
        yield return ("window-run-nothing", RunModal.Result(Result(Table(1, 1) with { Rows = [], Sums = "0 rows in 0.2 s" }), null, Lives.Noon + TimeSpan.FromMinutes(40)));
        yield return ("window-run-changed", RunModal.Changed(ChangedCard.Of(Lives.StatementActive, Sql.Replace("salary s", "salary_2026 s", StringComparison.Ordinal), 73), "query hr-prod …"));
        yield return ("window-run-cancelled", RunModal.Said(Wording.RunCancelled.Card(), request));
        yield return ("window-run-exported", RunModal.Said(Wording.Exported(Exported).Card(), request));
    }

    /// <summary>What it remembers has no room in a window.</summary>
    private static (string, JsonObject) Kept((string Name, JsonObject Json) form)
    {
        form.Json["private_metadata"] = $"kept {new string('0', 64)}";
        return form;
    }

    // Everything in it is data: none of it may be drawn as anything else.
    private const string Hostile = "select '*bold* _it_ ~no~ :tada: <!channel> <@U1> &lt;b&gt; ```' as a,\n\t'  two  spaces  ' as b,\n       'שלום' as c  -- > quoted\nfrom \"a`b\"";

    private static RunOutcome.Ran Exported => new(
        Lives.StatementActive,
        new("20260301120500000.4f", Lives.StatementActive.Id, Cast.Dana.Id, Lives.Noon, "", Sql, Export: true) { End = RunEnd.Done, Rows = 24_003, Took = TimeSpan.FromSeconds(3) },
        [new("hr", new RunResult.Ran(24_003, 1, TimeSpan.FromSeconds(3), ResultCap.None))]);

    private static RequestDraft Query(string sql) => new() { Target = "hr-prod", Statement = sql };

    private static DraftProblem Refused(string sql) => new DraftProblem.NotReading((StatementVerdict.Refused)StatementCheck.Judge(sql));

    private static ResultView Result(ResultPage page) =>
        new(Lives.StatementActive.Id, 1, "hr-prod, hr", Lives.StatementActive.Grant.EndsAt!.Value, MayExport: true, page);

    private static ResultPage Table(int number, int pages) => new(
        number, pages, null, [new("id", true), new("name", false), new("ssn", false), new("total", true)], 0, 51,
        [
            ["10051", "Dana Fox", "***-**-1234", "61432.50"], ["10052", "Ōmar Réyes", null, "0.00"], ["10053", "", "***-**-9981", null],
            ["10054", "Zoë Śliwa", "***-**-0007", "-12.75"], ["10055", "שלום עולם", "***-**-4410", "1200"],
        ])
    {
        Sums = "283 rows in 1.2 s",
    };

    private static ResultPage Wide => new(
        1, 1, null, [.. Enumerable.Range(1, 7).Select(i => new ResultColumn($"column_number_{i}", i % 2 == 0)), new("note", false)], 12, 1,
        [
            .. Enumerable.Range(1, 3).Select(row => (ImmutableArray<string?>)
                [.. Enumerable.Range(1, 7).Select(i => i == 3 ? null : $"{row}{i}{i}"), "a longer note, in which somebody says at some length what went wrong and when ⏎ and why"]),
        ])
    {
        Sums = "3 rows in 0.4 s",
    };
}
