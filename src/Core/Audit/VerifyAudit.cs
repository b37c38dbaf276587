using System.Globalization;
using System.Text.Json;

namespace JitBot.Core.Audit;

public abstract record AuditVerdict
{
    private AuditVerdict() { }

    /// <summary>Every entry is as it was sealed, and none is missing between the first and the last.</summary>
    /// <param name="After">The entry that the first one follows; 0 if it is the first of all.</param>
    /// <param name="Last">The last entry's number.</param>
    /// <param name="Heads">How many signed heads were checked.</param>
    /// <param name="At">When it was taken out; UTC.</param>
    public sealed record Whole(string Installation, long After, long Last, int Heads, DateTimeOffset At) : AuditVerdict
    {
        public long Entries => Last - After;
    }

    /// <param name="Line">From 1.</param>
    /// <param name="Seq">The first entry that is not as it was sealed, or is missing; null if it is about what stands before all of them.</param>
    /// <param name="What">What is wrong, as a sentence without its end.</param>
    public sealed record Broken(long Line, long? Seq, string What) : AuditVerdict;
}

/// <param name="Seq">An entry's number.</param>
/// <param name="Hash">Its hash.</param>
public sealed record KnownHead(long Seq, string Hash)
{
    // Teams breaks long words with it, and so it is copied along.
    private const string ZeroWidthSpace = "\u200B";

    /// <param name="text">As it is told: <c>1234:ab12…</c>.</param>
    /// <returns>Null if it is not of that form.</returns>
    public static KnownHead? Read(string text) =>
        text.Replace(ZeroWidthSpace, "", StringComparison.Ordinal).Split(':') is [var seq, { Length: 64 } hash] && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(number, hash.ToLowerInvariant()) : null;
}

/// <summary>Checks an export line by line. Needs the public keys and nothing else of the installation.</summary>
/// <param name="known">A head that somebody kept, which the record has to go through; null if nobody did.</param>
public sealed class VerifyAudit(AuditPublicKeys keys, KnownHead? known = null)
{
    private long _line;
    private string? _installation;
    private long _after;
    private long _seq;
    private string _hash = "";
    private int _heads;
    private AuditVerdict? _verdict;

    // A member said twice would be one thing to us and another to whoever reads the file.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    // Nothing else may stand in what is signed, or beside it: an entry's members there would look like an entry.
    private static readonly string[] HeadMembers = ["at", "hash", "installation", "seq"];
    private static readonly string[] EndMembers = ["after", "at", "hash", "installation", "seq"];

