using System.Security.Cryptography;
using System.Text;

namespace JitBot.Bot.Api.Tokens;

/// <summary>A token as its owner holds it: <c>jit_</c>, twelve characters by which it is found, <c>_</c>, and forty of <c>a–z2–7</c> that prove it (200 bits).</summary>
/// <param name="Id">Not secret: it stands in lists and on record.</param>
/// <param name="Secret">Printed once, and kept nowhere.</param>
internal sealed record TokenText(string Id, string Secret)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const string Prefix = "jit_";
    private const int IdLength = 12;
    private const int SecretLength = 40;

    public static TokenText New() => new(RandomNumberGenerator.GetString(Alphabet, IdLength), RandomNumberGenerator.GetString(Alphabet, SecretLength));

    /// <returns>Null if it is no token, whatever else it is.</returns>
    public static TokenText? Read(string text) =>
        text.Length == Prefix.Length + IdLength + 1 + SecretLength && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text[Prefix.Length..].Split('_') is [{ Length: IdLength } id, { Length: SecretLength } secret] && IsWord(id) && IsWord(secret)
            ? new(id, secret)
            : null;

    public static bool IsWord(string text) => text.All(Alphabet.Contains);

    /// <summary>As it is kept. The secret is random and long, so a fast hash gives nothing away.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Secret)));

    public bool Proves(ApiToken token) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(token.Hash));

    /// <summary>All of it: for the one who is given it, and nobody else.</summary>
    public string Reveal() => $"{Prefix}{Id}_{Secret}";

    public override string ToString() => $"{Prefix}{Id}_…";
}
