using System.Collections.Immutable;
using System.Globalization;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>Of what there may be thousands of, as much as somebody reads.</summary>
internal static class Listed
{
    public const int Most = 10;
    private const int MostNames = 5;

    public static ImmutableArray<string> Lines(IEnumerable<string> all) => [.. all.Take(Most)];

    public static string Names(IReadOnlyCollection<string> all) =>
        string.Join(", ", all.Take(MostNames)) + (all.Count > MostNames ? $" and {Number(all.Count - MostNames)} more" : "");

    /// <summary>How many lines were left out, and what to do about them; nothing if none were.</summary>
    public static ImmutableArray<string> Rest(int all, string advice) => all > Most ? [$"and {Number(all - Most)} more: {advice}"] : [];

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
