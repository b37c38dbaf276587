using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Slack;
using JitBot.Bot.Slack.Views;
using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Bot.Tests.Slack.Views;

/// <summary>Statements and results in fixed width.</summary>
public sealed class StatementTextTests
{
    // Rule 29
    [Theory]
    [InlineData(10)]
    [InlineData(2900)]
    public void Parts_with_a_line_end_between_them_are_the_text(int most)
    {
        var text = string.Join('\n', Enumerable.Range(1, 2000).Select(i => new string((char)('a' + (i % 26)), i % 9)));

        var parts = ExactText.Parts(text, most).ToArray();

        Assert.Equal(text, string.Join('\n', parts));
        Assert.All(parts, part => Assert.True(part.Length <= most));
    }

    [Fact]
    public void A_line_longer_than_a_block_goes_on_behind_a_sign_and_no_pair_of_surrogates_is_parted()
    {
        var text = $"-- {string.Concat(Enumerable.Repeat("😀", 100))}\nselect 1";

        var parts = ExactText.Parts(text, 33).ToArray();

        Assert.Equal(text, string.Concat(parts.Select((part, i) => part switch { ['↳', .. var more] => more, _ => i > 0 ? $"\n{part}" : part })));
        Assert.All(parts, part => Assert.False(char.IsHighSurrogate(part[^1]) || part.Length > 33));
        Assert.All(parts[1..^1], part => Assert.StartsWith("↳", part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("select 1 -- a\rfrom b", "```select 1 -- a\nfrom b```")]
    [InlineData("select 1\r\n\r\nfrom b", "```select 1\n\nfrom b```")]
    public void Every_line_end_is_drawn_as_one(string text, string drawn) => Assert.Equal(drawn, Assert.Single(ExactText.DrawTyped(text)).Text("text", "text"));

    [Fact]
    public void A_beginning_has_no_more_lines_than_there_is_room_for_whatever_ends_them() =>
        Assert.Equal("1\n2\n…", ExactText.Beginning(CardText.Exact("1\r2\r\n3"), 2, 100).ToString());

    [Theory]
    [InlineData("where note = 'א' and id = 5 or 1 = 1 -- ב", "where note = 'א\u200E' and id = 5 or 1 = 1 -- ב")]
    [InlineData("-- שלום עולם\nselect 1", "-- \u200Eשלום\u200E עולם\u200E\nselect 1")]
    [InlineData("'\U00010900' = 5", "'\u200E\U00010900\u200E' = 5")]
    public void What_is_written_from_the_right_moves_nothing(string text, string drawn) =>
        Assert.Equal(drawn, Preformatted(text));

    [Fact]
    public void A_line_that_begins_from_the_right_is_drawn_from_the_left() => Assert.Equal("\u200Eא\u200E = 5", Preformatted("א = 5"));

    [Theory]
    [InlineData("select 1", "section")]
    [InlineData("select '```'", "rich_text")]
    [InlineData("  ^^^", "rich_text")]
    [InlineData("", "rich_text")]
    public void Fences_hold_only_what_comes_out_of_them_as_it_went_in(string text, string type) => Assert.Equal(type, Assert.Single(ExactText.Draw(text)).Text("type"));

    [Fact]
    public void What_cannot_be_seen_is_shown_by_a_sign() =>
        Assert.Equal("```select '�'```", Assert.Single(ExactText.DrawTyped("select '\u202e'")).Text("text", "text"));

    [Fact]
    public void Numbers_stand_at_the_right_and_wide_letters_take_two_places() => Assert.Equal(
        [
            """
            id    name  amount
            ────  ────  ──────
               1  山田    12.5
            1000  ∅
            """.ReplaceLineEndings("\n"),
        ],
        ResultText.Of(Page([new("id", true), new("name", false), new("amount", true)], ["1", "山田", "12.5"], ["1000", null, ""])));

    [Fact]
    public void What_a_window_is_too_narrow_for_is_a_block_for_each_row()
    {
        var columns = Enumerable.Range(1, 9).Select(i => new ResultColumn($"a_long_name_{i}", i == 1)).ToImmutableArray();

        var shown = ResultText.Of(Page(columns, [.. Enumerable.Range(1, 9).Select(i => i == 2 ? null : $"{i}")]));

        Assert.StartsWith("── row 1 ──\na_long_name_1: 1\na_long_name_2: ∅\n", Assert.Single(shown), StringComparison.Ordinal);
    }

    [Fact]
    public void What_reads_from_the_right_stays_in_its_place() => Assert.Contains(
        "\u2068שלום\u2069  12", Assert.Single(ResultText.Of(Page([new("name", false), new("n", true)], ["שלום", "12"]))), StringComparison.Ordinal);

    [Fact]
    public void The_longest_page_there_can_be_fits_into_a_window()
    {
        var columns = Enumerable.Range(1, ShownResult.MostColumns).Select(i => new ResultColumn(new string('n', ShownResult.LongestValue), true)).ToImmutableArray();
        var page = Page(columns, [.. Enumerable.Range(1, ShownResult.RowsOnPage).Select(_ => Enumerable.Repeat<string?>("123456789", ShownResult.MostColumns).ToArray())]);

        var view = RunModal.Result(new(RequestId.From(new("slack", "T1", "1")), 1, "hr-prod, hr", DateTimeOffset.UnixEpoch, true, page), null, DateTimeOffset.UnixEpoch);

        GoldenTests.TakenBySlack(view);
    }

    [Fact]
    public void A_button_for_a_page_has_room_and_comes_back()
    {
        var ticket = new ResultTicket("20260301120500000.4f1a9c", new('a', 64));
        var request = RequestId.From(new("slack", "T1", "1"));

        var value = RunValue.Of(request, 12, ticket);

        Assert.True(value.Length <= BlockLimits.ButtonValue);
        Assert.Equal((request, 12, ticket), RunValue.Read(value));
        Assert.Null(RunValue.Read($"{request} 0 {ticket.Text}"));
        Assert.Null(RunValue.Read($"{request}:0"));
    }

    private static string Preformatted(string text) =>
        (string)Assert.Single(ExactText.DrawTyped(text))["elements"]![0]!["elements"]![0]!["text"]!;

    private static ResultPage Page(ImmutableArray<ResultColumn> columns, params string?[][] rows) =>
        new(1, 1, null, columns, 0, 1, [.. rows.Select(row => row.ToImmutableArray())]) { Sums = "some rows" };
}
