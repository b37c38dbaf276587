using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JitBot.Core.Policy.Conditions;

/// <summary>What a condition may speak of: the names of the root variables and their types.</summary>
public sealed class Vocabulary(params ReadOnlySpan<(string Name, CelType Type)> roots)
{
    private readonly FrozenDictionary<string, CelType> _types =
        roots.ToArray().ToFrozenDictionary(root => root.Name, root => root.Type, StringComparer.Ordinal);

    /// <summary>In the order they were declared.</summary>
    public ImmutableArray<string> Names { get; } = [.. roots.ToArray().Select(root => root.Name)];

    /// <inheritdoc cref="Variables.HasDottedNames"/>
    internal bool HasDottedNames { get; } = roots.ToArray().Any(root => root.Name.Contains('.', StringComparison.Ordinal));

    public CelType? TypeOf(string root) => _types.GetValueOrDefault(root);
}
