using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Statements;

/// <summary>Asks for a run to be stopped, whichever replica it runs on: that one looks here while it runs.</summary>
public sealed class RunCancels(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "run-cancel";

    // No run is longer; what is left behind is forgotten then.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>Of whatever runs at this moment for the request. Whose it is, the caller has looked.</summary>
    public async Task AskAsync(RequestId request, CancellationToken ct)
    {
        var before = await store.FindAsync(Kind, request.Value, time.Now(), ct);
        await store.TryPutAsync(new(Kind, request.Value, before?.Version ?? 0, "{}", time.Now() + Kept), time.Now(), ct);
    }

    /// <returns>What is asked already, and not about a run that only begins; for <see cref="IsAskedAsync"/>.</returns>
    public async Task<long> MarkAsync(RequestId request, CancellationToken ct) => (await store.FindAsync(Kind, request.Value, time.Now(), ct))?.Version ?? 0;

    /// <param name="mark">From when the run began.</param>
    public async Task<bool> IsAskedAsync(RequestId request, long mark, CancellationToken ct) => await MarkAsync(request, ct) is var now && now != mark && now != 0;
}
