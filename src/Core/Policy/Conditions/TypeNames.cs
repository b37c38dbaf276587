using System.Collections.Frozen;

namespace JitBot.Core.Policy.Conditions;

/// <summary>Types as values: <c>type(x) == string</c>.</summary>
internal static class TypeNames
{
    private const string Timestamp = "google.protobuf.Timestamp";
    private const string Duration = "google.protobuf.Duration";

    private static readonly FrozenSet<string> All = new[]
    {
        "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", Timestamp, Duration,
    }.ToFrozenSet(StringComparer.Ordinal);

    public static CelValue.Type? Find(string name) => All.TryGetValue(name, out var known) ? new(known) : null;

    /// <summary>The type of a value that holds no others; dyn for those that do.</summary>
    public static CelType Simple(this CelValue value) => value switch
    {
        CelValue.Bool => CelType.Bool,
        CelValue.Int => CelType.Int,
        CelValue.Uint => CelType.Uint,
        CelValue.Double => CelType.Double,
        CelValue.String => CelType.String,
        CelValue.Bytes => CelType.Bytes,
        CelValue.Timestamp => CelType.Timestamp,
        CelValue.Duration => CelType.Duration,
        CelValue.Null => CelType.Null,
        CelValue.Type => CelType.Type,
        _ => CelType.Dyn,
    };

    public static string NameOf(CelValue value) => value switch
    {
        CelValue.List => "list",
        CelValue.Map => "map",
        CelValue.Timestamp => Timestamp,
        CelValue.Duration => Duration,
        _ => value.Simple().ToString(),
    };
}
