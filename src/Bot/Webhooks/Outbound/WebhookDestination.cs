using System.Collections.Immutable;
using System.IO.Enumeration;
using JitBot.Core.Grants;

namespace JitBot.Bot.Webhooks.Outbound;

/// <summary>Whom events are sent to.</summary>
/// <param name="Name">As configured; also in the store.</param>
/// <param name="Secrets">Each signs: while one is replaced by another, the receiver may know either.</param>
/// <param name="Events">Patterns of the events that are wanted, such as <c>grant.*</c>.</param>
/// <param name="AllowPrivate">Whether its host may have an address that is not public.</param>
internal sealed record WebhookDestination(string Name, Uri Url, ImmutableArray<Secret> Secrets, ImmutableArray<string> Events, bool AllowPrivate)
{
    public bool Wants(string type) => Events.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, type, ignoreCase: false));
}
