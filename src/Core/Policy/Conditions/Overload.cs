using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>
/// One meaning of a function or operator: what it takes, what it gives, and how. What it cannot do with these values is an error, not an exception.
/// </summary>
/// <param name="IsMember">Whether the first argument stands before the dot.</param>
internal sealed record Overload(string Name, bool IsMember, ImmutableArray<CelType> Takes, CelType Gives, Func<CelValue[], Evaluation, CelValue> Run)
{
    public static Overload Of<T>(string name, CelType gives, Func<T, CelValue> run, bool isMember = false)
        where T : CelValue =>
        new(name, isMember, [TypeOf<T>()], gives, (values, _) => run((T)values[0]));

    public static Overload Of<T1, T2>(string name, CelType gives, Func<T1, T2, CelValue> run, bool isMember = false)
        where T1 : CelValue
        where T2 : CelValue =>
        new(name, isMember, [TypeOf<T1>(), TypeOf<T2>()], gives, (values, _) => run((T1)values[0], (T2)values[1]));

    public static Overload Member<T>(string name, CelType gives, Func<T, CelValue> run)
        where T : CelValue => Of(name, gives, run, isMember: true);

    public static Overload Member<T1, T2>(string name, CelType gives, Func<T1, T2, CelValue> run)
        where T1 : CelValue
        where T2 : CelValue => Of(name, gives, run, isMember: true);

    /// <summary>Whether it can be run with these.</summary>
    public bool Fits(bool isMember, CelValue[] values)
    {
        if (isMember != IsMember || values.Length != Takes.Length)
        {
            return false;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!Fits(Takes[i], values[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Fits(CelType type, CelValue value) => type switch
    {
        CelType.List => value is CelValue.List,
        CelType.Map => value is CelValue.Map,
        _ => ReferenceEquals(type, CelType.Dyn) || ReferenceEquals(type, value.Simple()),
    };

    private static CelType TypeOf<T>()
        where T : CelValue => typeof(T).Name switch
        {
            nameof(CelValue) => CelType.Dyn,
            nameof(CelValue.Bool) => CelType.Bool,
            nameof(CelValue.Int) => CelType.Int,
            nameof(CelValue.Uint) => CelType.Uint,
            nameof(CelValue.Double) => CelType.Double,
            nameof(CelValue.String) => CelType.String,
            nameof(CelValue.Bytes) => CelType.Bytes,
            nameof(CelValue.Timestamp) => CelType.Timestamp,
            nameof(CelValue.Duration) => CelType.Duration,
            nameof(CelValue.Null) => CelType.Null,
            nameof(CelValue.Type) => CelType.Type,
            nameof(CelValue.List) => new CelType.List(CelType.Dyn),
            nameof(CelValue.Map) => new CelType.Map(CelType.Dyn, CelType.Dyn),
            _ => throw new InvalidOperationException(typeof(T).Name),
        };
}
