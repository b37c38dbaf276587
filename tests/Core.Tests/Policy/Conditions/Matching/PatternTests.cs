using JitBot.Core.Policy.Conditions;
using JitBot.Core.Policy.Conditions.Matching;

namespace JitBot.Core.Tests.Policy.Conditions.Matching;

/// <summary>RE2's syntax and meaning, above all where other engines mean something else.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData("^INC-[0-9]+$", "INC-42", true)]
    [InlineData("^INC-[0-9]+$", "INC-42\n", false)]
    [InlineData("(?m)^b$", "a\nb\nc", true)]
    [InlineData("^\\d$", "٣", false)]
    [InlineData("^\\w$", "é", false)]
    [InlineData("^\\pL\\p{Lu}\\P{Nd}\\p{^L}$", "éÉx1", true)]
    [InlineData("^.$", "😀", true)]
    [InlineData("^[😀-😂]{2}$", "😁😂", true)]
    [InlineData("a.b", "a\nb", false)]
    [InlineData("(?s)a.b", "a\nb", true)]
    [InlineData("(?i)straße", "STRAßE", true)]
    [InlineData("(?i)^[^a]$", "A", false)]
    [InlineData("a(?i)b", "aB", true)]
    [InlineData("(?i:a)b", "AB", false)]
    [InlineData("^(?P<name>a|b)*?(?<other>c)$", "abac", true)]
    [InlineData("^[[:alpha:]_-]+$", "a_-b", true)]
    [InlineData("^[[:^digit:]]+$", "a1", false)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^[a\\]\\-z]+$", "]-", true)]
    [InlineData("^[\\D]$", "1", false)]
    [InlineData("^a{2,3}$", "aaaa", false)]
    [InlineData("^a{,3}$", "a{,3}", true)]
    [InlineData("\\bhr\\b", "the hr database", true)]
    [InlineData("\\bhr\\b", "hr_prod", false)]
    [InlineData("^\\Qa.b*\\E+$", "a.b***", true)]
    [InlineData("^\\Qa.b*\\E$", "a.b*", true)]
    [InlineData("\\Aa\\x{1F600}\\x41\\t\\.\\z", "a😀A\t.", true)]
    [InlineData("^()*(a?)*$", "aaa", true)]
    [InlineData("", "", true)]
    [InlineData("a|", "b", true)]
    public void A_pattern_matches_as_in_RE2(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Pattern.Read(pattern).Pattern?.IsIn(text, new()));

    [Theory]
    [InlineData("a**", "one repetition follows another")]
    [InlineData("*a", "`*` repeats nothing")]
    [InlineData("a{2,1}", "a repetition is at most 1000 times, the smaller number first")]
    [InlineData("a{1001}", "a repetition is at most 1000 times, the smaller number first")]
    [InlineData("((a{100}){100}){100}", "with its repetitions written out it is too long")]
    [InlineData("((a{0}){1000}){1000}", "with its repetitions written out it is too long")]
    [InlineData("(a", "a `(` is not closed")]
    [InlineData("a)", "a `)` closes nothing")]
    [InlineData("[a", "a `[` is not closed")]
    [InlineData("[z-a]", "a range in a class runs backwards")]
    [InlineData("(?<=a)b", "this kind of group is not supported: there is no looking ahead or behind")]
    [InlineData("(a)\\1", "there are no references to groups")]
    [InlineData("\\p{Greek}", "after \\p comes one of Unicode's general categories, as in \\pL or \\p{Lu}")]
    [InlineData("\\y", "`\\y` means nothing")]
    [InlineData("a\\", "it ends with a backslash")]
    [InlineData("[[:nothing:]]", "a class between `[:` and `:]` is not known")]
    public void What_is_no_pattern_is_told(string pattern, string problem) => Assert.Equal((null, problem), Pattern.Read(pattern));

    [Fact]
    public void Groups_nest_to_a_bound() =>
        Assert.Equal("groups are nested more than 50 deep", Pattern.Read(new string('(', 8000) + new string(')', 8000)).Problem);
}
