using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace JitBot.Core.Audit;

/// <summary>Some hundred entries of the chain in one document, between two signed heads. The newest is written again with every entry that joins it.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="OpenedAt">When its first entries were sealed; UTC.</param>
/// <param name="After">The head that its first entry follows, so that what came before may be deleted and the rest still be checked.</param>
public sealed record AuditBlock(long Number, DateTimeOffset OpenedAt, Signed<AuditHead> After, ImmutableArray<SealedEntry> Entries, Signed<AuditHead> Head)
{
    internal const string Kind = "audit-block";

    private const int MostEntries = 256;
    private const int MostLetters = 128 * 1024;

    /// <summary>From then on it is not added to any more.</summary>
    private static readonly TimeSpan MostOpen = TimeSpan.FromMinutes(5);

    internal string Id => IdOf(Number);

    /// <summary>As many digits as keep the order of numbers.</summary>
    internal static string IdOf(long number) => number.ToString("D12", CultureInfo.InvariantCulture);

    /// <summary>Nothing is added any more. Said in the block itself: replicas whose clocks differ must not fill one and go on after it at once.</summary>
    public bool Closed { get; init; }

    /// <summary>The first there is.</summary>
    public static AuditBlock First(DateTimeOffset now, Signed<AuditHead> nothing) => new(1, now, nothing, [], nothing);

    public bool HasRoom(DateTimeOffset now) => Entries.Length < MostEntries && now - OpenedAt < MostOpen && Letters(Entries) < MostLetters;

    /// <summary>With as many of them as it takes.</summary>
    public AuditBlock With(IEnumerable<PendingEntry> pending, DateTimeOffset now, AuditKey key)
    {
        var entries = Entries.ToBuilder();
        var letters = Letters(Entries);
        var (seq, hash) = (Head.What.Seq, Head.What.Hash);
        foreach (var one in pending)
        {
            if (entries.Count >= MostEntries || letters >= MostLetters)
            {
                break;
            }

            var entry = SealedEntry.After(++seq, hash, one);
            hash = entry.Hash;
            letters += Letters(entry);
            entries.Add(entry);
        }

        return this with { Entries = entries.ToImmutable(), Head = key.Sign(Head.What with { Seq = seq, Hash = hash, At = now }) };
    }

    public AuditBlock Next(DateTimeOffset now) => Closed ? new(Number + 1, now, Head, [], Head) : throw new InvalidOperationException($"Block {Number} is open.");

    internal string Write() => JsonSerializer.Serialize(this, SealedEntry.Json);

    internal static AuditBlock Read(string json) => JsonSerializer.Deserialize<AuditBlock>(json, SealedEntry.Json)!;

    private static int Letters(ImmutableArray<SealedEntry> entries) => entries.Sum(Letters);

    private static int Letters(SealedEntry entry) =>
        400 + (entry.Reason?.Length ?? 0) + entry.Facts.Sum(fact => fact.Key.Length + fact.Value.Length);
}
