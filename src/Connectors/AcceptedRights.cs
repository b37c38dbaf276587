using System.Collections.Immutable;

namespace JitBot.Connectors;

/// <summary>The rights beyond a scope that an operator accepts for a target; a <c>*</c> stands for any run of characters.</summary>
internal sealed class AcceptedRights(ImmutableArray<string> patterns)
{
    public bool Contains(string right) => patterns.Any(pattern => Matches(pattern, right));

    // Greedy with one step back: each star first takes nothing, and takes one more character whenever what follows it does not fit. The time
    // is at most the product of both lengths, which a regular expression made from operators' text would not promise.
    private static bool Matches(string pattern, string text)
    {
        int at = 0, inPattern = 0, star = -1, resume = 0;
        while (at < text.Length)
        {
            if (inPattern < pattern.Length && pattern[inPattern] == '*')
            {
                star = inPattern++;
                resume = at;
            }
            else if (inPattern < pattern.Length && pattern[inPattern] == text[at])
            {
                inPattern++;
                at++;
            }
            else if (star >= 0)
            {
                inPattern = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[inPattern..].All(rest => rest == '*');
    }
}
