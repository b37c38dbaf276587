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
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

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
                    ("account", decision.Account), ("what", decision.What), ("until", decision.Until?.ToString("o") ?? "")),
                IdOf("decided", target, decision.At, decision.Account), target: target.Id, ct: ct);
        }
    }

    /// <summary>What stands in no request: accounts closed or left, names like ours, shared roles that were changed.</summary>
    public async Task SeenAsync(Target target, SweepRecord before, SweepRecord after, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var account in after.Closed.Where(account => now - account.At < Recent))
        {
            await SawAsync("closed", account.Name, account.Why, account.At, account.By);
        }

        foreach (var account in after.Left.Where(account => now - account.At < Recent))
        {
            await SawAsync("left", account.Name, account.Why, account.At);
        }

        foreach (var stranger in after.Strangers.Except(before.Strangers))
        {
            await SawAsync("stranger", stranger.Name, stranger.What, Day(now));
        }

        foreach (var finding in after.ScopeFindings.Except(before.ScopeFindings, StringComparer.Ordinal))
        {
            await SawAsync("shared role", finding, finding, Day(now));
        }

        Task SawAsync(string kind, string what, string why, DateTimeOffset at, string? by = null) => audit.AddAsync(
            AuditEntry.Of(now, AuditEvents.FindingSeen, by ?? AuditEntry.Service, null, ("kind", kind), ("what", what), ("why", why)), IdOf(kind, target, at, what), target: target.Id, ct: ct);
    }

    public Task HeldAsync(Target target, Hold hold, CancellationToken ct) => audit.AddAsync(
        AuditEntry.Of(hold.Since, AuditEvents.HoldBegun, AuditEntry.Service, null, ("why", hold.Why), ("identity", hold.Identity)),
        IdOf("held", target, hold.Since, hold.Identity), target: target.Id, ct: ct);

    /// <summary>What has no time of its own is on record once a day for as long as it comes and goes.</summary>
    private static DateTimeOffset Day(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);

    private static string IdOf(string kind, Target target, DateTimeOffset at, string what) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}\n{target.Id}\n{at:O}\n{what}"))))[..32];
}
