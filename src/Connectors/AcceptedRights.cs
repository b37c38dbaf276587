using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors;

/// <summary>The rights beyond a scope that an operator accepts for a target; a <c>*</c> stands for any run of characters.</summary>
internal sealed class AcceptedRights(ImmutableArray<string> patterns)
{
    public bool Contains(string right) => patterns.Any(pattern => NamePattern.Matches(pattern, right));
}
