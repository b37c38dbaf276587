using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>
/// A value of the expression language. Two are <c>Equal</c> if they are of one type and alike; <see cref="IsEqualTo"/> is the language's own
/// <c>==</c>, for which <c>1 == 1u</c> and NaN equals nothing.
/// <c>ToString</c> writes it as in a condition: <c>"read"</c>, <c>["a", "b"]</c>, <c>3600s</c>.
/// </summary>
public abstract record CelValue
{
    private CelValue()
    {
    }

    /// <summary>The language's <c>==</c>.</summary>
    public bool IsEqualTo(CelValue other) => Equality.AreEqual(this, other, new());

    public sealed override string ToString() => CelText.Of(this);

    public static CelValue Of(bool value) => value ? Bool.True : Bool.False;

    public static CelValue Of(long value) => new Int(value);

    public static CelValue Of(string value) => new String(value);

    public static CelValue Of(IEnumerable<string> values) => new List([.. values.Select(Of)]);

    public static CelValue Of(TimeSpan value) => new Duration(
        (long)Int128.Clamp((Int128)value.Ticks * TimeSpan.NanosecondsPerTick, long.MinValue, long.MaxValue));

    public static CelValue Of(DateTimeOffset value) => new Timestamp(
        value.ToUnixTimeSeconds(), (int)(value.UtcTicks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));

    /// <summary>A record: fields that are null are not there, and <c>has</c> says so.</summary>
    public static CelValue Record(params ReadOnlySpan<(string Field, CelValue? Value)> fields)
    {
        var entries = new List<(CelValue, CelValue)>(fields.Length);
        foreach (var (field, value) in fields)
        {
            if (value is not null)
            {
                entries.Add((new String(field), value));
            }
        }

        return new Map([.. entries]);
    }

    public sealed record Bool : CelValue
    {
        internal static readonly Bool True = new(value: true);
        internal static readonly Bool False = new(value: false);

        private Bool(bool value) => Value = value;

        public bool Value { get; }
    }

    public sealed record Int(long Value) : CelValue;

    public sealed record Uint(ulong Value) : CelValue;

    public sealed record Double(double Value) : CelValue;

    public sealed record String(string Value) : CelValue;

    public sealed record Null : CelValue
    {
        internal static readonly Null Only = new();
    }

    /// <summary>The name of a type: <c>int</c>, <c>google.protobuf.Timestamp</c>.</summary>
    public sealed record Type(string Name) : CelValue;

    /// <summary>A length of time, at most about 292 years.</summary>
    public sealed record Duration(long Nanoseconds) : CelValue;

    /// <summary>A moment of the years 1 to 9999, UTC: whole seconds since 1970 and 0 to 999,999,999 nanoseconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A moment of no such year, or nanoseconds that are more than a second.</exception>
    public sealed record Timestamp(long Seconds, int Nanoseconds) : CelValue
    {
        public long Seconds { get; } = TimeRange.IsSecond(Seconds) ? Seconds : throw new ArgumentOutOfRangeException(nameof(Seconds));

        public int Nanoseconds { get; } = Nanoseconds is >= 0 and < (int)TimeRange.NanosecondsASecond
            ? Nanoseconds
            : throw new ArgumentOutOfRangeException(nameof(Nanoseconds));
    }

    /// <summary>Why there is no value.</summary>
    /// <param name="Offset">Where in the source, in characters from its start.</param>
    public sealed record Error(string Message, int Offset = Error.Nowhere) : CelValue
    {
        /// <summary>A function knows what is wrong; where, the call does.</summary>
        internal const int Nowhere = -1;
    }

    public sealed record Bytes(ImmutableArray<byte> Value) : CelValue
    {
        public bool Equals(Bytes? other) => other is not null && Value.AsSpan().SequenceEqual(other.Value.AsSpan());

        public override int GetHashCode() => Value.Aggregate(Value.Length, HashCode.Combine);
    }

    public sealed record List(ImmutableArray<CelValue> Items) : CelValue
    {
        public bool Equals(List? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

        public override int GetHashCode() => Items.Aggregate(Items.Length, HashCode.Combine);
    }

    /// <summary>Keys are bool, int, uint or string, each once; <c>1</c> and <c>1u</c> are one key. In the order they were written.</summary>
    public sealed record Map : CelValue
    {
        private readonly Dictionary<CelValue, CelValue> _values;

        /// <exception cref="ArgumentException">A key that is there twice.</exception>
        public Map(ImmutableArray<(CelValue Key, CelValue Value)> entries)
        {
            Entries = entries;
            _values = new(entries.Length, MapKey.Comparer);
            foreach (var (key, value) in entries)
            {
                _values.Add(key, value);
            }
        }

        public ImmutableArray<(CelValue Key, CelValue Value)> Entries { get; }

        public CelValue? Find(CelValue key) => MapKey.Find(key) is { } found ? _values.GetValueOrDefault(found) : null;

        public bool Equals(Map? other) =>
            other is not null && Entries.Length == other.Entries.Length
            && Entries.All(entry => entry.Value.Equals(other.Find(entry.Key)));

        public override int GetHashCode() => Entries.Aggregate(Entries.Length, (hash, entry) => hash ^ MapKey.Comparer.GetHashCode(entry.Key));
    }
}
