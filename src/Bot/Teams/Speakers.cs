using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core.People;

namespace JitBot.Bot.Teams;

/// <summary>Who is speaking: the verified message's sender as linked in the directory, never what a card or a display name says (rule 34).</summary>
internal sealed class Speakers(IDirectory directory)
{
    /// <returns>Null for a stranger.</returns>
    public async Task<Asker?> FindAsync(Delivery delivery, CancellationToken ct) => await directory.FindAsync(delivery.Sender, ct) is { } person
        ? new(person with { Via = delivery.Sender.Via }, ActivityCheck.Platform, delivery.InPrivate)
        : null;
}
