using System.Collections.Immutable;
using System.Text.Json;
using JitBot.Bot.Exports;
using JitBot.Core.Statements;

namespace JitBot.Bot.Tests.Exports;

public sealed class JsonLinesSinkTests
{
    private static readonly ImmutableArray<ResultColumn> Amounts = [new("name", IsNumber: false), new("amount", IsNumber: true)];

    [Fact]
    public async Task Each_row_is_one_object_on_a_line_of_its_own() =>
        Assert.Equal("{\"name\":\"Dana\",\"amount\":1.50}\n{\"name\":\"Omar\",\"amount\":-2}\n", await Written.JsonAsync(Amounts, ["Dana", "1.50"], ["Omar", "-2"]));

    [Fact]
    public async Task A_result_without_rows_is_an_empty_file() => Assert.Equal("", await Written.JsonAsync(Amounts));

    [Fact]
    public async Task NULL_is_null_and_an_empty_string_is_one() =>
        Assert.Equal("{\"name\":null,\"amount\":null}\n{\"name\":\"\",\"amount\":null}\n", await Written.JsonAsync(Amounts, [null, null], ["", null]));

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("12345678901234567890.123456789012345678900")]
    [InlineData("1e+20")]
    [InlineData("-1.5e-05")]
    [InlineData("7E3")]
    public async Task Numbers_keep_every_digit(string number) =>
        Assert.Equal($"{{\"name\":\"{number}\",\"amount\":{number}}}\n", await Written.JsonAsync(Amounts, [number, number]));

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("$1,000.00")]
    [InlineData("-")]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("+1")]
    [InlineData("1 ")]
    [InlineData("１")]
    [InlineData("1,\"x\":2")]
    public async Task What_is_no_number_to_JSON_is_a_string_also_in_a_number_column(string value)
    {
        using var line = JsonDocument.Parse(await Written.JsonAsync(Amounts, ["a", value]));

        Assert.Equal(value, line.RootElement.GetProperty("amount").GetString());
    }

    [Fact]
    public async Task Columns_of_one_name_are_told_apart()
    {
        var names = Written.Texts("a", "a", "a_2", "a", "b", "");

        var line = await Written.JsonAsync(names, ["1", "2", "3", "4", "5", "6"]);

        Assert.Equal("{\"a\":\"1\",\"a_3\":\"2\",\"a_2\":\"3\",\"a_4\":\"4\",\"b\":\"5\",\"\":\"6\"}\n", line);
    }

    [Theory]
    [InlineData("two\r\nlines")]
    [InlineData("Ünï 😀 漢字 عربى")]
    [InlineData("\"\\/\b\f\t\0\u2028\u2029\u007f")]
    [InlineData("=1+1")]
    [InlineData("{\"a\": [1]}")]
    public async Task Every_value_is_read_back_letter_for_letter_from_one_line(string value)
    {
        var written = await Written.JsonAsync(Written.Texts(value), [value]);

        using var line = JsonDocument.Parse(Assert.Single(written.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        var property = Assert.Single(line.RootElement.EnumerateObject());
        Assert.Equal((value, value), (property.Name, property.Value.GetString()));
    }

    [Fact]
    public async Task Of_several_databases_the_first_key_says_which_and_columns_may_differ()
    {
        var (text, taken) = await Written.SeveralAsync(
            stream => new JsonLinesSink(stream, several: true), ("crm_de", [new("n", IsNumber: true)], ["1"]), ("crm_fr", Written.Texts("database", "n"), ["x", null]));

        Assert.Equal("{\"database\":\"crm_de\",\"n\":1}\n{\"database\":\"crm_fr\",\"database_2\":\"x\",\"n\":null}\n", text);
        Assert.DoesNotContain(false, taken);
    }

    [Fact]
    public async Task Letters_beyond_ASCII_stay_letters() => Assert.Equal("{\"é\":\"漢字 <b>\"}\n", await Written.JsonAsync(Written.Texts("é"), ["漢字 <b>"]));

    [Fact]
    public async Task However_many_rows_no_more_is_held_than_the_buffer_and_a_row()
    {
        var stream = new CountingStream();

        var (held, row) = await Written.MostHeldAsync(
            output => new JsonLinesSink(output, several: false), stream, Written.Texts("id", "text"), Enumerable.Range(0, 100_000).Select(i => new string?[] { $"{i}", new('x', i % 997) }));

        Assert.InRange(held, 1, (64 * 1024) + row);
        Assert.InRange(stream.LargestWrite, 1, (64 * 1024) + row);
        Assert.InRange(stream.Written, 49_000_000, 60_000_000);
    }
}
