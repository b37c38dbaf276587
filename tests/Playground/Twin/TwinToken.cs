using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace JitBot.Playground.Twin;

/// <summary>
/// What a token says before it is signed, so that a test can change one thing of it. Written by hand and not by the library that the bot checks
/// it with: the two would share their mistakes, and no library writes a token that is wrong.
/// </summary>
public sealed record TwinToken
{
    public required RSA Key { get; init; }
    public required string KeyId { get; init; }
    public string Algorithm { get; init; } = "RS256";
    public required string? Issuer { get; init; }
    public required string? Audience { get; init; }
    public required string? ServiceUrl { get; init; }
    public required DateTimeOffset? NotBefore { get; init; }
    public required DateTimeOffset? Expires { get; init; }

    /// <summary>As it goes into the Authorization header, without the scheme.</summary>
    public string Sign()
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["kid"] = KeyId, ["typ"] = "JWT" };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["serviceurl"] = ServiceUrl,
            ["nbf"] = NotBefore?.ToUnixTimeSeconds(),
            ["exp"] = Expires?.ToUnixTimeSeconds(),
        };
        foreach (var absent in claims.Where(claim => claim.Value is null).Select(claim => claim.Key).ToArray())
        {
            claims.Remove(absent);
        }

        var signed = $"{Part(header)}.{Part(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(Signature(Encoding.ASCII.GetBytes(signed)))}";
    }

    private byte[] Signature(byte[] signed) => Algorithm switch
    {
        "none" => [],
        // The classic forgery: the public key, which everybody knows, taken for a shared secret.
        "HS256" => HMACSHA256.HashData(Key.ExportSubjectPublicKeyInfo(), signed),
        "RS512" => Key.SignData(signed, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        _ => Key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
    };

    private static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
