using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace JitBot.Core.Policy.Conditions;

/// <summary>The patterns of <c>matches</c>, in time linear in the text. Those written in the condition are compiled when it is read.</summary>
internal sealed class Patterns(IEnumerable<KeyValuePair<string, Regex>> written)
{
    public static readonly Patterns None = new([]);

    /// <summary>Characters of a pattern that comes from a value.</summary>
    private const int LongestUnwritten = 200;

    private const int StepsToCompile = 2_000;

    private readonly FrozenDictionary<string, Regex> _written = written.ToFrozenDictionary(StringComparer.Ordinal);

    public static (Regex? Pattern, string? Problem) Compile(string pattern)
    {
        try
        {
            return (new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout), null);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return (null, e.Message);
        }
    }

    public CelValue IsMatch(string text, string pattern, Steps steps)
    {
        var (compiled, problem) = _written.TryGetValue(pattern, out var known) ? (known, null) : Unwritten(pattern, steps);
        return compiled is null
            ? new CelValue.Error(problem!)
            : CelValue.Of(steps.Spend(text.Length) && compiled.IsMatch(text));
    }

    private static (Regex? Pattern, string? Problem) Unwritten(string pattern, Steps steps) =>
        pattern.Length > LongestUnwritten ? (null, $"a pattern that is not written in the condition has at most {LongestUnwritten} characters")
        : steps.Spend(StepsToCompile) ? Compile(pattern)
        : (null, "");
}
