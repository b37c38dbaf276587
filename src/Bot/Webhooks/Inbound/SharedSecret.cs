using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Grants;

namespace JitBot.Bot.Webhooks.Inbound;

/// <summary>
/// For senders that sign nothing: the secret itself, as <c>Authorization: Bearer</c>, or as the password of <c>Basic</c> with any user name.
/// Hashes are compared, so that the time it takes tells neither length nor letters. Pure.
/// </summary>
internal static class SharedSecret
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    /// <returns>Null if it is one of the secrets; otherwise why not.</returns>
    public static string? Refusal(string? authorization, IReadOnlyCollection<Secret> secrets)
    {
        if (Given(authorization) is not { } given)
        {
            return "no secret";
        }

        var hash = Hash(given);
        var known = false;
        foreach (var secret in secrets)
        {
            known |= CryptographicOperations.FixedTimeEquals(Hash(secret.Reveal()), hash);
        }

        return known ? null : "another secret";
    }

    private static string? Given(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true ? authorization[Bearer.Length..].Trim() : null;
        }

        var decoded = new byte[authorization.Length];
        var pair = Convert.TryFromBase64String(authorization[Basic.Length..].Trim(), decoded, out var length) ? Encoding.UTF8.GetString(decoded, 0, length) : "";
        return pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
