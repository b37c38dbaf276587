using System.Collections.Immutable;

namespace JitBot.Core.People;

/// <summary>Who is in some groups, as far as it can be told now.</summary>
/// <param name="People">Those known to be in any of them, disabled people included.</param>
/// <param name="Unknown">The groups, as they were asked for, of which it cannot be told now who else is in them; empty if it is known of all.</param>
public sealed record Membership(IReadOnlyList<Person> People, ImmutableArray<string> Unknown);

/// <summary>Which groups one person is in, as far as it can be told now.</summary>
/// <param name="Groups">The names of every group they are known to be in.</param>
/// <param name="Unknown">The names of groups of which it cannot be told now whether they are in them; empty if it is known of all.</param>
public sealed record PersonGroups(ImmutableArray<string> Groups, ImmutableArray<string> Unknown);
