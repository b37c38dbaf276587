using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core.Targets;
using Spectre.Console;

namespace JitBot.Bot.Operator;

/// <summary>What is wrong or weak on each target, for a terminal.</summary>
internal static class DoctorView
{
    private const int Indent = 4;

    public static void Write(IAnsiConsole console, ImmutableArray<ExaminedTarget> examined)
    {
        foreach (var target in examined)
        {
            Write(console, target);
            console.WriteLine();
        }

        if (examined.Any(target => target.Findings.Any(finding => !finding.Sql.IsEmpty)))
        {
            console.MarkupLine("SQL is for an administrator of the server. [bold]jitbot doctor[/] has changed nothing.");
        }
    }

    private static void Write(IAnsiConsole console, ExaminedTarget target)
    {
        if (target.Unreachable is { } why)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{target.Id}[/]  [red bold]cannot be reached[/]");
            console.Write(Indented($"{why}", indent: 2));
            return;
        }

        var colour = target.Problems > 0 ? "red" : target.Count(Severity.Warning) > 0 ? "yellow" : "green";
        console.MarkupLine($"[bold]{Markup.Escape(target.Id)}[/]  [{colour}]{Summary(target)}[/]");

        // The same in several databases is read once.
        foreach (var same in target.Findings.GroupBy(finding => (finding.Id, finding.What, finding.Meaning, string.Join('\n', finding.Sql), string.Join('\n', finding.Settings))))
        {
            console.WriteLine();
            Write(console, same.First(), [.. same.Select(finding => finding.Database).OfType<string>()]);
        }
    }

    private static void Write(IAnsiConsole console, Finding finding, string[] databases)
    {
        var (colour, word) = finding.Severity switch
        {
            Severity.Problem => ("red bold", "problem"),
            Severity.Warning => ("yellow", "warning"),
            Severity.Note => ("blue", "note"),
            var unknown => throw new InvalidOperationException($"Unknown severity {unknown}."),
        };
        var place = databases.Length == 0 ? "" : $" in {(databases.Length == 1 ? "the database" : "each of the databases")} [bold]{Markup.Escape(string.Join(", ", databases))}[/]";
        console.MarkupLine($"  [{colour}]{word}[/] {Markup.Escape(finding.Id)}{place}");
        console.Write(Indented($"{finding.What} {finding.Meaning}"));

        // Past the console, which would break what is to be copied at the end of its line.
        var plain = console.Profile.Out.Writer;
        foreach (var statement in finding.Sql)
        {
            plain.WriteLine($"      {statement};");
        }

        foreach (var setting in finding.Settings)
        {
            plain.WriteLine($"      {(finding.Sql.IsEmpty ? "" : "-- ")}{setting}");
        }
    }

    private static string Summary(ExaminedTarget target)
    {
        string[] counted =
        [
            .. new[] { (Severity.Problem, "problem"), (Severity.Warning, "warning"), (Severity.Note, "note") }
                .Select(kind => (Count: target.Count(kind.Item1), Word: kind.Item2))
                .Where(kind => kind.Count > 0)
                .Select(kind => $"{kind.Count.ToString(CultureInfo.InvariantCulture)} {kind.Word}{(kind.Count == 1 ? "" : "s")}"),
        ];
        return counted.Length == 0 ? "all is well" : string.Join(", ", counted);
    }

    private static Padder Indented(FormattableString words, int indent = Indent) =>
        new(Markup.FromInterpolated(CultureInfo.InvariantCulture, words), new Padding(indent, 0, 0, 0));
}
