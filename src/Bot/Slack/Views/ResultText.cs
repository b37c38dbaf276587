using System.Collections.Immutable;
using System.Globalization;
using JitBot.Bot.Conversation.Runs;
using JitBot.Core.Statements;

namespace JitBot.Bot.Slack.Views;

/// <summary>A page of a result in fixed width: a table where a window has room for one, else a block for each row. Pure.</summary>
internal static class ResultText
{
    public const string Null = "∅";

    // What a line of a window holds before it is broken into two, after which no table can be read.
    private const int Widest = 60;

    private const int WidestColumn = 36;
    private const string Between = "  ";

    /// <returns>Pieces that may stand in a box each; lines part them further.</returns>
    public static ImmutableArray<string> Of(ResultPage page)
    {
        var widths = page.Columns.Select((column, i) => Math.Min(WidestColumn, page.Rows.Select(row => Cells.Width(Value(row[i]))).Prepend(Cells.Width(column.Name)).Prepend(1).Max())).ToArray();
        return page.Columns.IsEmpty ? []
            : widths.Sum() + (Between.Length * (widths.Length - 1)) <= Widest ? [Table(page, widths)]
            : page.Rows.IsEmpty ? [string.Join('\n', page.Columns.Select(column => Cells.Apart(column.Name)))]
            : [.. page.Rows.Select((row, index) => Block(page, row, page.FirstRow + index))];
    }

    public static bool HasNull(ResultPage page) => page.Rows.Any(row => row.Any(value => value is null));

    private static string Table(ResultPage page, int[] widths) => string.Join('\n', page.Rows
        .Select(row => Line(page.Columns, widths, row.Select(Value), isHead: false))
        .Prepend(string.Join(Between, widths.Select(width => new string('─', width))))
        .Prepend(Line(page.Columns, widths, page.Columns.Select(column => column.Name), isHead: true)));

    private static string Line(ImmutableArray<ResultColumn> columns, int[] widths, IEnumerable<string> values, bool isHead) =>
        // The first name of all stands at the left: a box would lose the space before it.
        string.Join(Between, values.Select((value, i) => Cells.Fit(value, widths[i], columns[i].IsNumber && !(isHead && i == 0)))).TrimEnd(' ');

    /// <summary>As psql's expanded display has it.</summary>
    private static string Block(ResultPage page, ImmutableArray<string?> row, long number)
    {
        var names = Math.Min(WidestColumn, page.Columns.Max(column => Cells.Width(column.Name)) + 1);
        return string.Join('\n', page.Columns
            .Select((column, i) => $"{Name(column.Name, names)} {Cells.Apart(Value(row[i]))}".TrimEnd(' '))
            .Prepend(string.Create(CultureInfo.InvariantCulture, $"── row {number:#,0} ──")));
    }

    private static string Name(string name, int width) => Cells.Fit(Cells.Width(name) < width ? $"{name}:" : $"{Cells.Fit(name, width - 1, isNumber: false)}:", width, isNumber: false);

    private static string Value(string? value) => value ?? Null;
}
