using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>The part of <c>docs/security.md</c> that is written from the list of attacks.</summary>
internal static class SecurityPage
{
    public const string Begin = "<!-- From here on this page is written by UPDATE_GOLDEN=1 ./test Attacks -->\n";

    private static readonly ImmutableArray<int> Majors = [15, 16, 17, 18];

    public static string File { get; } = Path.Combine(PostgresBinaries.RepositoryFolder, "docs", "security.md");

    public static string Written()
    {
        var page = new StringBuilder(Begin);
        page.Append(CultureInfo.InvariantCulture, $"\n{AttackList.All.Length} attacks. On PostgreSQL {string.Join(", ", Majors.Select(Count))}.\n");
        foreach (var group in AttackList.Groups)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n### {group.Title}\n");
            page.Append(group.Note).Append(group.Note is null ? "\n" : "\n\n");
            page.Append(CultureInfo.InvariantCulture, $"| | tried | at | {string.Join(" | ", Majors)} | why, or what to do |\n|---|---|---|{string.Concat(Majors.Select(_ => "---|"))}---|\n");
            foreach (var attack in group.Attacks)
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{attack.Id}` | {attack.Tried} | {Levels(attack)} | {string.Join(" | ", Majors.Select(major => Mark(attack.Expected.On(major))))} | {Notes(attack)} |\n");
            }
        }

        return page.ToString();
    }

    private static string Count(int major)
    {
        var outcomes = AttackList.All.Select(attack => attack.Expected.On(major)).ToArray();
        return $"{major}: {outcomes.Count(one => one is Refused)} refused, {outcomes.Count(one => one is Harmless)} harmless, {outcomes.Count(one => one is Succeeds)} succeed";
    }

    private static string Mark(Outcome outcome) => outcome switch
    {
        Refused { State: Refused.SessionCut } => "✔ cut",
        Refused refused => $"✔ {refused.State}",
        Harmless => "harmless",
        _ => "**✘**",
    };

    private static string Levels(Attack attack) => attack.By switch
    {
        Holding.Owner => "ddl",
        Holding.Premade => "premade",
        Holding.OwnLogin => "own login",
        _ => attack.At is [var only] ? only == AccessLevel.Read ? "read" : "write" : "both",
    };

    private static string Notes(Attack attack)
    {
        var notes = Majors
            .Select(major => (Major: major, attack.Expected.On(major).Note))
            .Where(one => one.Note is not null)
            .GroupBy(one => one.Note!, one => one.Major, StringComparer.Ordinal)
            .Select(note => (note.Key, Majors: note.ToArray()))
            .ToArray();
        return string.Join("; ", notes.Select(note => note.Majors.Length == Majors.Length ? note.Key : $"{Range(note.Majors)}: {note.Key}"));
    }

    private static string Range(int[] majors) => majors.Length == 1 ? $"{majors[0]}" : $"{majors[0]} to {majors[^1]}";
}
