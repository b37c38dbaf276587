using System.Globalization;
using JitBot.Bot.Conversation.Commands;
using Spectre.Console;

namespace JitBot.Bot.Operator;

/// <summary>Two policies side by side, where they differ.</summary>
internal static class ComparisonView
{
    public static void Write(IAnsiConsole console, Comparison comparison)
    {
        var differing = comparison.Differing.ToArray();
        if (differing.Length > 0)
        {
            var table = new Table().Border(TableBorder.None).AddColumn("CASE OR REQUEST").AddColumn("").AddColumn("OLD → NEW");
            foreach (var compared in differing)
            {
                Add(table, compared);
            }

            console.Write(table);
            console.WriteLine();
        }

        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{differing.Length} of {comparison.All.Length} differ ({Counted(comparison)})."));
    }

    /// <summary>A line for each thing that differs. What is refused has no longest grant to compare.</summary>
    private static void Add(Table table, Compared compared)
    {
        var (old, changed) = (compared.Old, compared.New);
        (string What, string Old, string New)[] lines =
        [
            ("rule", old.Rule, changed.Rule),
            ("verdict", old.Who, changed.Who),
            ("longest", Longest(old), Longest(changed)),
        ];
        var differing = lines.Where(line => line.Old != line.New && line is { Old.Length: > 0, New.Length: > 0 });
        foreach (var (place, line) in differing.Index())
        {
            table.AddRow(
                place == 0 ? Title(compared.Subject) : new Text(""),
                new Text(line.What, new Style(decoration: Decoration.Dim)),
                Markup.FromInterpolated(CultureInfo.InvariantCulture, $"[red]{line.Old}[/] → [green]{line.New}[/]"));
        }
    }

    private static Markup Title(Subject subject) => subject.Request is { } id
        ? Markup.FromInterpolated(CultureInfo.InvariantCulture, $"{id} [dim]({subject.Words})[/]")
        : Markup.FromInterpolated(CultureInfo.InvariantCulture, $"{subject.Words}");

    private static string Longest(Ruling ruling) => ruling.Longest is { } longest ? DurationText.Words(longest) : "";

    private static string Counted(Comparison comparison)
    {
        var cases = Count(comparison.Cases, "case");
        var stored = comparison.Stored is { } judged ? $"{cases} and {Count(judged, "stored request")}" : $"{cases}; the store was not asked: --last 0";
        return comparison.Gone == 0
            ? stored
            : $"{stored}; {Count(comparison.Gone, "more")} could not be judged, because the requester, target, level or database is no longer configured";
    }

    private static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 || noun == "more" ? "" : "s")}");
}
