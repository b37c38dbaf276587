using System.Collections.Concurrent;
using System.Security.Cryptography;
using Azure.Core;

namespace JitBot.Playground.Twin;

/// <summary>Stands in for Entra: gives the bot tokens that the twin, and nobody else, accepts.</summary>
public sealed class TwinCredential(TimeProvider time) : TokenCredential
{
    private const string Scope = "https://api.botframework.com/.default";
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _issued = new(StringComparer.Ordinal);

    /// <summary>How often the bot asked for a token.</summary>
    public int Asked { get; private set; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (requestContext.Scopes is not [Scope])
        {
            throw new InvalidOperationException($"The connector's scope is {Scope}, not {string.Join(' ', requestContext.Scopes)}.");
        }

        Asked++;
        var token = Issue();
        return new(token, _issued[token]);
    }

    /// <summary>A token for a bot in another process.</summary>
    public string Issue()
    {
        var token = RandomNumberGenerator.GetHexString(40);
        _issued[token] = time.GetUtcNow() + Life;
        return token;
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));

    /// <summary>Whether an Authorization header carries one of these tokens, in its time.</summary>
    public bool Accepts(string? authorization) =>
        authorization?.Split(' ') is ["Bearer", var token] && _issued.TryGetValue(token, out var end) && time.GetUtcNow() < end;

    /// <summary>As if the client secret had been taken away.</summary>
    public void RevokeAll() => _issued.Clear();
}
