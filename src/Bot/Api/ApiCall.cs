using System.Security.Cryptography;
using JitBot.Bot.Api.Tokens;
using JitBot.Core.People;
using JitBot.Core.Requests;
using Microsoft.AspNetCore.Http.Features;

namespace JitBot.Bot.Api;

/// <summary>A call that was let in.</summary>
/// <param name="Body">As it came; empty for one without.</param>
/// <param name="Key">Its idempotency key; null if it has none.</param>
internal sealed record ApiCall(ApiCaller Caller, ReadOnlyMemory<byte> Body, string? Key)
{
    public const string Platform = "api";

    public Person Person => Caller.Owner;

    /// <summary>
    /// The same for the same key with the same body, so that what is made under it is made once, whatever crashes in between. Without a key every call is
    /// another.
    /// </summary>
    public Origin Origin { get; } = new(Platform, Caller.Token.Id, Key is null ? Guid.NewGuid().ToString("N") : $"{Key} {Convert.ToHexStringLower(SHA256.HashData(Body.Span))}");

    /// <returns>What was sent; or null, and the answer to it.</returns>
    public T? Read<T>(out ApiAnswer? refused)
        where T : class
    {
        var sent = ApiJson.Read<T>(Body, out var errors);
        refused = sent is null ? ApiAnswer.Problem(StatusCodes.Status400BadRequest, "invalid-body", "The body cannot be read as what belongs here; nothing was done.", errors) : null;
        return sent;
    }
}

internal static class ApiCalls
{
    /// <summary>The call that the door has let in.</summary>
    public static ApiCall Call(this HttpContext http) => http.Features.GetRequiredFeature<ApiCall>();
}
