using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;
using JitBot.Core;
using JitBot.Core.People;

namespace JitBot.Bot.Api.Tokens;

/// <summary>Who calls: by which token, and whose word that is.</summary>
/// <param name="Owner">As the directory has them now, speaking through this token.</param>
internal sealed record ApiCaller(ApiToken Token, Person Owner);

internal abstract record TokenVerdict
{
    private TokenVerdict() { }

    public sealed record Good(ApiCaller Caller) : TokenVerdict;

    /// <param name="Why">For the log; whoever called is not told.</param>
    public sealed record Bad(string Why) : TokenVerdict;

    /// <summary>So many tokens that do not count came in that this one was not looked up. Those that counted before are.</summary>
    public sealed record NotNow : TokenVerdict
    {
        public const string Why = "too many unknown tokens";
    }
}

/// <summary>
/// Says of an <c>Authorization</c> header whose word it carries. Each call is looked up, so what is taken away is gone at once; all that is remembered is
/// which tokens have counted before, so that whoever makes tokens up can keep neither the store busy nor those with a good one out (rule 39).
/// </summary>
internal sealed class CheckToken(ApiTokens tokens, IDirectory directory, TimeProvider time) : IDisposable
{
    /// <summary>How many tokens that never counted here are looked up at once.</summary>
    public const int MostUnknown = 100;

    private const string Scheme = "Bearer ";

    private readonly ConcurrentDictionary<string, bool> _counted = new(StringComparer.Ordinal);

    private readonly TokenBucketRateLimiter _unknown = new(new()
    {
        TokenLimit = MostUnknown,
        TokensPerPeriod = 20,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    /// <param name="authorization">The header as it came; the token is taken from nowhere else.</param>
    /// <param name="from">Where the call comes from.</param>
    public async Task<TokenVerdict> HandleAsync(string? authorization, IPAddress? from, CancellationToken ct)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || TokenText.Read(authorization[Scheme.Length..].Trim()) is not { } given)
        {
            return new TokenVerdict.Bad(authorization is null ? "no token" : "not a token");
        }

        if (!_counted.ContainsKey(given.Hash) && !IsLookedUp())
        {
            return new TokenVerdict.NotNow();
        }

        if (await tokens.FindAsync(given.Id, ct) is not { } token || !given.Proves(token))
        {
            return new TokenVerdict.Bad("unknown token");
        }

        if (token.ExpiresAt <= time.Now())
        {
            return new TokenVerdict.Bad("expired token");
        }

        if (await directory.FindAsync(token.Owner, ct) is not { Disabled: false } owner)
        {
            return new TokenVerdict.Bad("the token's owner is unknown or disabled");
        }

        _counted[given.Hash] = true;
        await tokens.NoteUseAsync(token, ct);
        return new TokenVerdict.Good(new(token, owner with { Via = $"api {token.Label} from {from?.ToString() ?? "unknown"}" }));
    }
    public void Dispose() => _unknown.Dispose();

    private bool IsLookedUp()
    {
        using var lease = _unknown.AttemptAcquire();
        return lease.IsAcquired;
    }
}
