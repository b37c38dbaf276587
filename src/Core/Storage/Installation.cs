using System.Text.Json;

namespace JitBot.Core.Storage;

/// <summary>This installation's id, made once and kept in the store. Accounts on targets carry it, so that two installations never touch each other's.</summary>
public sealed class Installation(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "installation";
    private string? _id;

    /// <returns>32 hexadecimal digits.</returns>
    public async ValueTask<string> IdAsync(CancellationToken ct)
    {
        while (_id is null)
        {
            var now = time.GetUtcNow();
            if (await store.FindAsync(Kind, "id", now, ct) is { } kept)
            {
                _id = JsonSerializer.Deserialize<string>(kept.Json);
            }
            else
            {
                // Two replicas may start at once: whoever loses this write reads the winner's id in the next turn.
                await store.TryPutAsync(new(Kind, "id", 0, JsonSerializer.Serialize(Guid.NewGuid().ToString("N")), null), now, ct);
            }
        }

        return _id;
    }
}
