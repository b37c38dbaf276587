namespace JitBot.Core.Targets;

/// <summary>A pattern in which <c>*</c> stands for any run of characters, none included; everything else for itself, case and all.</summary>
public static class NamePattern
{
    // Greedy with one step back: each star first takes nothing, and takes one more character whenever what follows it does not fit. The time
    // is at most the product of both lengths, which a regular expression made from operators' text would not promise.
    public static bool Matches(string pattern, string text)
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
