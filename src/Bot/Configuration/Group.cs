using System.Collections.Immutable;
using JitBot.Core.People;

namespace JitBot.Bot.Configuration;

/// <summary>Who is in a group: everybody listed here, and whoever is in one of these user groups in Slack.</summary>
/// <param name="SlackUserGroups">Ids, <c>S…</c>.</param>
internal sealed record Group(ImmutableArray<PersonId> People, ImmutableArray<string> SlackUserGroups);
