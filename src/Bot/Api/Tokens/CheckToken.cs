using System.Net;
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
}

/// <summary>Says of an <c>Authorization</c> header whose word it carries. Nothing is remembered from one call to the next, so what is taken away is gone at once.</summary>
internal sealed class CheckToken(ApiTokens tokens, IDirectory directory, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    /// <param name="authorization">The header as it came; the token is taken from nowhere else.</param>
    /// <param name="from">Where the call comes from.</param>
    public async Task<TokenVerdict> HandleAsync(string? authorization, IPAddress? from, CancellationToken ct)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || TokenText.Read(authorization[Scheme.Length..].Trim()) is not { } given)
        {
            return new TokenVerdict.Bad(authorization is null ? "no token" : "not a token");
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

        await tokens.NoteUseAsync(token, ct);
        return new TokenVerdict.Good(new(token, owner with { Via = $"api {token.Label} from {from?.ToString() ?? "unknown"}" }));
    }
}
