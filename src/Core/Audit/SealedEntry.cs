using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Core.Requests;

namespace JitBot.Core.Audit;

/// <summary>An entry in its place in the chain. Written as one line of JSON it can be checked without anything of ours.</summary>
public sealed record SealedEntry
{
    /// <summary>How the record is written as JSON.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>From 1, without gaps.</summary>
    public required long Seq { get; init; }

    /// <summary>Of the entry wherever it is told: never given twice.</summary>
    public required string Id { get; init; }

    /// <summary>When it happened, by the clock of the replica that did it; UTC. Not in the order of <see cref="Seq"/>, which is that of sealing.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="AuditEvents"/>.</summary>
    public required string Event { get; init; }

    public required string Actor { get; init; }

    /// <inheritdoc cref="AuditEntry.Via"/>
    public string? Via { get; init; }

    public RequestId? Request { get; init; }

    /// <summary>A target's id.</summary>
    public string? Target { get; init; }

    public string? Reason { get; init; }

    public required ImmutableSortedDictionary<string, string> Facts { get; init; }

    /// <summary>The hash of the entry before it, in lower-case hexadecimal digits.</summary>
    public required string Prev { get; init; }

    /// <summary>SHA-256 of all the rest of it as canonical JSON (RFC 8785), in lower-case hexadecimal digits.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The entry as it follows another.</summary>
    public static SealedEntry After(long seq, string prev, PendingEntry pending)
    {
        var (entry, open) = (pending.Entry, new SealedEntry
        {
            Seq = seq,
            Id = pending.Id,
            At = pending.Entry.At,
            Event = pending.Entry.Event,
            Actor = pending.Entry.Actor,
            Facts = pending.Entry.Facts,
            Prev = prev,
        });
        open = open with { Via = entry.Via, Reason = entry.Reason, Request = pending.Request, Target = pending.Target };
        return open with { Hash = HashOf(JsonSerializer.SerializeToElement(open, Json)) };
    }

    /// <returns>What <see cref="Hash"/> has to be, whatever it says.</returns>
    /// <exception cref="FormatException">It is nothing that JitBot writes.</exception>
    public static string HashOf(JsonElement entry) => Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Write(entry, without: "hash")));

    /// <summary>As one line, without its end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, Json);
}

/// <summary>What is on record and not yet in the chain.</summary>
/// <param name="Id">Such as <c>k3v9….4</c>, the fifth step of a request, or <c>log.…</c>.</param>
/// <param name="Request">The one it is about, if it is about one.</param>
/// <param name="Target">The id of the one it is about, if it is about one.</param>
public sealed record PendingEntry(string Id, AuditEntry Entry, RequestId? Request, string? Target);
