using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Grants;

namespace JitBot.Connectors.PostgreSql;

/// <summary>What PostgreSQL stores for a password (RFC 5802, 7677), computed here so that the plain text never reaches the server.</summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096; // the server's own; drivers repeat them at every login
    private const int SaltBytes = 16;

    public static string For(Secret password) => For(password, RandomNumberGenerator.GetBytes(SaltBytes));

    /// <summary>Passwords are letters and digits (<see cref="Secret.NewPassword"/>), which SASLprep leaves as they are.</summary>
    internal static string For(Secret password, byte[] salt)
    {
        var plain = Encoding.ASCII.GetBytes(password.Reveal());
        var salted = Rfc2898DeriveBytes.Pbkdf2(plain, salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }
}
