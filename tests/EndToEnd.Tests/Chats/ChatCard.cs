using System.Collections.Immutable;
using JitBot.Core.Requests;

namespace JitBot.EndToEnd.Tests.Chats;

/// <summary>A card of the bot's as everybody reads it at this moment; a later look finds a later one.</summary>
/// <param name="Lines">From top to bottom.</param>
/// <param name="Buttons">Those that do something; <em>Details</em>, which stays on a card for good, is not among them.</param>
/// <param name="Ever">What stands there now and stood there before, as it was sent.</param>
/// <param name="Message">The chat's own.</param>
internal sealed record ChatCard(string Lines, ImmutableArray<string> Buttons, string Ever, object Message)
{
    /// <summary>Buttons carry the request's id; a card in its last state may have none, and is known by having had one.</summary>
    public bool Concerns(RequestId request) => Ever.Contains(request.Value, StringComparison.Ordinal);
}
