using System.Collections.Frozen;

namespace JitBot.Core.Incidents;

/// <summary>How severe an incident is, in the source's own word: which of two is worse, by the words that tools use.</summary>
public static class Severity
{
    private const int Longest = 50;

    private static readonly FrozenDictionary<string, int> Ranks = new[]
    {
        Rank(5, "critical", "emergency", "sev0", "sev1", "sev-0", "sev-1", "p0", "p1"),
        Rank(4, "major", "high", "error", "sev2", "sev-2", "p2"),
        Rank(3, "warning", "medium", "moderate", "minor", "sev3", "sev-3", "p3"),
        Rank(2, "low", "sev4", "sev-4", "p4"),
        Rank(1, "info", "notice", "none", "sev5", "sev-5", "p5"),
    }.SelectMany(rank => rank).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>As conditions see it: in small letters, without what cannot be seen, at most 50 characters.</summary>
    public static string Spelled(string? word)
    {
        var visible = PlainText.Visible(word ?? "").Trim().ToLowerInvariant();
        return visible.Length == 0 ? "" : PlainText.Shorten(visible, Longest);
    }

    /// <summary>The worst of them; a word that is not known is the least. Of two that are as bad, the first by the alphabet.</summary>
    /// <returns>Null if there is none.</returns>
    public static string? WorstOf(IEnumerable<string> spelled) =>
        spelled.OrderByDescending(word => Ranks.GetValueOrDefault(word)).ThenBy(word => word, StringComparer.Ordinal).FirstOrDefault();

    private static IEnumerable<KeyValuePair<string, int>> Rank(int rank, params string[] words) => words.Select(word => KeyValuePair.Create(word, rank));
}
