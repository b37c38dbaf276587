using System.Security.Cryptography;
using System.Text;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams.Runs;

/// <summary>Teams delivers now and then twice what it has no answer to yet; a statement that was to run once runs once.</summary>
internal sealed class Once(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "teams-once";
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public async Task<bool> IsFirstAsync(string what, CancellationToken ct)
    {
        var now = time.Now();
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)));
        return await store.TryPutAsync(new(Kind, id, 0, "{}", now + Kept), now, ct) is not null;
    }
}
