using System.Text.Json;

namespace JitBot.Core.Audit;

/// <summary>Where the chain stands: with this and its signature anybody can tell whether what they were given is all there was.</summary>
/// <param name="Installation">Whose chain it is.</param>
/// <param name="Seq">Of the last entry; 0 before the first.</param>
/// <param name="Hash">Of the last entry; <see cref="NoHash"/> before the first.</param>
/// <param name="At">When it was signed; UTC.</param>
public sealed record AuditHead(string Installation, long Seq, string Hash, DateTimeOffset At)
{
    /// <summary>What the first entry of all follows.</summary>
    public static readonly string NoHash = new('0', 64);
}

/// <summary>What an export of the chain ends with, so that nothing can be cut from it unseen.</summary>
/// <param name="After">The entry that its first one follows; 0 for the beginning of all.</param>
/// <param name="Seq">Of its last entry.</param>
/// <param name="Hash">Of its last entry.</param>
/// <param name="At">When it was made; UTC.</param>
public sealed record AuditEnd(string Installation, long After, long Seq, string Hash, DateTimeOffset At);

/// <param name="Key">Which key it was signed with: the first 16 hexadecimal digits of the SHA-256 of its public half (SubjectPublicKeyInfo).</param>
/// <param name="Signature">ECDSA on P-256 with SHA-256 over the canonical JSON of what is signed; as ASN.1 DER, in base64.</param>
public sealed record Signed<T>(T What, string Key, string Signature);

/// <summary>What is signed, as lines of an export and events have it.</summary>
public static class SignedLines
{
    public const string Head = "head";
    public const string End = "end";

    /// <param name="name"><see cref="Head"/> or <see cref="End"/>.</param>
    public static string ToLine<T>(this Signed<T> signed, string name) => JsonSerializer.Serialize(
        new Dictionary<string, object>(StringComparer.Ordinal) { [name] = signed.What!, ["key"] = signed.Key, ["signature"] = signed.Signature }, SealedEntry.Json);
}
