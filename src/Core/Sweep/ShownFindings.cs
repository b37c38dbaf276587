using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Core.Grants;

namespace JitBot.Core.Sweep;

/// <summary>What a target's message in its channels has to say at one moment.</summary>
/// <param name="Findings">The heaviest first.</param>
/// <param name="Strangers">How many accounts are named as ours and are not.</param>
public sealed record ShownFindings(string Target, Hold? Hold, ImmutableArray<SweepFinding> Findings, int Strangers)
{
    private const string OnHold = "on hold";

    /// <summary>Nothing asks for anybody.</summary>
    public bool IsInOrder => Open.IsEmpty;

    /// <summary>What asks for somebody.</summary>
    public ImmutableArray<string> Open => [.. Hold is null ? [] : new[] { OnHold }, .. Findings.Where(finding => finding.IsOpen).Select(finding => finding.Account)];

    /// <summary>What its channels are to hear of, by which something new is told from something old. What was open and is closed now is not new.</summary>
    public ImmutableArray<string> News =>
        [.. Open.Concat(Findings.Where(finding => finding.Kind == FindingKind.Closed).Select(finding => finding.Account)).Distinct(StringComparer.Ordinal)];

    /// <summary>Nothing is left that could change by itself, as what is kept does when its time is over.</summary>
    public bool IsDone => IsInOrder && Findings.All(finding => finding.Kind == FindingKind.Closed);

    /// <summary>Equal where the message reads the same, and, as good as certainly, only there.</summary>
    [JsonIgnore]
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this)))[..16];

    /// <param name="closedUpTo">Accounts that were closed until then have been told of.</param>
    /// <param name="now">UTC.</param>
    public static ShownFindings Of(TargetResidue residue, DateTimeOffset closedUpTo, DateTimeOffset now) => new(
        residue.Target,
        residue.Sweep.Hold,
        [
            .. residue.Findings.Where(finding => finding.Kind switch
            {
                // An end that has only just begun is no matter for anybody.
                FindingKind.Overdue => finding.Since + EndGrants.OverstayPatience <= now,
                FindingKind.Closed => finding.Since > closedUpTo,
                _ => true,
            }),
        ],
        residue.Sweep.Strangers.Length);
}
