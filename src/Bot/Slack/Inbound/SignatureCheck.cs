using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Grants;

namespace JitBot.Bot.Slack.Inbound;

/// <summary>Slack's signature: HMAC-SHA256 over version, time and the raw body, in constant time and before anything is parsed (rule 38). Pure.</summary>
internal static class SignatureCheck
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <param name="timestamp">The header <c>X-Slack-Request-Timestamp</c>: Unix seconds.</param>
    /// <param name="signature">The header <c>X-Slack-Signature</c>: <c>v0=</c> and 64 hexadecimal digits.</param>
    /// <returns>Null if it is Slack's; otherwise why not.</returns>
    public static string? Refusal(Secret secret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || string.IsNullOrEmpty(signature))
        {
            return "not signed";
        }

        // In whole seconds, without a date that the number might be too large for.
        if (Math.Abs((decimal)seconds - now.ToUnixTimeSeconds()) > (decimal)Window.TotalSeconds)
        {
            return "signed at another time";
        }

        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret.Reveal()));
        hmac.AppendData(Encoding.UTF8.GetBytes($"v0:{timestamp}:"));
        hmac.AppendData(body);
        var expected = Encoding.UTF8.GetBytes($"v0={Convert.ToHexStringLower(hmac.GetHashAndReset())}");
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature)) ? null : "another signature";
    }
}
