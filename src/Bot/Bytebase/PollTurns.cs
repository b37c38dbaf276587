using System.Text.Json;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Bytebase;

/// <summary>When Bytebase is looked at next, agreed on by all replicas in the store.</summary>
internal sealed class PollTurns(IKeyedStore store, BytebaseOptions options, TimeProvider time)
{
    private const string Kind = "bytebase-poll";
    private const string Id = "next";

    // However many hints there are.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);

    /// <summary>Takes the turn, if it is due and nobody has taken it.</summary>
    public async Task<bool> TakeAsync(CancellationToken ct)
    {
        var now = time.Now();
        var (turn, version) = await FindAsync(ct);
        // Further ahead than anybody sets it, it was set by a clock that was wrong.
        return (turn.NextAt <= now || turn.NextAt > now + (2 * options.PollEvery)) && await PutAsync(new(now, now + options.PollEvery), version, ct);
    }

    /// <summary>Something may have happened: it is looked at as soon as may be.</summary>
    public async Task HurryAsync(CancellationToken ct)
    {
        var (turn, version) = await FindAsync(ct);
        var soonest = turn.LastAt + Least;
        if (soonest < turn.NextAt)
        {
            // Lost to another hint, or to whoever takes the turn: as good.
            await PutAsync(turn with { NextAt = soonest }, version, ct);
        }
    }

    private async Task<(Turn Turn, long Version)> FindAsync(CancellationToken ct) =>
        await store.FindAsync(Kind, Id, time.Now(), ct) is { } document ? (JsonSerializer.Deserialize<Turn>(document.Json)!, document.Version) : (new(default, default), 0);

    private async Task<bool> PutAsync(Turn turn, long version, CancellationToken ct) =>
        await store.TryPutAsync(new(Kind, Id, version, JsonSerializer.Serialize(turn), null), time.Now(), ct) is not null;

    private sealed record Turn(DateTimeOffset LastAt, DateTimeOffset NextAt);
}
