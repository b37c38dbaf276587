using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using static JitBot.Bot.Tests.Teams.Cards.Gallery;

namespace JitBot.Bot.Tests.Teams.Cards;

/// <summary>Cards of a statement's life, by the name of their golden files.</summary>
internal static class Statements
{
    private const string Sql = "select e.name, e.ssn\nfrom employee e\nwhere e.id < 10\n  and e.name <> 'a  b' -- &lt; **not** _this_";

    public static readonly ResultTicket Ticket = new("20260302101500000.0123456789abcdef0123456789abcdef", new string('7', 64));

    public static IEnumerable<(string, JsonObject)> All() => [.. Asked(), .. Run(), .. Results()];

    private static IEnumerable<(string, JsonObject)> Asked()
    {
        yield return Form("form-statement-empty", new() { Target = "hr-prod", Statement = "" });
        yield return Form("form-statement-filled", new()
        {
            Target = "hr-prod", Statement = Sql, AlsoIn = ["archive"], Unmask = true, Export = true, Duration = TimeSpan.FromHours(1), Reason = "INC-42: the leavers' names",
        }, catalog: Cast.MaskedCatalog);
        yield return Problem("form-statement-refused", "select * from employee;\ndrop table employee", new StatementVerdict.Refused("There is a second statement. Ask for one.", 24, 4));
        yield return ("form-statement-long", TeamsCards.Form(FormOf(new() { Target = "hr-prod", Statement = Lives.StatementLong.Statement!.Text, Duration = TimeSpan.FromHours(1) }), new string('5', 64)));
        yield return Of("decision-statement", CardSlot.Decision, Lives.Statement);
        yield return Of("decision-statement-export", CardSlot.Decision, Lives.StatementToExport);
        yield return Of("decision-statement-long", CardSlot.Decision, Lives.StatementLong);
        yield return Of("decision-statement-hostile", CardSlot.Decision, Lives.Statement with
        {
            Statement = Lives.Statement.Statement! with
            {
                Text = "select '**Approved** by [security](https://evil.example) <at>Everyone</at> {{DATE(2026-01-01T00:00:00Z)}}',\n\t'&lt;b&gt;', 'שלום', 1, '👩‍🚀🏳️‍🌈', \"# no heading\",\n"
                    + $"  '{new string('x', 300)}'    as   \"spaced   out\"",
            },
        });
        var longest = TeamsCards.Cards(RequestCards.For(Longest, CardSlot.Statement, Names.Of(Cast.Dana), Cast.Hr)!);
        yield return ("statement-longest-1", longest[0]);
        yield return ("statement-longest-2", longest[1]);
    }

    public static AccessRequest Longest => Lives.Statement with
    {
        Statement = Lives.Statement.Statement! with { Text = $"select *\nfrom employee\nwhere id in (\n{string.Join(",\n", Enumerable.Range(1, 400).Select(number => $"    {10_000 + number} -- leaver {number}"))}\n)" },
    };

    private static IEnumerable<(string, JsonObject)> Run()
    {
        var active = Lives.StatementActive;
        yield return Of("grant-statement", CardSlot.Grant, active);
        yield return ("run-begun", Card(RunWords.Running(active.Id, active, default)));
        yield return ("run-under-way", Card(RunWords.Running(active.Id, active, new(TimeSpan.FromSeconds(14.2), 12_480))));
        yield return ("run-failed", Card(Wording.Of(new RunOutcome.Ran(active, StatementRun(active), [new("hr", new RunResult.Failed("22012", "division by zero", 40, TimeSpan.FromSeconds(1)))])).Card()));
        yield return ("run-cancelled", Card(Wording.RunCancelled.Card()));
        yield return ("run-changed", RunWords.Changed(ChangedCard.Of(active, active.Statement!.Text.Replace("2026-03-01", "2025-03-01", StringComparison.Ordinal), active.Statement.Text.IndexOf("2026-03-01", StringComparison.Ordinal) + 3), active.Id, new string('5', 64)).Card);
        yield return ("run-export-under-way", Card(RunWords.Exporting(active.Id, "hr-prod-k3v7q2mzt5ab-20260302T101500Z.csv", new(TimeSpan.FromSeconds(31), 310_480))));
        yield return ("run-export-declined", Card(RunWords.Declined.Card()));
        yield return ("run-export-expired", Card(RunWords.UploadExpired.Card()));
        yield return ("result-hidden", Card(HiddenResult.Of(Lives.Ended(EndCause.Expired) with { Statement = active.Statement, Scope = active.Scope })));
        yield return ("result-hidden-newer", Card(HiddenResult.Of(active)));
    }

