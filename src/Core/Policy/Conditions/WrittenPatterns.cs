using System.Collections.Frozen;
using JitBot.Core.Policy.Conditions.Matching;

namespace JitBot.Core.Policy.Conditions;

/// <summary>The patterns of <c>matches</c> that are written in the condition, ready to use; others are read when they are met.</summary>
internal sealed class WrittenPatterns(IEnumerable<KeyValuePair<string, Pattern>> written)
{
    public static readonly WrittenPatterns None = new([]);

    /// <summary>Characters of a pattern that comes from a value.</summary>
    private const int LongestUnwritten = 200;

    private const int StepsToRead = 500;

    private readonly FrozenDictionary<string, Pattern> _written = written.ToFrozenDictionary(StringComparer.Ordinal);

    public CelValue IsIn(string text, string pattern, Steps steps)
    {
        if (_written.TryGetValue(pattern, out var known))
        {
            return CelValue.Of(known.IsIn(text, steps));
        }

        if (pattern.Length > LongestUnwritten || !steps.Spend(StepsToRead))
        {
            return new CelValue.Error($"a pattern that is not written in the condition has at most {LongestUnwritten} characters");
        }

        var (read, problem) = Pattern.Read(pattern);
        return read is null
            ? new CelValue.Error($"the pattern {CelText.Quoted(pattern)} cannot be used: {problem}")
            : CelValue.Of(read.IsIn(text, steps));
    }
}
