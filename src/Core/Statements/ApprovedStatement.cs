using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using JitBot.Core.Requests;

namespace JitBot.Core.Statements;

/// <summary>What a statement was found to touch in one of the databases it is for.</summary>
/// <param name="Masked">What masking says of what it reaches there; null if it says nothing.</param>
/// <param name="Plan">Null for one that has no plan.</param>
public sealed record StatementPlace(string Database, MaskedColumns? Masked, StatementPlan? Plan);

/// <summary>The one statement that a request is for.</summary>
/// <param name="Text">Without white space at its ends, and otherwise letter for letter as it was typed.</param>
/// <param name="Export">Its result may be taken out as a file.</param>
/// <param name="Plan">What it was found to touch in its first database when it was asked for; null for one that has no plan.</param>
public sealed record ApprovedStatement(string Text, bool Export, StatementPlan? Plan)
{
    private static readonly char[] White = [' ', '\t', '\n', '\r', '\v', '\f'];

    /// <summary>SHA-256 of the text as UTF-8, in lower-case hexadecimal digits.</summary>
    [JsonIgnore]
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>Nothing inside is touched: within a comment a line end, and within a string a space, decide what a statement says.</summary>
    public static string Trimmed(string typed) => typed.Trim(White);

    /// <summary>Where a statement as typed first differs from this one, in UTF-16 units of this one from 0; null if it is the same.</summary>
    public int? DiffersAt(string typed)
    {
        var other = Trimmed(typed);
        var same = Text.AsSpan().CommonPrefixLength(other);
        return same == Text.Length && same == other.Length ? null : same;
    }
}
