using System.Globalization;
using JitBot.Core;
using JitBot.Core.Audit;

namespace JitBot.Bot.Inbound;

/// <summary>Puts on record what each door turned away: one entry for each door, minute and replica, however much it was (rule 40).</summary>
internal sealed class RecordRefusals(Refusals refusals, AuditLog log, TimeProvider time)
{
    public static readonly TimeSpan Tick = TimeSpan.FromMinutes(1);

    public async Task HandleAsync(CancellationToken ct)
    {
        foreach (var door in refusals.Doors)
        {
            if (refusals.Take(door) is { } tally)
            {
                try
                {
                    await log.AddAsync(Entry(door, tally), ct: ct);
                }
                catch
                {
                    // Not on record yet, as far as is known: rather twice than never.
                    refusals.GiveBack(door, tally);
                    throw;
                }
            }
        }
    }

    private AuditEntry Entry(string door, RefusalTally tally) => AuditEntry.Of(time.Now(), AuditEvents.Refused, AuditEntry.Service, null,
        ("door", door),
        ("count", tally.Count.ToString(CultureInfo.InvariantCulture)),
        ("from", string.Join(", ", tally.From)),
        ("why", string.Join(", ", tally.Why.Select(why => string.Create(CultureInfo.InvariantCulture, $"{why.Key} ({why.Value})")))));
}
