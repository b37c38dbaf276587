using System.Collections.Frozen;

namespace JitBot.Core.Policy.Conditions;

/// <summary>The values of one evaluation: root name to value. A record is a map of string to value. A root that is left out is as one without fields.</summary>
public sealed class Variables(params ReadOnlySpan<(string Name, CelValue Value)> roots)
{
    private readonly FrozenDictionary<string, CelValue> _values = roots.ToArray().ToFrozenDictionary(root => root.Name, root => root.Value, StringComparer.Ordinal);

    public CelValue? Find(string root) => _values.GetValueOrDefault(root);
}
