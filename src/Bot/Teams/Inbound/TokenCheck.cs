using System.Collections.Immutable;
using System.IdentityModel.Tokens.Jwt;
using System.Net.Http.Headers;
using Microsoft.IdentityModel.Tokens;

namespace JitBot.Bot.Teams.Inbound;

/// <summary>What a good token says of its bearer.</summary>
/// <param name="ServiceUrl">The activity has to name the same.</param>
/// <param name="Endorsements">The channels that the signing key may speak for.</param>
internal sealed record VerifiedCaller(string ServiceUrl, ImmutableArray<string> Endorsements);

internal abstract record TokenVerdict
{
    private TokenVerdict() { }

    public sealed record Good(VerifiedCaller Caller) : TokenVerdict;

    /// <param name="Why">For the operator's count, never for the caller.</param>
    public sealed record Bad(string Why) : TokenVerdict;

    /// <summary>The keys to check it with cannot be had.</summary>
    public sealed record CannotTell : TokenVerdict;
}

/// <summary>Bot Framework's tokens (rule 38): RS256, its issuer, this bot as audience, in its time, by a key that its metadata announces.</summary>
internal sealed class TokenCheck(TeamsOptions options, SigningKeys keys, TimeProvider time)
{
    private const int LongestToken = 16 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly JwtSecurityTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LongestToken };

    public async Task<TokenVerdict> CheckAsync(string? authorization, CancellationToken ct)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header)
            || !header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            || header.Parameter is not { Length: > 0 } token)
        {
            return new TokenVerdict.Bad("no token");
        }

        // Five parts are an encrypted token, which the library would decompress without bound (CVE-2024-21319) before any check.
        if (token.Length >= LongestToken || token.AsSpan().Count('.') != 2)
        {
            return new TokenVerdict.Bad("not a plain signed token");
        }

        if (KeyId(token) is not { Length: > 0 } keyId)
        {
            return new TokenVerdict.Bad("unreadable token");
        }

        return await keys.FindAsync(keyId, ct) switch
        {
            KeyLookup.Found found => Validate(token, found.Key),
            KeyLookup.Unknown => new TokenVerdict.Bad("unknown key"),
            _ => new TokenVerdict.CannotTell(),
        };
    }

    private TokenVerdict Validate(string token, SigningKey key)
    {
        var parameters = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            IssuerSigningKey = key.Key,
            ValidateIssuerSigningKey = true,
            TryAllIssuerSigningKeys = false,
            ValidIssuer = options.Issuer,
            ValidAudience = options.AppId,
            RequireExpirationTime = true,
            // The library would ask the system clock.
            LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires),
        };
        try
        {
            var caller = _handler.ValidateToken(token, parameters, out _);
            return caller.FindFirst("serviceurl")?.Value is { Length: > 0 } serviceUrl
                ? new TokenVerdict.Good(new(serviceUrl, key.Endorsements))
                : new TokenVerdict.Bad("no service URL");
        }
        catch (Exception refusal) when (refusal is SecurityTokenException or ArgumentException)
        {
            return new TokenVerdict.Bad(refusal.GetType().Name);
        }
    }

    private bool IsInTime(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + Skew && (notBefore is not { } start || now >= start - Skew);
    }

    private string? KeyId(string token)
    {
        try
        {
            return _handler.ReadJwtToken(token).Header.Kid;
        }
        catch (Exception unreadable) when (unreadable is SecurityTokenException or ArgumentException)
        {
            return null;
        }
    }
}
