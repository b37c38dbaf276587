using JitBot.Core.People;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>Whom a source means. Only those count who are linked to a chat: they are told there of what is done in their name (rule 35).</summary>
internal sealed class WebhookPeople(IDirectory directory)
{
    private const int LongestName = 320;

    /// <param name="named">An id or an e-mail address.</param>
    /// <returns>The person, speaking through the source; null for a stranger and for somebody who is not linked.</returns>
    public async Task<Person?> FindAsync(WebhookSource source, string named, CancellationToken ct)
    {
        var name = named.Trim();
        if (name.Length is 0 or > LongestName)
        {
            return null;
        }

        var person = await directory.FindAsync(new PersonId(name), ct) ?? await directory.FindByEmailAsync(name, ct);
        return person is { Accounts.IsEmpty: false } ? person with { Via = source.Door } : null;
    }
}
