using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Core.Storage;

namespace JitBot.Core.Sweep;

/// <summary>The sweep's documents, one for each target.</summary>
public sealed class SweepRecords(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "sweep";
    private const int MostConflicts = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public async Task<SweepRecord> FindAsync(string target, CancellationToken ct) =>
        Read(await store.FindAsync(Kind, target, time.Now(), ct));

    /// <summary>Why this target is on hold; null if it is not.</summary>
    public async Task<Hold?> HoldOfAsync(string target, CancellationToken ct) => (await FindAsync(target, ct)).Hold;

    /// <returns>By the targets' ids.</returns>
    public async Task<IReadOnlyDictionary<string, SweepRecord>> ListAsync(CancellationToken ct) =>
        (await store.ListAsync(Kind, time.Now(), ct)).ToDictionary(document => document.Id, Read, StringComparer.Ordinal);

    /// <summary>Changes the record conditionally; after a conflict it is loaded and decided on again, so <paramref name="decide"/> must be pure.</summary>
    /// <param name="decide">Null to leave it as it is.</param>
    /// <returns>The record that was written; null if <paramref name="decide"/> left it.</returns>
    public async Task<SweepRecord?> ChangeAsync(string target, Func<SweepRecord, SweepRecord?> decide, CancellationToken ct)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var document = await store.FindAsync(Kind, target, time.Now(), ct);
            if (decide(Read(document)) is not { } next)
            {
                return null;
            }

            if (await store.TryPutAsync(new(Kind, target, document?.Version ?? 0, JsonSerializer.Serialize(next, Json), null), time.Now(), ct) is not null)
            {
                return next;
            }
        }

        throw new StoreDownException($"The sweep's record of {target} kept changing under {MostConflicts} attempts to change it.");
    }

    private static SweepRecord Read(KeyedDocument? document) =>
        document is null ? new() : JsonSerializer.Deserialize<SweepRecord>(document.Json, Json)!;
}
