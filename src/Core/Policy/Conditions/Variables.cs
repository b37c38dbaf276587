namespace JitBot.Core.Policy.Conditions;

/// <summary>The values of one evaluation: root name to value. A record is a map of string to value. A root that is left out is as one without fields.</summary>
public sealed class Variables(params ReadOnlySpan<(string Name, CelValue Value)> roots)
{
    // A handful: looking through them is faster than any table, and making another set of them costs nothing.
    private readonly (string Name, CelValue Value)[] _values = roots.ToArray();

    /// <summary>Whether a root's own name has a dot in it, which is rare and then has to be looked for at every field.</summary>
    internal bool HasDottedNames { get; } = roots.ToArray().Any(root => root.Name.Contains('.', StringComparison.Ordinal));

    public CelValue? Find(string root) => Array.Find(_values, known => known.Name == root).Value;

    /// <summary>The same with another value for one of the names.</summary>
    public Variables With(string root, CelValue value) => new([.. _values.Where(known => known.Name != root), (root, value)]);
}
