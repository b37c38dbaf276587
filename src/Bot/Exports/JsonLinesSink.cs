using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using JitBot.Core.Statements;

namespace JitBot.Bot.Exports;

/// <summary>
/// Writes a result as JSON lines in UTF-8: one object a row, its keys in the order of the columns, a line feed after each. A number of a number column is
/// a number with all its digits, NULL is <c>null</c>, and everything else is a string as the server writes it. Where columns have the same name, the
/// second is <c>name_2</c>, or the next such name that no column has. Of several databases the columns may differ.
/// </summary>
/// <inheritdoc cref="CsvSink" path="/param[@name='output']"/>
/// <param name="several">The statement is for several databases: the first key, <c>database</c>, says which.</param>
internal sealed class JsonLinesSink(Stream output, bool several) : IResultSink, IAsyncDisposable
{
    private const int Buffer = 32 * 1024;
    private const string Database = "database";

    // Nothing reads these lines as part of a page, so letters beyond ASCII stay letters.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private readonly PipeWriter _lines = PipeWriter.Create(output, new(minimumBufferSize: Buffer, leaveOpen: true));
    private ImmutableArray<(JsonEncodedText Key, bool IsNumber)> _columns = [];
    private Utf8JsonWriter? _json;
    private JsonEncodedText? _database;

    public ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct)
    {
        // Keys are distinct and values come one to a key: there is nothing left to validate.
        _json ??= new(_lines, new() { Encoder = Encoder, SkipValidation = true });
        _database = several ? JsonEncodedText.Encode(database, Encoder) : null;
        _columns = [.. Distinct(several ? [Database] : [], columns).Zip(columns, (key, column) => (JsonEncodedText.Encode(key, Encoder), column.IsNumber))];
        return ValueTask.FromResult(true);
    }

    public async ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct)
    {
        var json = _json!;
        json.WriteStartObject();
        if (_database is { } database)
        {
            json.WriteString(Database, database);
        }

        for (var i = 0; i < values.Count; i++)
        {
            Write(json, _columns[i].Key, values[i], _columns[i].IsNumber);
        }

        json.WriteEndObject();
        json.Flush();
        json.Reset();
        _lines.Write("\n"u8);
        if (_lines.UnflushedBytes >= Buffer)
        {
            await _lines.FlushAsync(ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _lines.CompleteAsync();
        if (_json is not null)
        {
            await _json.DisposeAsync();
        }
    }

    private static void Write(Utf8JsonWriter json, JsonEncodedText key, string? value, bool isNumber)
    {
        json.WritePropertyName(key);
        if (value is null)
        {
            json.WriteNullValue();
        }
        else if (isNumber && JsonNumber.Is(value))
        {
            json.WriteRawValue(value, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(value);
        }
    }

    /// <param name="before">Keys that stand before those of the columns.</param>
    private static IEnumerable<string> Distinct(IEnumerable<string> before, ImmutableArray<ResultColumn> columns)
    {
        var seen = before.ToHashSet(StringComparer.Ordinal);
        var taken = columns.Select(column => column.Name).Concat(seen).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, _) in columns)
        {
            var key = name;
            if (!seen.Add(name))
            {
                for (var next = 2; !taken.Add(key); next++)
                {
                    key = string.Create(CultureInfo.InvariantCulture, $"{name}_{next}");
                }
            }

            yield return key;
        }
    }
}