    /// <returns>What is wrong with it, or that it is the end; null to go on.</returns>
    public AuditVerdict? Read(string line)
    {
        if (_verdict is AuditVerdict.Broken)
        {
            // The first that is wrong is the answer, however right the rest may look.
            return _verdict;
        }

        _line++;
        if (_verdict is AuditVerdict.Whole)
        {
            return _verdict = Wrong(_seq + 1, "something stands after the signed end");
        }

        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            var root = document.RootElement;
            return _verdict = root.ValueKind != JsonValueKind.Object ? Unreadable()
                : root.TryGetProperty(SignedLines.Head, out var head) ? Has(root, SignedLines.Head, "key", "signature") && Has(head, HeadMembers) ? Head(head, root) : Unreadable()
                : root.TryGetProperty(SignedLines.End, out var end) ? Has(root, SignedLines.End, "key", "signature") && Has(end, EndMembers) ? End(end, root) : Unreadable()
                : Entry(root);
        }
        catch (Exception none) when (none is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return _verdict = Unreadable();
        }
    }

    /// <summary>There are no more lines.</summary>
    public AuditVerdict End() => _verdict ?? (_line == 0
        ? Wrong(null, "it is empty")
        : new AuditVerdict.Broken(_line, _seq + 1, $"it was cut off after entry {_seq}: the signed end is missing"));

    private AuditVerdict.Broken? Head(JsonElement head, JsonElement line)
    {
        if (WhyNot(head, line) is { } why)
        {
            return Wrong(_installation is null ? null : _seq, $"the head after entry {_seq} {why}");
        }

        var (installation, seq, hash) = (Text(head, "installation"), head.GetProperty("seq").GetInt64(), Text(head, "hash"));
        if (_installation is null)
        {
            (_installation, _after, _seq, _hash, _heads) = (installation, seq, seq, hash, 1);
            return Known();
        }

        _heads++;
        return Stands(installation, seq, hash, "head");
    }

    private AuditVerdict End(JsonElement end, JsonElement line)
    {
        if (_installation is null)
        {
            return NoBeginning();
        }

        if (WhyNot(end, line) is { } why)
        {
            return Wrong(_seq + 1, $"the end {why}");
        }

        var after = end.GetProperty("after").GetInt64();
        return after != _after
            ? Wrong(Math.Min(after, _after) + 1, $"it was cut: its end is of an export that begins after entry {after}, and this begins after entry {_after}")
            : (AuditVerdict?)(Stands(Text(end, "installation"), end.GetProperty("seq").GetInt64(), Text(end, "hash"), "end") ?? Reaches())
                ?? new AuditVerdict.Whole(_installation, _after, _seq, _heads, end.GetProperty("at").GetDateTimeOffset());
    }

    private AuditVerdict.Broken? Entry(JsonElement entry)
    {
        if (_installation is null)
        {
            return NoBeginning();
        }

        var (seq, expected) = (entry.GetProperty("seq").GetInt64(), _seq + 1);
        if (SealedEntry.HashOf(entry) != Text(entry, "hash"))
        {
            return Wrong(expected, $"entry {expected} was altered: its hash is not of what it says");
        }

        if (seq != expected)
        {
            return seq > expected
                ? Wrong(expected, $"entry {expected} is missing: entry {seq} stands in its place")
                : Wrong(seq, $"entry {seq} is there twice");
        }

        if (Text(entry, "prev") != _hash)
        {
            // Its own hash vouches for what it says it follows.
            return Wrong(Math.Max(_seq, _after + 1), _seq == _after
                ? $"entry {seq} does not follow the head that stands before it"
                : $"entry {_seq} was put in the place of the one that entry {seq} follows");
        }

        (_seq, _hash) = (seq, Text(entry, "hash"));
        return Known();
    }

    private AuditVerdict.Broken? Known() => known is not null && known.Seq == _seq && known.Hash != _hash
        ? Wrong(_seq, $"entry {_seq}, or one before it, was put in the place of another: the head that was kept has another hash")
        : null;

    private AuditVerdict.Broken? Reaches() => known is null || (known.Seq >= _after && known.Seq <= _seq) ? null
        : known.Seq > _seq ? Wrong(_seq + 1, $"entry {_seq + 1} is missing: the head that was kept is of entry {known.Seq}")
        : Wrong(null, $"it begins after entry {_after}, and the head that was kept is of entry {known.Seq}: take it out from an earlier time on");

    private AuditVerdict.Broken? Stands(string installation, long seq, string hash, string what) =>
        installation != _installation ? Wrong(_seq + 1, $"the {what} is of another installation ({installation}, and not {_installation})")
        : seq != _seq ? Wrong(Math.Min(seq, _seq) + 1, seq > _seq ? $"entry {_seq + 1} is missing: the {what} stands after entry {seq}" : $"entry {seq + 1} stands before the {what} after entry {seq}")
        : hash != _hash ? Wrong(_seq, $"entry {_seq}, or one between it and the head before it, was put in the place of another: the signed {what} has another hash")
        : null;

    private string? WhyNot(JsonElement signed, JsonElement line) => keys.WhyNot(
        signed, line.TryGetProperty("key", out var key) ? key.GetString() : null, line.TryGetProperty("signature", out var signature) ? signature.GetString() : null);

    private AuditVerdict.Broken NoBeginning() => Wrong(null, "it does not begin with a signed head, so its beginning was cut off");

    private AuditVerdict.Broken Unreadable() => Wrong(_installation is null ? null : _seq + 1, $"it is no line of the record{(_installation is null ? "" : $", where entry {_seq + 1} is expected")}");

    private AuditVerdict.Broken Wrong(long? seq, string what) => new(_line, seq, what);

    private static bool Has(JsonElement of, params IEnumerable<string> exactly) =>
        of.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal).SequenceEqual(exactly.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString() ?? throw new FormatException($"{name} is missing.");
}