    private static StatementRun StatementRun(AccessRequest request) =>
        new("run-1", request.Id, request.Requester, Lives.Noon, request.Statement!.Hash, request.Statement.Text, Export: false);

    private static IEnumerable<(string, JsonObject)> Results()
    {
        yield return Result("result-table", Page(
            ["id:n", "name", "left_on", "amount:n"],
            [["1", "Ada Lovelace", "2026-03-01", "4150.00"], ["2", "Zoë  O'Neil", null, "-3.50"], ["3", "", "2026-03-14", null], ["12480", "_x_ **y** <b>", "2026-02-28", "1000000.00"]]));
        yield return ("result-one-page-of-three", ResultCard.Draw(View(Page(["id:n", "name"], [.. Enumerable.Range(26, 25).Select(id => new[] { $"{id}", $"Person {id}" })], number: 2, pages: 3, first: 26)), Ticket).Card);
        yield return Result("result-wide", Page(
            ["id:n", "first_name", "last_name", "email", "born", "hired_on", "job_title", "notes"],
            [["1", "Ada", "Lovelace", "a**@example.com", "1815", "2024-01-01", "Programmer", "line one⏎line two → tab"], ["2", "Alan", "Turing", "a**@example.com", "1912", null, "", new string('n', 99) + "…"]]));
        yield return Result("result-none", Page(["id:n", "name"], []));
        yield return Result("result-crowded", Page(
            [.. Enumerable.Range(1, 40).Select(i => $"column_of_a_long_name_{i}")], [.. Enumerable.Range(1, 25).Select(row => Enumerable.Range(1, 40).Select(i => $"{row}·{i}·値{new string('語', 6)}").ToArray())], left: 3));
    }

    private static (string, JsonObject) Result(string name, ResultPage page) => (name, ResultCard.Draw(View(page), null).Card);

    private static ResultView View(ResultPage page) => new(Lives.StatementActive.Id, 1, "hr-prod, hr", Lives.StatementActive.Grant.EndsAt!.Value, MayExport: true, page);

    /// <param name="columns">With <c>:n</c> behind the name of a number's.</param>
    public static ResultPage Page(string[] columns, string?[][] rows, int number = 1, int pages = 1, long first = 1, int left = 0) => new(
        number, pages, null, [.. columns.Select(name => new ResultColumn(name.Split(':')[0], name.EndsWith(":n", StringComparison.Ordinal)))], left, first, [.. rows.Select(row => row.ToImmutableArray())])
    {
        Sums = $"{rows.Length} rows in 0.4 s",
    };

    private static Reply.Form FormOf(RequestDraft draft) =>
        new(DraftAnalyst.Analyse(draft, Cast.Hr, Cast.Catalog, Cast.Policy, Cast.Asking, Lives.Noon, new StatementReading(new StatementVerdict.Allowed([]), [])), "k3v7q2mzt5ab", ShowProblems: false);

    private static (string, JsonObject) Problem(string name, string sql, StatementVerdict.Refused refused)
    {
        var form = FormOf(new() { Target = "hr-prod", Statement = sql, Duration = TimeSpan.FromHours(1), Reason = "INC-42" });
        return (name, TeamsCards.Form(form with { ShowProblems = true, Analysis = form.Analysis with { Problems = [new DraftProblem.NotReading(refused)] } }));
    }
}
