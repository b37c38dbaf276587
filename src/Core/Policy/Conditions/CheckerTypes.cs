namespace JitBot.Core.Policy.Conditions;

/// <summary>Which types go together. A record is a map of strings to anything.</summary>
internal sealed partial class Checker
{
    /// <summary>Whether a value of one could be used where the other is needed.</summary>
    private static bool Assignable(CelType given, CelType needed) => (given, needed) switch
    {
        _ when ReferenceEquals(given, CelType.Dyn) || ReferenceEquals(needed, CelType.Dyn) => true,
        (CelType.List a, CelType.List b) => Assignable(a.Of, b.Of),
        (CelType.Map a, CelType.Map b) => Assignable(a.Key, b.Key) && Assignable(a.Value, b.Value),
        (CelType.Record, CelType.Map map) => Assignable(CelType.String, map.Key),
        (CelType.Map map, CelType.Record) => Assignable(map.Key, CelType.String),
        (CelType.Record a, CelType.Record b) => a.Name == b.Name,
        _ => ReferenceEquals(given, needed),
    };

    private static bool Agree(CelType one, CelType other) => Assignable(one, other) || Assignable(other, one);

    /// <summary>The type of elements of which each may be of another; dyn if they differ or there are none.</summary>
    private static CelType Common(IEnumerable<CelType> types)
    {
        CelType? common = null;
        foreach (var type in types)
        {
            common = common is null ? type : Both(common, type);
        }

        return common ?? CelType.Dyn;
    }

    private static CelType Both(CelType one, CelType other) => (one, other) switch
    {
        (CelType.List a, CelType.List b) => new CelType.List(Both(a.Of, b.Of)),
        (CelType.Map a, CelType.Map b) => new CelType.Map(Both(a.Key, b.Key), Both(a.Value, b.Value)),
        _ => ReferenceEquals(one, other) ? one : CelType.Dyn,
    };
}
