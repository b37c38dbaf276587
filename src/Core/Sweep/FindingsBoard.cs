using System.Collections.Immutable;
using JitBot.Core.Storage;

namespace JitBot.Core.Sweep;

/// <summary>A message about a target's findings.</summary>
/// <param name="Surface">The platform, such as <c>teams</c>.</param>
/// <param name="Message">The surface's own reference; empty for one that could not be posted.</param>
/// <param name="Shows">The <see cref="ShownFindings.Digest"/> it shows; null if it has to be brought to now whatever that is.</param>
/// <param name="IsPast">A newer one has taken its place, which it does not say yet.</param>
public sealed record PostedFindings(string Surface, string Message, string? Shows, bool IsPast = false);

/// <summary>
/// A target's place in its channels: at most one message in each that is kept true, from when something asks for somebody until all is in order
/// again. A keyed document; times are UTC.
/// </summary>
public sealed record FindingsBoard
{
    /// <summary>
    /// An edit notifies nobody. So what is new while an older finding stands is told in a message anew, but not more often than this.
    /// </summary>
    public static readonly TimeSpan Repeat = TimeSpan.FromMinutes(30);

    // Whoever brings the messages to now has so long for it.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int MostMessages = 8;

    /// <summary>Nobody posts or edits before; whoever moves it does.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>There is something to keep true.</summary>
    public bool IsOn { get; init; }

    public DateTimeOffset PostedAt { get; init; }

    /// <summary>Accounts that were closed until then are no news.</summary>
    public DateTimeOffset ClosedUpTo { get; init; }

    /// <summary>What the message, when it was posted, called for attention to.</summary>
    public ImmutableArray<string> Told { get; init; } = [];

    public ImmutableArray<PostedFindings> Messages { get; init; } = [];

    /// <summary>The board with the lease on it, if there is something to post or to edit and nobody is at it; else null.</summary>
    /// <param name="surfaces">Those on which the target has a channel.</param>
    public FindingsBoard? Claim(ShownFindings shown, IReadOnlyCollection<string> surfaces, DateTimeOffset now)
    {
        // Further ahead than anybody sets it, it was set by a clock that was wrong.
        if (NotBefore > now && NotBefore <= now + (2 * Lease))
        {
            return null;
        }

        // A platform that is no longer configured has nobody to edit what stands there.
        var next = (this with { Messages = [.. Messages.Where(message => surfaces.Contains(message.Surface, StringComparer.Ordinal))] }).Next(shown, now);
        return next.IsOn && (next.Missing(shown, surfaces).Any() || next.OutOfDate(shown).Any() || shown.IsDone) ? next with { NotBefore = now + Lease } : null;
    }

    /// <summary>The surfaces that have no message of this time yet.</summary>
    public IEnumerable<string> Missing(ShownFindings shown, IEnumerable<string> surfaces) =>
        shown.News.Any() ? surfaces.Where(surface => !Messages.Any(message => message.Surface == surface && !message.IsPast && Stands(message, shown))) : [];

    /// <summary>The messages that say something else than is true now.</summary>
    public IEnumerable<PostedFindings> OutOfDate(ShownFindings shown) => Messages.Where(message => message.Message.Length > 0 && (message.IsPast || message.Shows != shown.Digest));

    /// <summary>With what was posted and edited on record, the lease let go, and, once every message says that all is in order and nothing is kept, done.</summary>
    /// <param name="done">The messages with what they show now; those that are past are forgotten.</param>
    /// <param name="failed">Not everything could be shown; it is tried again then.</param>
    public FindingsBoard Settle(ShownFindings shown, IReadOnlyCollection<PostedFindings> done, DateTimeOffset? failed)
    {
        var settled = this with
        {
            NotBefore = failed ?? DateTimeOffset.MinValue,
            Messages =
            [
                .. Messages.Where(message => !done.Any(newer => newer.Surface == message.Surface && (newer.Message == message.Message || message.Message.Length == 0))),
                .. done.Where(message => !message.IsPast),
            ],
        };
        return failed is null && shown.IsDone && !settled.OutOfDate(shown).Any()
            ? new() { ClosedUpTo = shown.Findings.Where(finding => finding.Kind == FindingKind.Closed).Max(finding => finding.Since) ?? ClosedUpTo }
            : settled;
    }

    /// <summary>A message that nobody knew of, posted by a replica that died before it could write that down, is kept true from now on.</summary>
    public FindingsBoard? Adopt(string surface, string message) =>
        Messages.Length >= MostMessages || Messages.Any(known => known.Surface == surface && known.Message == message)
            ? null
            : this with { IsOn = true, Messages = Messages.Add(new(surface, message, null)) };

    private FindingsBoard Next(ShownFindings shown, DateTimeOffset now)
    {
        if (!IsOn)
        {
            return shown.News.Any() ? this with { IsOn = true, PostedAt = now, Told = shown.News, Messages = [] } : this;
        }

        var isNew = shown.News.Except(Told, StringComparer.Ordinal).Any();
        return isNew && now >= PostedAt + Repeat
            ? this with { PostedAt = now, Told = shown.News, Messages = [.. Messages.Select(message => message with { IsPast = true })] }
            : this with { Told = [.. Told.Intersect(shown.News, StringComparer.Ordinal)] };
    }

    /// <summary>One that could not be posted is tried again when there is something else to say.</summary>
    private static bool Stands(PostedFindings message, ShownFindings shown) => message.Message.Length > 0 || message.Shows == shown.Digest;
}

/// <summary>The boards, one for each target.</summary>
public sealed class FindingsBoards(IKeyedStore store, TimeProvider time)
{
    private readonly KeyedRecords<FindingsBoard> _records = new(store, time, "findings");

    /// <returns>By the targets' ids.</returns>
    public Task<IReadOnlyDictionary<string, FindingsBoard>> ListAsync(CancellationToken ct) => _records.ListAsync(ct);

    public Task<FindingsBoard> FindAsync(string target, CancellationToken ct) => _records.FindAsync(target, ct);

    /// <inheritdoc cref="SweepRecords.ChangeAsync"/>
    public Task<FindingsBoard?> ChangeAsync(string target, Func<FindingsBoard, FindingsBoard?> decide, CancellationToken ct) => _records.ChangeAsync(target, decide, ct);
}
