using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Cards;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams;

/// <summary>
/// Draws forms and reads them. Of a card, Teams takes so much and no more: a statement that is longer is kept in the store for a day, and the form carries
/// where.
/// </summary>
internal sealed class Forms(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "teams-statement";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <exception cref="StoreDownException">Its statement is not kept, and the form must not be shown.</exception>
    public async Task<CardMessage> DrawAsync(Reply.Form form, CancellationToken ct)
    {
        var card = TeamsCards.Form(form);
        return CardMessage.Of(form, form.Analysis.Draft.Statement is { Length: > 0 } statement && !TeamsCards.Fits(card)
            ? TeamsCards.Form(form, await KeepAsync(statement, ct))
            : card);
    }

    /// <param name="data">The action's data with its inputs merged in.</param>
    /// <returns>Null if its statement is not kept any more.</returns>
    public async Task<FormInput?> ReadAsync(JsonObject data, CancellationToken ct)
    {
        var input = TeamsCards.Input(data);
        return FormFields.TextOf(data, FormFields.StatementKept) is not { } id ? input
            : await FindAsync(id, ct) is { } statement ? input with { Statement = statement }
            : null;
    }

    /// <returns>What finds it again.</returns>
    public async Task<string> KeepAsync(string text, CancellationToken ct)
    {
        // Named by what it says: the same text kept twice is one document, and a client can name no other than it knows already.
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var now = time.Now();
        var before = await store.FindAsync(Kind, id, now, ct);
        // Whoever wrote first wrote the same. As bytes, because a store refuses some text that somebody may have pasted, and this is not yet looked at.
        await store.TryPutAsync(new(Kind, id, before?.Version ?? 0, JsonSerializer.Serialize(Encoding.Unicode.GetBytes(text)), now + Kept), now, ct);
        return id;
    }

    /// <returns>Null for what is not kept, or not any more.</returns>
    public async Task<string?> FindAsync(string id, CancellationToken ct) =>
        id.Length == 2 * SHA256.HashSizeInBytes && await store.FindAsync(Kind, id, time.Now(), ct) is { } kept ? Encoding.Unicode.GetString(JsonSerializer.Deserialize<byte[]>(kept.Json)!) : null;
}
