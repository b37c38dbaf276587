using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation.Runs;
using JitBot.Core;

namespace JitBot.Bot.Teams.Cards;

/// <summary>The rows of a page: a table where they are narrow enough, else a block for each row.</summary>
internal sealed class ResultRows
{
    private const string Null = "∅";

    // More does not stand side by side in a chat.
    private const int MostInTable = 6;
    private const int WidestTable = 110;
    private const int WidestValue = 40;

    private readonly ResultPage _page;
    private readonly ImmutableArray<ResultColumnText> _columns;
    private readonly ImmutableArray<ImmutableArray<string?>> _rows;
    private readonly int _mostValue;
    private bool _shortened;

    public ResultRows(ResultPage page, int mostValue, int mostColumns)
    {
        (_page, _mostValue) = (page, mostValue);
        _columns = [.. page.Columns.Take(mostColumns).Select(column => new ResultColumnText(Short(column.Name) ?? "", column.IsNumber))];
        _rows = [.. page.Rows.Select(row => row.Take(mostColumns).Select(Short).ToImmutableArray())];
    }

    public IEnumerable<JsonObject> Draw() => _rows.IsEmpty || _columns.IsEmpty ? [] : IsNarrow() ? [Table()] : _rows.SelectMany(Block);

    /// <summary>What the reader has to know of what they see.</summary>
    public IEnumerable<JsonObject> Legend()
    {
        var left = _page.ColumnsLeftOut + _page.Columns.Length - _columns.Length;
        string[] said =
        [
            .. _rows.Any(row => row.Any(value => value is null)) ? [$"{Null} is NULL."] : Array.Empty<string>(),
            .. _shortened ? [$"Values with … at their end are longer: at most {_mostValue} characters of each are shown."] : Array.Empty<string>(),
            .. left > 0 ? [$"{left} more {(left == 1 ? "column is" : "columns are")} not shown: name those you need in the statement."] : Array.Empty<string>(),
        ];
        if (said.Length > 0)
        {
            yield return Elements.Subtle(TeamsText.Markdown(string.Join(' ', said)));
        }
    }

    private string? Short(string? value)
    {
        // Shortened before, it ends in the same sign.
        _shortened |= value is not null && (value.Length > _mostValue || (value.Length >= ShownResult.LongestValue * 3 / 4 && value[^1] == '…'));
        return value is null ? null : PlainText.Shorten(value, _mostValue);
    }

    private bool IsNarrow() => _columns.Length <= MostInTable && Widths().All(width => width <= WidestValue) && Widths().Sum() <= WidestTable;

    private IEnumerable<int> Widths() => _columns.Select((column, i) => _rows.Select(row => row[i]?.Length ?? 1).Append(column.Name.Length).Max());

    private JsonObject Table() => new()
    {
        ["type"] = "Table",
        ["firstRowAsHeader"] = true,
        ["showGridLines"] = true,
        ["columns"] = Elements.Array(_columns.Zip(Widths(), (column, width) => new JsonObject
        {
            ["width"] = Math.Clamp(width, 4, 30),
            ["horizontalCellContentAlignment"] = column.IsNumber ? "right" : "left",
        })),
        ["rows"] = Elements.Array(_rows.Select(row => Row(row.Select(Cell))).Prepend(Row(_columns.Select(Name)))),
    };

    private static JsonObject Row(IEnumerable<JsonObject> inlines) => new()
    {
        ["type"] = "TableRow",
        ["cells"] = Elements.Array(inlines.Select(inline => new JsonObject
        {
            ["type"] = "TableCell",
            ["items"] = new JsonArray(new JsonObject { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(inline) }),
        })),
    };

    private static JsonObject Name(ResultColumnText column) => new() { ["type"] = "TextRun", ["text"] = ExactText.Drawn(column.Name), ["weight"] = "bolder" };

    private static JsonObject Cell(string? value)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = value is null ? Null : ExactText.Drawn(value) };
        if (value is null)
        {
            run["isSubtle"] = true;
        }

        return run;
    }

    private IEnumerable<JsonObject> Block(ImmutableArray<string?> row, int i)
    {
        var head = Elements.TextBlock(TeamsText.Markdown($"Row {_page.FirstRow + i}"));
        head["weight"] = "bolder";
        head["separator"] = i > 0;
        yield return head;
        yield return new()
        {
            ["type"] = "FactSet",
            ["spacing"] = "small",
            ["facts"] = Elements.Array(_columns.Zip(row, (column, value) => new JsonObject
            {
                ["title"] = TeamsText.Escaped(ExactText.Drawn(column.Name)),
                ["value"] = value is null ? Null : TeamsText.Escaped(ExactText.Drawn(value)),
            })),
        };
    }

    private sealed record ResultColumnText(string Name, bool IsNumber);
}
