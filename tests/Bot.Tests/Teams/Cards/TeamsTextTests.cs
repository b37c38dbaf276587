using JitBot.Bot.Teams.Cards;

namespace JitBot.Bot.Tests.Teams.Cards;

public sealed class TeamsTextTests
{
    [Theory]
    [InlineData("plain words, 100 % of them.", "plain words, 100 % of them.")]
    [InlineData("jit_dana_x public.order_item", "jit_dana_x public.order_item")]
    [InlineData("_emphasis_ and **more**", "\\_emphasis\\_ and \\*\\*more\\*\\*")]
    [InlineData("[click](https://evil.example)", "\\[click\\](https://evil.example)")]
    [InlineData("`code` \\ back", "\\`code\\` \\\\ back")]
    [InlineData("# heading", "\\# heading")]
    [InlineData("> quote", "\\> quote")]
    [InlineData("- list", "\\- list")]
    [InlineData("1. list", "1\\. list")]
    [InlineData("version 1.5", "version 1.5")]
    [InlineData("a < b && c > d", "a < b && c > d")]
    [InlineData("<b>bold</b>", "\\<b>bold\\</b>")]
    [InlineData("&lt;at&gt;", "\\&lt;at\\&gt;")]
    [InlineData("two\n\nparagraphs\r\nand\ttabs", "two paragraphs and tabs")]
    public void Markdown_is_shown_not_obeyed(string text, string escaped) => Assert.Equal(escaped, TeamsText.Markdown(text));

    [Theory]
    [InlineData("<at>Everyone</at>", "< at>Everyone< /at>")]
    [InlineData("<AT id=\"0\">x</aT>", "< AT id=\"0\">x< /aT>")]
    [InlineData("{{DATE(2026-01-01T00:00:00Z)}}", "{ {DATE(2026-01-01T00:00:00Z)}}")]
    [InlineData("{{{{x", "{ { { {x")]
    [InlineData("{\u202e{x", "{ {x")]
    [InlineData("<\u200bat>", "< at>")]
    [InlineData("abc\u202edef\u2066g\ufeffh\0i", "abcdefghi")]
    [InlineData("family \U0001F468\u200D\U0001F469 stays", "family \U0001F468\u200D\U0001F469 stays")]
    public void Mentions_functions_and_unseen_signs_are_broken(string text, string clean) => Assert.Equal(clean, TeamsText.Literal(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("a\ufffdb", TeamsText.Literal("a\ud800b"));

    [Fact]
    public void Moment_is_in_whole_seconds_of_UTC() => Assert.Equal(
        "{{DATE(2026-03-02T11:00:00Z,SHORT)}} {{TIME(2026-03-02T11:00:00Z)}}",
        TeamsText.Moment(new(2026, 3, 2, 12, 0, 0, 250, TimeSpan.FromHours(1))));
}
