using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>What is known of a value before there is one. <c>ToString</c> writes it as in messages: <c>list(string)</c>.</summary>
public abstract record CelType
{
    private CelType()
    {
    }

    /// <summary>Not known: every operation is allowed and looked at when it happens.</summary>
    public static CelType Dyn { get; } = new Simple("dyn", "x");

    public static CelType Bool { get; } = new Simple("bool", "true");

    public static CelType Int { get; } = new Simple("int", "3");

    public static CelType Uint { get; } = new Simple("uint", "3u");

    public static CelType Double { get; } = new Simple("double", "1.5");

    public static CelType String { get; } = new Simple("string", "\"write\"");

    public static CelType Bytes { get; } = new Simple("bytes", "b\"ab\"");

    public static CelType Timestamp { get; } = new Simple("timestamp", "timestamp(\"2026-01-31T08:00:00Z\")");

    public static CelType Duration { get; } = new Simple("duration", "duration(\"8h\")");

    public static CelType Null { get; } = new Simple("null_type", "null");

    public static CelType Type { get; } = new Simple("type", "string");

    /// <summary>A value of this type as a condition writes it, for examples.</summary>
    internal abstract string Sample { get; }

    private sealed record Simple(string Name, string Example) : CelType
    {
        internal override string Sample => Example;

        public override string ToString() => Name;
    }

    public sealed record List(CelType Of) : CelType
    {
        internal override string Sample => $"[{Of.Sample}]";

        public override string ToString() => $"list({Of})";
    }

    public sealed record Map(CelType Key, CelType Value) : CelType
    {
        internal override string Sample => $"{{{Key.Sample}: {Value.Sample}}}";

        public override string ToString() => $"map({Key}, {Value})";
    }

    /// <summary>Named fields, each of its own type, any of which may be missing: <c>has(request.ticket)</c> asks.</summary>
    public sealed record Record : CelType
    {
        public Record(string name, params ReadOnlySpan<(string Name, CelType Type)> fields)
        {
            Name = name;
            FieldNames = [.. fields.ToArray().Select(field => field.Name)];
            Fields = fields.ToArray().ToFrozenDictionary(field => field.Name, field => field.Type, StringComparer.Ordinal);
        }

        public string Name { get; }

        public FrozenDictionary<string, CelType> Fields { get; }

        /// <summary>In the order they were declared.</summary>
        public ImmutableArray<string> FieldNames { get; }

        internal override string Sample => Name;

        public override string ToString() => Name;
    }
}
