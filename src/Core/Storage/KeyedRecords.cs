using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitBot.Core.Storage;

/// <summary>Small records of one kind, each a document of its own, changed conditionally. One that is not stored is as <typeparamref name="T"/> begins.</summary>
internal sealed class KeyedRecords<T>(IKeyedStore store, TimeProvider time, string kind)
    where T : class, new()
{
    private const int MostConflicts = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public async Task<T> FindAsync(string id, CancellationToken ct) => Read(await store.FindAsync(kind, id, time.Now(), ct));

    /// <returns>By their ids.</returns>
    public async Task<IReadOnlyDictionary<string, T>> ListAsync(CancellationToken ct) =>
        (await store.ListAsync(kind, time.Now(), ct)).ToDictionary(document => document.Id, Read, StringComparer.Ordinal);

    /// <summary>After a conflict it is loaded and decided on again, so <paramref name="decide"/> must be pure.</summary>
    /// <param name="decide">Null to leave it as it is.</param>
    /// <returns>The record that was written; null if <paramref name="decide"/> left it.</returns>
    public async Task<T?> ChangeAsync(string id, Func<T, T?> decide, CancellationToken ct)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var document = await store.FindAsync(kind, id, time.Now(), ct);
            if (decide(Read(document)) is not { } next)
            {
                return null;
            }

            if (await store.TryPutAsync(new(kind, id, document?.Version ?? 0, JsonSerializer.Serialize(next, Json), null), time.Now(), ct) is not null)
            {
                return next;
            }
        }

        throw new StoreDownException($"The {kind} record of {id} kept changing under {MostConflicts} attempts to change it.");
    }

    private static T Read(KeyedDocument? document) => document is null ? new() : JsonSerializer.Deserialize<T>(document.Json, Json)!;
}
