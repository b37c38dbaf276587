namespace JitBot.Core.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("one two three four", 10, "one two…")]
    [InlineData("abcdefghijklmnop", 10, "abcdefghi…")]
    [InlineData("12345678👩x", 10, "12345678…")]
    [InlineData("ab", 1, "…")]
    public void Long_text_is_cut_at_a_word_and_never_within_a_character(string text, int most, string expected) =>
        Assert.Equal(expected, PlainText.Shorten(text, most));

    [Theory]
    [InlineData("plain", true)]
    [InlineData("tabs\tand\r\nlines", true)]
    [InlineData("😀 ñ 漢字 عربى", true)]
    [InlineData("nul\0", false)]
    [InlineData("escape\u001b[31m", false)]
    [InlineData("right-to-left\u202e", false)]
    [InlineData("mark\u200f", false)]
    [InlineData("bom\ufeff", false)]
    [InlineData("line\u2028separator", false)]
    [InlineData("private\ue000", false)]
    public void Text_that_reads_otherwise_than_it_is_is_not_printable(string text, bool printable) =>
        Assert.Equal(printable, PlainText.IsPrintable(text));

    [Fact]
    public void Half_a_surrogate_pair_is_not_printable() => Assert.False(PlainText.IsPrintable("a\ud83d"));

    [Fact]
    public void The_likest_name_comes_first() =>
        Assert.Equal(["hr-prod", "hr-test"], PlainText.Nearest("hr-pord", ["sales", "hr-test", "hr-prod"], 2));
}
