using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Slack.Views;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Slack;

/// <summary>
/// What a form or a button remembers, wherever it is kept: with the window, or in the store if Slack has no room for it. None of it is ever left out, for a
/// form that has forgotten its tables asks for the whole database.
/// </summary>
internal sealed class LongMemories(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "slack-form";
    private const string Elsewhere = "kept ";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Puts what does not fit into a window into the store, from which it goes a day after it was shown last.</summary>
    /// <exception cref="StoreDownException">It is not kept, and the window must not be shown.</exception>
    public async Task<JsonObject> KeepAsync(JsonObject view, CancellationToken ct)
    {
        if (view.Text("private_metadata") is { } memory)
        {
            view["private_metadata"] = await KeepAsync(memory, BlockLimits.Metadata, ct);
        }

        return view;
    }

    /// <param name="room">How many characters there is room for where it is to stand.</param>
    /// <returns>The text itself, or where it is kept.</returns>
    /// <inheritdoc cref="KeepAsync(JsonObject, CancellationToken)" path="/exception"/>
    public async Task<string> KeepAsync(string text, int room, CancellationToken ct)
    {
        if (text.Length <= room)
        {
            return text;
        }

        // Named by what it says: the same form kept twice is one document, and a client can name no other than it knows already.
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var now = time.Now();
        var before = await store.FindAsync(Kind, id, now, ct);
        // Whoever wrote first wrote the same.
        await store.TryPutAsync(new(Kind, id, before?.Version ?? 0, JsonSerializer.Serialize(new Document(text)), now + Kept), now, ct);
        return Elsewhere + id;
    }

    /// <returns>Null for what no form of ours wrote, or wrote too long ago.</returns>
    public async Task<FormMemory?> FindAsync(string metadata, CancellationToken ct) => await TextAsync(metadata, ct) is { } memory ? FormMemory.Parse(memory) : null;

    /// <returns>The text that was kept; null if it was kept too long ago.</returns>
    public async Task<string?> TextAsync(string kept, CancellationToken ct) =>
        !IsElsewhere(kept) ? kept
        : await store.FindAsync(Kind, kept[Elsewhere.Length..], time.Now(), ct) is { } found ? JsonSerializer.Deserialize<Document>(found.Json)!.Memory
        : null;

    public static bool IsElsewhere(string metadata) =>
        metadata.StartsWith(Elsewhere, StringComparison.Ordinal) && metadata.Length == Elsewhere.Length + (2 * SHA256.HashSizeInBytes) && metadata.Skip(Elsewhere.Length).All(char.IsAsciiHexDigitLower);

    // As text in text: a store may give back a document's own properties in another order.
    private sealed record Document(string Memory);
}
