using System.Globalization;
using JitBot.Bot.Configuration;
using Spectre.Console;

namespace JitBot.Bot.Operator;

/// <summary>Everything that is wrong with a file, each with its place, what was found and what would be right.</summary>
internal static class ProblemsView
{
    private const int Indent = 4;

    public static void Write(IAnsiConsole console, string file, IReadOnlyList<ConfigurationProblem> problems)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red bold]{file}[/] has {(problems.Count == 1 ? "a problem" : $"{problems.Count} problems")}:");
        foreach (var problem in problems)
        {
            console.WriteLine();
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{problem.Key}[/] {problem.What.TrimEnd('.')}.");
            if (problem.In is { } place)
            {
                Write(console, place);
            }

            console.Write(Indented($"[green]For example:[/] {problem.Example}"));
        }
    }

    /// <summary>The line that it is in, as much of it as fits, and carets under the place.</summary>
    private static void Write(IAnsiConsole console, Excerpt place)
    {
        var line = PointedLine.Of(place.Text, place.Offset, place.Length, Math.Max(20, console.Profile.Width - Indent - 3));
        var carets = line.Carets.TrimStart();
        console.Write(Indented($"{line.Text}"));
        console.Write(Indented($"{line.Carets[..^carets.Length]}[red]{carets}[/]"));
    }

    private static Padder Indented(FormattableString markup) => new(Markup.FromInterpolated(CultureInfo.InvariantCulture, markup), new Padding(Indent, 0, 0, 0));
}
