using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Slack.Views;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Slack;

/// <summary>
/// What a form remembers, wherever it is kept: with the window, or in the store if Slack has no room for it. None of it is ever left out, for a
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
        if (view.Text("private_metadata") is { Length: > BlockLimits.Metadata } memory)
        {
            // Named by what it says: the same form kept twice is one document, and a client can name no other than it knows already.
            var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(memory)));
            var now = time.Now();
            var before = await store.FindAsync(Kind, id, now, ct);
            // Whoever wrote first wrote the same.
            await store.TryPutAsync(new(Kind, id, before?.Version ?? 0, JsonSerializer.Serialize(new Document(memory)), now + Kept), now, ct);
            view["private_metadata"] = Elsewhere + id;
        }

        return view;
    }

    /// <returns>Null for what no form of ours wrote, or wrote too long ago.</returns>
    public async Task<FormMemory?> FindAsync(string metadata, CancellationToken ct) =>
        !IsElsewhere(metadata) ? FormMemory.Parse(metadata)
        : await store.FindAsync(Kind, metadata[Elsewhere.Length..], time.Now(), ct) is { } kept ? FormMemory.Parse(JsonSerializer.Deserialize<Document>(kept.Json)!.Memory)
        : null;

    public static bool IsElsewhere(string metadata) =>
        metadata.StartsWith(Elsewhere, StringComparison.Ordinal) && metadata.Length == Elsewhere.Length + (2 * SHA256.HashSizeInBytes) && metadata.Skip(Elsewhere.Length).All(char.IsAsciiHexDigitLower);

    // As text in text: a store may give back a document's own properties in another order.
    private sealed record Document(string Memory);
}
