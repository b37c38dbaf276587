using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams;
using JitBot.Bot.Teams.Cards;
using JitBot.Playground.Twin;
using JitBot.Support;

namespace JitBot.Bot.Tests.Teams.Cards;

/// <summary>Text letter for letter, and rows, as Teams is given them.</summary>
public sealed class StatementCardsTests
{
    public static TheoryData<string> Nasties => [.. Nasty.Strings.Where(text => !text.Contains('\ud800', StringComparison.Ordinal) && !text.Contains('\udfff', StringComparison.Ordinal))];

    [Theory]
    [InlineData("select 1", "select 1")]
    [InlineData("  a", "\u00A0\u00A0a")]
    [InlineData("a   b", "a\u00A0\u00A0 b")]
    [InlineData("a ", "a\u00A0")]
    [InlineData("\ta", "\u00A0\u00A0\u00A0\u00A0a")]
    [InlineData("", "\u00A0")]
    [InlineData("{{DATE(", "{\u200B{DATE(")]
    [InlineData("<at>x</at>", "<\u200Bat>x<\u200B/at>")]
    [InlineData("'שלום', 1", "'שלום\u200E', 1")]
    [InlineData("**x** _y_ # [z](w)", "**x** _y_ # [z](w)")]
    public void A_line_is_drawn_as_it_stands(string line, string drawn) => Assert.Equal(drawn, ExactText.Drawn(line));

    [Fact]
    public void A_long_word_may_break_and_no_character_in_it_does()
    {
        var word = string.Concat(Enumerable.Repeat("👩‍🚀a", 40));

        var drawn = ExactText.Drawn(word);

        Assert.Contains('\u200B', drawn);
        Assert.Equal(word, drawn.Replace("\u200B", "", StringComparison.Ordinal));
        Assert.DoesNotContain("\ud83d\u200B", drawn, StringComparison.Ordinal);
        Assert.DoesNotContain("\u200B\u200d", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_a_statement_is_a_line_of_the_card()
    {
        var lines = CardLines.Lines(System.Text.Json.JsonSerializer.SerializeToElement(ExactText.Box("a\r\nb\rc\n\nd"))).ToArray();

        Assert.Equal(["a", "b", "c", " ", "d"], lines);
    }

    [Theory]
    [MemberData(nameof(Nasties))]
    public void A_statement_of_anything_comes_whole_in_cards_that_Teams_takes(string text)
    {
        var cards = TeamsCards.Cards(new() { Title = "t", Tone = CardTone.Neutral, Summary = "s", Text = [CardText.Exact(text)] });

        Assert.All(cards, card => Assert.True(TeamsCards.Fits(card)));
        var shown = cards.SelectMany(card => Runs(card)).Select(run => run.Replace("\u200B", "", StringComparison.Ordinal).Replace("\u200E", "", StringComparison.Ordinal).Replace("↳", "", StringComparison.Ordinal));
        Assert.Equal(
            string.Concat(ExactText.Lines(text)).Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal).Replace("\u200B", "", StringComparison.Ordinal),
            string.Concat(shown).Replace(" ", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_too_much_for_any_chat_is_said_not_to_be_all()
    {
        var cards = TeamsCards.Cards(new() { Title = "t", Tone = CardTone.Neutral, Summary = "s", Text = [CardText.Exact(new string('\n', 20_000))] });

        Assert.InRange(cards.Length, 2, 20);
        Assert.Contains("Do not approve what you cannot read", cards[^1].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_the_most_crowded_page_is_there()
    {
        var card = Gallery.Cards["result-crowded"];

        Assert.True(TeamsCards.Fits(card));
        Assert.All(Enumerable.Range(1, 25), row => Assert.Contains($"\"Row {row}\"", card.ToJsonString(), StringComparison.Ordinal));
        Assert.Contains("more columns are not shown", card.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Nasties))]
    public void Values_of_anything_are_drawn_in_cards_that_Teams_takes(string value)
    {
        var shown = value.Length > 100 ? value[..99] + "…" : value;
        foreach (var columns in (int[])[1, 8])
        {
            var page = Statements.Page([.. Enumerable.Range(1, columns).Select(i => $"c{i}")], [.. Enumerable.Range(1, 25).Select(_ => Enumerable.Repeat(shown, columns).ToArray())]);
            Assert.True(TeamsCards.Fits(ResultCard.Draw(new(Conversation.Lives.StatementActive.Id, 1, "t", Conversation.Lives.Noon, MayExport: true, page), Statements.Ticket).Card));
        }
    }

    [Fact]
    public void A_message_says_its_blocks_line_by_line()
    {
        const string Html = "<div><span itemtype=\"http://schema.skype.com/Mention\" itemid=\"0\">JitBot</span>&nbsp;run abc</div>\n<pre>a\n  b &lt; 1<br></pre><p>x <b>y</b>  z</p>";

        Assert.Equal("run abc\n```\na\n  b < 1\n```\nx y z", HtmlText.Read(Html, ["<at>JitBot</at>"]).Trim());
    }

    private static IEnumerable<string> Runs(JsonNode? node) => node switch
    {
        JsonObject { } element when element["type"]?.GetValue<string>() == "TextRun" => [element["text"]!.GetValue<string>()],
        JsonObject element => element.SelectMany(property => Runs(property.Value)),
        JsonArray all => all.SelectMany(Runs),
        _ => [],
    };
}
