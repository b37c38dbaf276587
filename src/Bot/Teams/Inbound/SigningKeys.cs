using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.IdentityModel.Tokens;

namespace JitBot.Bot.Teams.Inbound;

/// <param name="Endorsements">The channels it may speak for, such as <c>msteams</c>.</param>
internal sealed record SigningKey(RsaSecurityKey Key, ImmutableArray<string> Endorsements);

internal abstract record KeyLookup
{
    private KeyLookup() { }

    public sealed record Found(SigningKey Key) : KeyLookup;

    public sealed record Unknown : KeyLookup;

    public sealed record Unavailable : KeyLookup;
}

/// <summary>
/// The keys that sign what Teams sends, as its OpenID metadata announces them. Fetched again each day and when a key is unknown, but never more
/// often than once a minute: anybody can send unknown key ids.
/// </summary>
internal sealed partial class SigningKeys(HttpClient http, TeamsOptions options, TimeProvider time, ILogger<SigningKeys> log) : IDisposable
{
    private const int ShortestModulus = 2048 / 8;
    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan UsableFor = TimeSpan.FromDays(5);
    private static readonly TimeSpan BetweenFetches = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly SemaphoreSlim _fetching = new(1, 1);
    private volatile Keys? _keys;
    private DateTimeOffset? _triedAt;

    public async Task<KeyLookup> FindAsync(string keyId, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_keys is { } fresh && now - fresh.FetchedAt < FreshFor && fresh.Find(keyId) is { } known)
        {
            return new KeyLookup.Found(known);
        }

        await RefreshAsync(ct);
        return _keys is not { } keys || now - keys.FetchedAt >= UsableFor ? new KeyLookup.Unavailable()
            : keys.Find(keyId) is { } key ? new KeyLookup.Found(key)
            : new KeyLookup.Unknown();
    }

    public void Dispose() => _fetching.Dispose();

    private async Task RefreshAsync(CancellationToken ct)
    {
        await _fetching.WaitAsync(ct);
        try
        {
            // Those who waited behind a fetch find it done.
            if (_triedAt is { } tried && time.GetUtcNow() - tried < BetweenFetches)
            {
                return;
            }

            _triedAt = time.GetUtcNow();

            // Not with the caller's token: whoever sends an unknown key id and hangs up must not keep everybody else's keys from being fetched.
            _keys = await FetchAsync();
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or FormatException or OperationCanceledException)
        {
            LogNotFetched(options.OpenIdMetadata, failure.Message);
        }
        finally
        {
            _fetching.Release();
        }
    }

    private async Task<Keys> FetchAsync()
    {
        using var limit = new CancellationTokenSource(Patience, time);
        var metadata = await http.GetFromJsonAsync<Metadata>(options.OpenIdMetadata, Json, limit.Token);
        if (!Uri.TryCreate(metadata?.JwksUri, UriKind.Absolute, out var address) || address.Scheme != options.OpenIdMetadata.Scheme)
        {
            throw new JsonException("The metadata names no address of keys.");
        }

        var set = await http.GetFromJsonAsync<KeySet>(address, Json, limit.Token);
        var keys = (set?.Keys ?? []).Where(key => key is { Kty: "RSA", Kid.Length: > 0, N: not null, E: not null }).Select(Read).OfType<SigningKey>();
        return new(keys.ToFrozenDictionary(key => key.Key.KeyId, StringComparer.Ordinal), time.GetUtcNow());
    }

    private static SigningKey? Read(WireKey key)
    {
        var modulus = Base64UrlEncoder.DecodeBytes(key.N);
        if (modulus.Length < ShortestModulus)
        {
            return null;
        }

        var rsa = new RsaSecurityKey(new RSAParameters { Modulus = modulus, Exponent = Base64UrlEncoder.DecodeBytes(key.E) })
        {
            KeyId = key.Kid,
            // The library's cache of verifiers goes by key id, and a replaced key may come back under the old one's.
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
        return new(rsa, [.. key.Endorsements ?? []]);
    }

    private sealed record Keys(FrozenDictionary<string, SigningKey> ById, DateTimeOffset FetchedAt)
    {
        public SigningKey? Find(string keyId) => ById.GetValueOrDefault(keyId);
    }

    private sealed record Metadata([property: JsonPropertyName("jwks_uri")] string? JwksUri);

    private sealed record KeySet(WireKey[]? Keys);

    private sealed record WireKey(string? Kty, string? Kid, string? N, string? E, string[]? Endorsements);

    [LoggerMessage(1, LogLevel.Error, "The keys that sign what Teams sends cannot be fetched from {Metadata}: {Why}")]
    private partial void LogNotFetched(Uri metadata, string why);
}
