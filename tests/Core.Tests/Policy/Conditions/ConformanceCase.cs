using System.Globalization;
using System.Text.Json;
using JitBot.Core.Policy.Conditions;
using JitBot.Support.Postgres;

namespace JitBot.Core.Tests.Policy.Conditions;

/// <summary>One line of the language's own test data (google/cel-spec, <c>tests/simple/testdata</c>, without protobuf messages).</summary>
/// <param name="Value">What must come out; null where an error must.</param>
internal sealed record ConformanceCase(string File, string Name, string Expression, bool IsChecked, (string Name, CelValue Value)[] Bindings, CelValue? Value)
{
    public const string FileVariable = "JITBOT_CEL_CASES";

    private static readonly string DataFile = Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } given
        ? given
        : Path.Combine(PostgresBinaries.RepositoryFolder, "../shared/data/cel-conformance.jsonl");

    /// <summary>None where the file is not.</summary>
    public static ConformanceCase[] All { get; } =
        System.IO.File.Exists(DataFile) ? [.. System.IO.File.ReadLines(DataFile).Where(line => line.Length > 0).Select(Read)] : [];

    private static ConformanceCase Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var bindings = root.TryGetProperty("bindings", out var bound)
            ? bound.EnumerateObject().Select(binding => (binding.Name, ValueOf(binding.Value))).ToArray()
            : [];
        return new(
            root.GetProperty("file").GetString()!,
            string.Join('/', new[] { "section", "name" }.Select(part => root.GetProperty(part).GetString())),
            root.GetProperty("expr").GetString()!,
            !root.TryGetProperty("disableCheck", out var unchecked_) || !unchecked_.GetBoolean(),
            bindings,
            root.TryGetProperty("value", out var value) ? ValueOf(value) : null);
    }

    private static CelValue ValueOf(JsonElement json)
    {
        var (kind, value) = json.EnumerateObject().Select(property => (property.Name, property.Value)).First();
        return kind switch
        {
            "int" => new CelValue.Int(long.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
            "uint" => new CelValue.Uint(ulong.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
            "double" => new CelValue.Double(DoubleOf(value.GetString()!)),
            "bool" => CelValue.Of(value.GetBoolean()),
            "string" => new CelValue.String(value.GetString()!),
            "bytes" => new CelValue.Bytes([.. Convert.FromHexString(value.GetString()!)]),
            "null" => CelValue.Null.Only,
            "type" => new CelValue.Type(value.GetString()!),
            "list" => new CelValue.List([.. value.EnumerateArray().Select(ValueOf)]),
            "map" => new CelValue.Map([.. value.EnumerateArray().Select(pair => (ValueOf(pair[0]), ValueOf(pair[1])))]),
            "duration" => new CelValue.Duration((Number(value, "seconds") * 1_000_000_000) + Number(value, "nanos")),
            "timestamp" => new CelValue.Timestamp(Number(value, "seconds"), (int)Number(value, "nanos")),
            _ => throw new InvalidDataException(kind),
        };
    }

    private static double DoubleOf(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static long Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var number) ? long.Parse(number.ToString(), CultureInfo.InvariantCulture) : 0;
}
