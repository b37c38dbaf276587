using System.Collections.Immutable;
using System.Globalization;
using JitBot.Support.Postgres;

namespace JitBot.Bot.Tests.Policy;

/// <summary>One row below a recipe: what somebody types when, and what comes of it.</summary>
/// <param name="At">UTC.</param>
internal sealed record Situation(string Who, string Typed, DateTimeOffset At, string Rule, string Decides, string Longest)
{
    public override string ToString() => $"{Who} {At:yyyy-MM-dd HH:mm}: {Typed}";
}

internal sealed record Recipe(string Title, string Policy, ImmutableArray<Situation> Situations);

/// <summary>The document as its readers have it.</summary>
internal static class PolicyReference
{
    public static readonly string Text = File.ReadAllText(Path.Combine(PostgresBinaries.RepositoryFolder, "docs", "policy-reference.md"));

    public static ImmutableArray<Recipe> Recipes { get; } = [.. Text.Split("\n## Cookbook\n")[1].Split("\n### ").Skip(1).Select(Read)];

    public static Recipe Recipe(string title) => Recipes.Single(recipe => recipe.Title == title);

    public static IEnumerable<string> Blocks(string language) => Blocks(Text, language);

    /// <summary>What stands in fences: every other piece of the text between them.</summary>
    private static IEnumerable<string> Blocks(string text, string language) =>
        text.Split("```").Where((piece, at) => at % 2 == 1 && piece.StartsWith($"{language}\n", StringComparison.Ordinal)).Select(piece => piece[(language.Length + 1)..]);

    private static Recipe Read(string section) => new(
        section[..section.IndexOf('\n', StringComparison.Ordinal)],
        Blocks(section, "json").Single(),
        [.. section.Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(Row)]);

    private static Situation Row(string line)
    {
        var cells = line.Split('|').Select(cell => cell.Trim().Trim('`')).ToArray();
        return new(cells[1], cells[2], DateTimeOffset.ParseExact(cells[3], "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), cells[4], cells[5], cells[6]);
    }
}
