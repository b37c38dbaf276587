using System.Collections.Immutable;
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
    public void A_line_longer_than_a_block_is_parted_within_and_no_pair_of_surrogates_is()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 100));

        var parts = ExactText.Parts(text, 33).ToArray();

        Assert.Equal(text, string.Concat(parts));
        Assert.All(parts, part => Assert.False(char.IsHighSurrogate(part[^1])));
    }

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

    private static ResultPage Page(ImmutableArray<ResultColumn> columns, params string?[][] rows) =>
        new(1, 1, null, columns, 0, 1, [.. rows.Select(row => row.ToImmutableArray())]) { Sums = "some rows" };
}
