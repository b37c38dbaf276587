using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Grants;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>
/// PagerDuty's signature of its v3 webhooks: <c>v1=</c> and the hexadecimal HMAC-SHA256 of the raw body, one for each secret of theirs, with commas
/// between. Neither a time nor an id is signed. Pure.
/// </summary>
internal static class PagerDutySignature
{
    public const string Header = "X-PagerDuty-Signature";

    private const string Version = "v1=";

    /// <returns>Null if it is PagerDuty's; otherwise why not.</returns>
    public static string? Refusal(string? signatures, ReadOnlySpan<byte> body, IReadOnlyCollection<Secret> secrets)
    {
        if (string.IsNullOrEmpty(signatures))
        {
            return "not signed";
        }

        var given = signatures.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Encoding.UTF8.GetBytes).ToArray();
        var genuine = false;
        foreach (var secret in secrets)
        {
            var expected = Encoding.UTF8.GetBytes(Version + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), body)));
            foreach (var one in given)
            {
                genuine |= CryptographicOperations.FixedTimeEquals(expected, one);
            }
        }

        return genuine ? null : "another signature";
    }
}
