using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Audit;
using JitBot.Core.Targets;

namespace JitBot.Core.Sweep;

/// <summary>
/// Puts on record what the sweep found and what was said about it. All of it stands in the sweep's own document first and is put on record from there,
/// by an id made of what it is: a replica that dies in between leaves it to the next round.
/// </summary>
internal sealed class RecordFindings(AuditLog audit)
{
    // Less than the log remembers what it has.
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    /// <summary>What was decided by somebody: at the shell, or in a chat.</summary>
    public async Task DecidedAsync(Target target, SweepRecord record, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var release in record.Releases.Where(release => now - release.At < Recent).Reverse())
        {
            await audit.AddAsync(
                AuditEntry.Of(release.At, AuditEvents.HoldReleased, release.By, release.Because, ("hold", release.Why)) with { Via = "shell" },
                IdOf("released", target, release.At, release.By), target: target.Id, ct: ct);
        }

        foreach (var decision in record.Decisions.Where(decision => now - decision.At < Recent).Reverse())
        {
            await audit.AddAsync(
                AuditEntry.Of(decision.At, AuditEvents.FindingDecided, decision.By, decision.Because,
                    ("account", decision.Account), ("what", decision.What), ("until", decision.Until?.ToString("o") ?? "")) with { Via = decision.Via },
                IdOf("decided", target, decision.At, decision.Account), target: target.Id, ct: ct);
        }
    }

    /// <summary>What stands in no request: accounts that were closed, or are left.</summary>
    public async Task SeenAsync(Target target, SweepRecord after, DateTimeOffset now, CancellationToken ct)
    {
        await ClosedAsync(target, after, now, ct);
        foreach (var account in after.Left.Where(account => now - account.At < Recent))
        {
            await AddAsync(target, "left", account.Name, account.Why, account.At, null, now, ct);
        }
    }

    /// <summary>Accounts that were closed. On hold, too, where that is by somebody's word: a hold may last longer than it is remembered.</summary>
    public async Task ClosedAsync(Target target, SweepRecord after, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var account in after.Closed.Where(account => now - account.At < Recent))
        {
            await AddAsync(target, "closed", account.Name, account.Why, account.At, account.By, now, ct);
        }
    }

    private Task AddAsync(Target target, string kind, string what, string why, DateTimeOffset at, string? by, DateTimeOffset now, CancellationToken ct) => audit.AddAsync(
        AuditEntry.Of(now, AuditEvents.FindingSeen, by ?? AuditEntry.Service, null, ("kind", kind), ("what", what), ("why", why)), IdOf(kind, target, at, what), target: target.Id, ct: ct);

    /// <summary>What has no time of its own, before the sweep's document has it: from then on it is not new any more.</summary>
    public async Task NewAsync(Target target, SweepRecord before, TargetInspection found, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var stranger in found.Strangers.Except(before.Strangers))
        {
            await AddAsync(target, "stranger", stranger.Name, stranger.What, Day(now), null, now, ct);
        }

        foreach (var finding in found.ScopeFindings.Except(before.ScopeFindings, StringComparer.Ordinal))
        {
            await AddAsync(target, "shared role", finding, finding, Day(now), null, now, ct);
        }
    }

    public Task HeldAsync(Target target, Hold hold, DateTimeOffset now, CancellationToken ct) => now - hold.Since >= Recent ? Task.CompletedTask : audit.AddAsync(
        AuditEntry.Of(hold.Since, AuditEvents.HoldBegun, AuditEntry.Service, null, ("why", hold.Why), ("identity", hold.Identity)),
        IdOf("held", target, hold.Since, hold.Identity), target: target.Id, ct: ct);

    /// <summary>What has no time of its own is on record once a day for as long as it comes and goes.</summary>
    private static DateTimeOffset Day(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);

    private static string IdOf(string kind, Target target, DateTimeOffset at, string what) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}\n{target.Id}\n{at:O}\n{what}"))))[..32];
}
