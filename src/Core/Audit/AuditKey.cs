using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace JitBot.Core.Audit;

/// <summary>Signs heads of the chain. The private half comes from the operator and is in no store (rule 12).</summary>
public sealed class AuditKey : IDisposable
{
    private readonly ECDsa _key;

    private AuditKey(ECDsa key) => (_key, Id) = (key, AuditPublicKeys.IdOf(key));

    public string Id { get; }

    /// <param name="pem">A private key on P-256, as <see cref="NewPem"/> makes it.</param>
    /// <returns>Null if it is none.</returns>
    public static AuditKey? Read(string pem) => AuditPublicKeys.OnP256(pem, isPrivate: true) is { } key ? new(key) : null;

    public static string NewPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    public Signed<T> Sign<T>(T what)
    {
        var bytes = CanonicalJson.Write(JsonSerializer.SerializeToElement(what, SealedEntry.Json));
        return new(what, Id, Convert.ToBase64String(_key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
    }

    public void Dispose() => _key.Dispose();
}

/// <summary>The public halves of every key that an installation has signed with: with nothing else of it, somebody can check what they were given.</summary>
public sealed class AuditPublicKeys : IDisposable
{
    private readonly ImmutableDictionary<string, ECDsa> _keys;

    private AuditPublicKeys(ImmutableDictionary<string, ECDsa> keys) => _keys = keys;

    /// <param name="pem">One key after the other.</param>
    /// <returns>Null if one is no public key on P-256, or there is none.</returns>
    public static AuditPublicKeys? Read(string pem)
    {
        var keys = ImmutableDictionary.CreateBuilder<string, ECDsa>(StringComparer.Ordinal);
        for (var rest = pem; PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            if (OnP256(rest[found.Location], isPrivate: false) is not { } key)
            {
                return null;
            }

            keys[IdOf(key)] = key;
        }

        return keys.Count == 0 ? null : new(keys.ToImmutable());
    }

    /// <returns>Why not, or null if it is right.</returns>
    internal string? WhyNot(JsonElement what, string? key, string? signature)
    {
        if (key is null || signature is null || !_keys.TryGetValue(key, out var known))
        {
            return $"is signed with a key that was not given ({key ?? "none"}): every public key that the installation has had is needed, one after the other in one file";
        }

        var bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature, bytes, out var length)
            && known.VerifyData(CanonicalJson.Write(what), bytes.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                ? null
                : "has a signature that is not of it";
    }

    internal static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];

    internal static ECDsa? OnP256(string pem, bool isPrivate)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            var parameters = key.ExportParameters(isPrivate);
            if (parameters.Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                return key;
            }
        }
        catch (Exception none) when (none is ArgumentException or CryptographicException)
        {
            // Not a key of this kind: the same as another curve.
        }

        key.Dispose();
        return null;
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }
}
