using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Altering;

/// <summary>
/// Remembers what an owner has before somebody becomes it, and says afterwards what is different. It is told who the owner was then, whatever the
/// configuration says by now. Others may have changed things meanwhile, which cannot be told apart.
/// </summary>
internal sealed class CompareOwned(ServerConnections connections, IKeyedStore store, TimeProvider time)
{
    private const string Kind = "owned-before";
    private const int MostBytes = 4_000_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    public async Task RememberAsync(Target target, AccountOrder order, CancellationToken ct)
    {
        var (id, now) = (order.Account.Request.Value, time.GetUtcNow());
        if (await store.FindAsync(Kind, id, now, ct) is not null)
        {
            return; // the account may have been made, and used, since
        }

        var owner = order.Profile.MemberOf[0];
        await using var connection = await connections.OpenAsync(target, order.Scope.Database, ct);
        var packed = Pack(await LookAsync(connection, owner, [], ct));
        var before = new Before(owner, packed.Length > MostBytes ? null : packed);
        await store.TryPutAsync(new(Kind, id, 0, JsonSerializer.Serialize(before), order.Account.EndsAt + Remembered), now, ct);
    }

    /// <returns>One line for each difference; empty if there is none, or nobody became an owner.</returns>
    public async Task<ImmutableArray<string>> CompareAsync(Target target, Account account, CancellationToken ct)
    {
        if (await store.FindAsync(Kind, account.Request.Value, time.GetUtcNow(), ct) is not { } document
            || JsonSerializer.Deserialize<Before>(document.Json) is not { } before)
        {
            return [];
        }

        if (before.Packed is null)
        {
            return [$"{before.Owner} owns so much in {account.Database} that it was not compared"];
        }

        var then = Unpack(before.Packed);
        await using var connection = await connections.OpenAsync(target, account.Database, ct);
        return AlteredThings.Between(then, await LookAsync(connection, before.Owner, [.. then.Where(thing => thing.IsOwner).Select(thing => thing.Object)], ct));
    }

    private static async Task<List<AlteredThing>> LookAsync(NpgsqlConnection connection, string owner, string[] further, CancellationToken ct) => await connection.AskAsync(
        AlterStatements.Snapshot,
        [owner, further],
        row => new AlteredThing(
            row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? "" : row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5)),
        ct);

    private static byte[] Pack(List<AlteredThing> things)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(gzip, things);
        }

        return packed.ToArray();
    }

    private static List<AlteredThing> Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<List<AlteredThing>>(gzip)!;
    }

    private sealed record Before(string Owner, byte[]? Packed);
}
