using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Grants;

namespace JitBot.Bot.Webhooks;

internal enum WebhookVerdict
{
    Genuine,

    /// <summary>Id, time or signature is missing, or is none.</summary>
    NotSigned,

    /// <summary>More than five minutes ago, or ahead: one of old, sent again, or clocks that differ.</summary>
    SignedAtAnotherTime,

    /// <summary>By none of the secrets, or for another id, time or body.</summary>
    AnotherSignature,
}

/// <summary>
/// The Standard Webhooks scheme (specification 1.0.0), its symmetric half: HMAC-SHA256 over <c>id.timestamp.body</c>, in constant time and before
/// anything is parsed (rule 38). Pure.
/// </summary>
internal static class StandardWebhook
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>How far apart the sender's clock and ours may be, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";
    private const int LongestId = 256;

    // A stop ends the id in what is signed: with one inside, another id and another time would give the same text.
    private static readonly SearchValues<char> OfIds = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Where(letter => letter != '.')]);

    /// <summary>A new secret of 32 bytes, as both sides are given it.</summary>
    public static Secret NewSecret() => new(SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Whether it is <c>whsec_</c> and the base64 of 24 to 64 bytes.</summary>
    public static bool IsSecret(Secret secret) => Key(secret) is not null;

    public static bool IsId(string id) => id.Length is > 0 and <= LongestId && !id.AsSpan().ContainsAnyExcept(OfIds);

    /// <param name="at">The moment of this attempt; whole seconds of it are signed, and sent as <see cref="Timestamp"/>.</param>
    /// <param name="secrets">Each signs: while a secret is changed, the receiver may know either.</param>
    /// <returns>The value of <see cref="SignatureHeader"/>.</returns>
    /// <exception cref="ArgumentException">The id or a secret is not of the scheme's form.</exception>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, IEnumerable<Secret> secrets)
    {
        if (!IsId(id))
        {
            throw new ArgumentException("An id is at most 256 visible ASCII characters without a stop.", nameof(id));
        }

        var signatures = new List<string>();
        foreach (var secret in secrets)
        {
            var key = Key(secret) ?? throw new ArgumentException("A secret is whsec_ and the base64 of 24 to 64 bytes.", nameof(secrets));
            signatures.Add(Version + Convert.ToBase64String(Hash(key, id, Timestamp(at), body)));
        }

        return string.Join(' ', signatures);
    }

    /// <summary>The value of <see cref="TimestampHeader"/>: Unix seconds.</summary>
    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <param name="id">The header <see cref="IdHeader"/>.</param>
    /// <param name="timestamp">The header <see cref="TimestampHeader"/>.</param>
    /// <param name="signatures">The header <see cref="SignatureHeader"/>: several with spaces between; those of another version say nothing.</param>
    /// <param name="body">As it came, unparsed.</param>
    /// <param name="secrets">Any of them will do.</param>
    public static WebhookVerdict Verify(
        string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, IReadOnlyCollection<Secret> secrets, DateTimeOffset now)
    {
        if (id is null || !IsId(id) || string.IsNullOrEmpty(signatures)
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return WebhookVerdict.NotSigned;
        }

        // In whole seconds, without a date that the number might be too large for.
        if (Math.Abs((decimal)seconds - now.ToUnixTimeSeconds()) > (decimal)Tolerance.TotalSeconds)
        {
            return WebhookVerdict.SignedAtAnotherTime;
        }

        // Every pair is compared, so that how long it takes says nothing of which one failed.
        var given = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(one => one.StartsWith(Version, StringComparison.Ordinal)).Select(one => Encoding.UTF8.GetBytes(one[Version.Length..])).ToArray();
        var genuine = false;
        foreach (var secret in secrets)
        {
            var expected = Key(secret) is { } key ? Encoding.UTF8.GetBytes(Convert.ToBase64String(Hash(key, id, timestamp, body))) : [];
            foreach (var one in given)
            {
                genuine |= expected.Length > 0 && CryptographicOperations.FixedTimeEquals(expected, one);
            }
        }

        return genuine ? WebhookVerdict.Genuine : WebhookVerdict.AnotherSignature;
    }

    private static byte[] Hash(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    private static byte[]? Key(Secret secret)
    {
        var text = secret.Reveal();
        if (!text.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text[SecretPrefix.Length..], key, out var length) && length is >= 24 and <= 64 ? key[..length] : null;
    }
}
