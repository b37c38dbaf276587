using JitBot.Core.Storage;
using Microsoft.Extensions.Logging;

namespace JitBot.Core.Audit;

/// <summary>What is on record and not in the chain.</summary>
/// <param name="Since">Since when the oldest of it waits to be sealed, UTC; null if none does.</param>
/// <param name="Unreadable">How many entries this JitBot cannot read, so that it does not seal them.</param>
public sealed record UnsealedRecord(DateTimeOffset? Since, int Unreadable);

/// <summary>Looks at what waits to be sealed, whatever becomes of the sealing. Reads no request: health asks often, and most when much waits.</summary>
public sealed partial class WatchUnsealed(IAccessStore store, AuditLog audit, ILogger<WatchUnsealed> log)
{
    private const int MostLooked = 128;

    private int _told;

    /// <summary>As of the last look of this replica.</summary>
    public UnsealedRecord Last { get; private set; } = new(null, 0);

    public async Task<UnsealedRecord> LookAsync(CancellationToken ct)
    {
        var ofRequests = await store.UnsealedSinceAsync(ct);
        var (besides, unreadable) = await audit.LookAsync(MostLooked, ct);
        if (unreadable > _told)
        {
            LogUnreadable(unreadable);
        }

        _told = unreadable;
        return Last = new(ofRequests < besides ? ofRequests : besides ?? ofRequests, unreadable);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Entries on record that cannot be read and are not sealed here: {Count}. A newer JitBot that wrote them seals them; they are kept until one does")]
    private partial void LogUnreadable(int count);
}
