namespace JitBot.Bot.Tests;

public sealed class PointedLineTests
{
    private const string Text = "select 1\r\n\tdelete from employee\nwhere id = 1";

    [Fact]
    public void The_line_of_a_place_is_shown_with_carets_below_it()
    {
        var line = PointedLine.Of(Text, 11, 6, 72);

        Assert.Equal((2, " delete from employee", " ^^^^^^"), (line.Number, line.Text, line.Carets));
    }

    [Theory]
    [InlineData(0, 1, "select 1", "^")]
    [InlineData(43, 3, "where id = 1", "           ^")]
    [InlineData(99, 3, "where id = 1", "            ^")]
    [InlineData(8, 1, "select 1", "        ^")]
    public void At_either_end_of_the_text_or_a_line_it_still_points(int offset, int number, string text, string carets) =>
        Assert.Equal((number, text, carets), (PointedLine.Of(Text, offset, 0, 72).Number, PointedLine.Of(Text, offset, 0, 72).Text, PointedLine.Of(Text, offset, 0, 72).Carets));

    [Fact]
    public void Of_a_long_line_the_part_around_the_place_is_shown()
    {
        var line = PointedLine.Of($"{new string('a', 500)}HERE{new string('b', 500)}", 500, 4, 40);

        Assert.Equal(line.Text.IndexOf("HERE", StringComparison.Ordinal), line.Carets.IndexOf('^', StringComparison.Ordinal));
        Assert.Equal((42, '…', '…'), (line.Text.Length, line.Text[0], line.Text[^1]));
    }
}
