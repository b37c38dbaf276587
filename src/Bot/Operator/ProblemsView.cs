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
        var begin = place.Text.LastIndexOf('\n', Math.Max(0, Math.Min(place.Offset, place.Text.Length) - 1)) + 1;
        var line = place.Text[begin..].Split('\n')[0].Replace('\t', ' ').TrimEnd('\r');
        var at = Math.Min(place.Offset - begin, line.Length);
        var width = Math.Max(20, console.Profile.Width - Indent - 3);
        var from = at < width * 3 / 4 ? 0 : at - (width / 2);
        var shown = line[from..Math.Min(line.Length, from + width)];
        var before = from > 0 ? "…" : "";
        var after = from + width < line.Length ? "…" : "";
        var carets = new string('^', Math.Clamp(place.Length, 1, Math.Max(1, shown.Length - (at - from))));
        console.Write(Indented($"{before}{shown}{after}"));
        console.Write(Indented($"{new string(' ', before.Length + at - from)}[red]{carets}[/]"));
    }

    private static Padder Indented(FormattableString markup) => new(Markup.FromInterpolated(CultureInfo.InvariantCulture, markup), new Padding(Indent, 0, 0, 0));
}
