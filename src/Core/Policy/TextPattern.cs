using JitBot.Core.Policy.Conditions;
using JitBot.Core.Policy.Conditions.Matching;

namespace JitBot.Core.Policy;

/// <summary>What a reason or a ticket has to look like: the same patterns as <c>matches</c> in a condition, bounded in the same way.</summary>
public sealed class TextPattern
{
    private readonly Pattern _pattern;

    private TextPattern(Pattern pattern) => _pattern = pattern;

    /// <returns>The pattern, or what is wrong with it.</returns>
    public static (TextPattern? Pattern, string? Problem) Read(string text)
    {
        var (pattern, problem) = Conditions.Matching.Pattern.Read(text);
        return (pattern is null ? null : new(pattern), problem);
    }

    /// <summary>Whether it is found anywhere in the text. What takes too many steps to tell is not.</summary>
    public bool IsIn(string text)
    {
        var steps = new Steps();
        return _pattern.IsIn(text, steps) && !steps.AreUsedUp;
    }
}
