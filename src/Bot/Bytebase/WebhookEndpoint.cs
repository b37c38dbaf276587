using System.Threading.RateLimiting;
using JitBot.Bot.Inbound;
using JitBot.Core.Storage;

namespace JitBot.Bot.Bytebase;

/// <summary>
/// Where Bytebase may call. It signs nothing, so nothing of what it says is read: that it came makes the next look at Bytebase come sooner, whoever it was.
/// </summary>
internal sealed class WebhookEndpoint(PollTurns turns, Refusals refusals) : IDisposable
{
    private const int LongestBody = 256 * 1024;

    private readonly TokenBucketRateLimiter _limit = new(new() { TokenLimit = 20, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0 });

    public async Task<IResult> HandleAsync(HttpContext http)
    {
        using var admitted = _limit.AttemptAcquire();
        if (!admitted.IsAcquired)
        {
            return Refuse(http, "too many", StatusCodes.Status429TooManyRequests);
        }

        if (await BoundedBody.ReadAsync(http.Request, LongestBody, http.RequestAborted) is null)
        {
            return Refuse(http, "too big", StatusCodes.Status413PayloadTooLarge);
        }

        try
        {
            await turns.HurryAsync(http.RequestAborted);
        }
        catch (StoreDownException)
        {
            // It is looked at anyway, a little later.
        }

        // Anything else would make a webhook of type Slack come again.
        return TypedResults.Text("ok");
    }

    public void Dispose() => _limit.Dispose();

    private IResult Refuse(HttpContext http, string why, int status)
    {
        refusals.Count("bytebase", http.Connection.RemoteIpAddress, why);
        return TypedResults.StatusCode(status);
    }
}
