using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JitBot.Core;
using JitBot.Core.Storage;
using Microsoft.Extensions.Primitives;

namespace JitBot.Bot.Api;

/// <summary>
/// Gives a call that comes again with its idempotency key the answer it had, for a day. Of twins at one time one is acted upon. A call that died on the way
/// is acted upon again after a minute: what it does is made so that it happens once.
/// </summary>
internal sealed class AnswerOnce(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "api-answer";
    private const int LongestKey = 255;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static bool IsKey(StringValues keys) => keys is [{ Length: > 0 and <= LongestKey } key] && key.All(sign => sign is > ' ' and <= '~');

    public async Task<ApiAnswer> HandleAsync(ApiCall call, HttpRequest http, Func<Task<ApiAnswer>> act)
    {
        if (call.Key is not { } key)
        {
            return await act();
        }

        var (id, print) = ($"{call.Caller.Token.Id}.{Hash(Encoding.ASCII.GetBytes(key))}", Hash([.. Encoding.UTF8.GetBytes($"{http.Method} {http.Path}\n"), .. call.Body.Span]));

        // Not cancelled: begun without anybody here knowing, it would keep the next attempt waiting.
        var ct = CancellationToken.None;
        var now = time.Now();
        var found = await store.FindAsync(Kind, id, now, ct);
        if (found is not null && JsonSerializer.Deserialize<KeptAnswer>(found.Json, Json)! is var before && Answered(before, print, now) is { } answer)
        {
            return answer;
        }

        var begun = new KeptAnswer(print, now + LongestCall, null);
        return await store.TryPutAsync(Document(id, found?.Version ?? 0, begun, now), now, ct) is { } version ? await ActAsync(id, version, begun, act) : InProgress(LongestCall);
    }

    private static ApiAnswer? Answered(KeptAnswer before, string print, DateTimeOffset now) => before switch
    {
        _ when before.Print != print => ApiAnswer.Problem(StatusCodes.Status422UnprocessableEntity, "key-used-before",
            "This idempotency key came before with another body or on another route. Use a new one for each thing you do; nothing was done."),
        { Answer: { } answer } => answer,
        _ when now < before.RunsUntil => InProgress(before.RunsUntil - now),
        _ => null,
    };

    private async Task<ApiAnswer> ActAsync(string id, long version, KeptAnswer begun, Func<Task<ApiAnswer>> act)
    {
        ApiAnswer? answer = null;
        try
        {
            answer = await act();
            return answer;
        }
        finally
        {
            // What was not the call's fault, and what could not be read, may be tried again with the same key.
            if (answer is null or { Status: >= 500 or StatusCodes.Status400BadRequest })
            {
                await store.TryDeleteAsync(Kind, id, version, CancellationToken.None);
            }
            else
            {
                var now = time.Now();
                await store.TryPutAsync(Document(id, version, begun with { Answer = answer }, now), now, CancellationToken.None);
            }
        }
    }

    private static ApiAnswer InProgress(TimeSpan most) => ApiAnswer.Problem(StatusCodes.Status409Conflict, "in-progress",
        "The same call is being acted upon. Send it again in a moment: it gets the same answer.") with { RetryAfter = most < TimeSpan.FromSeconds(2) ? 1 : 2 };

    private static KeyedDocument Document(string id, long version, KeptAnswer kept, DateTimeOffset now) => new(Kind, id, version, JsonSerializer.Serialize(kept, Json), now + Kept);

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <param name="Print">Of route and body.</param>
    /// <param name="RunsUntil">UTC; until then it is taken to be acted upon still.</param>
    private sealed record KeptAnswer(string Print, DateTimeOffset RunsUntil, ApiAnswer? Answer);
}
