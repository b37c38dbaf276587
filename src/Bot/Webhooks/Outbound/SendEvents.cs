using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Webhooks.Outbound;

/// <summary>
/// Sends what waits for one destination: events of one request in their order, of several at once; each at least once. What does not get through is tried
/// again after growing pauses, and put aside after three days. Destinations know nothing of each other.
/// </summary>
internal sealed partial class SendEvents(DeliveryQueue queue, QueueEvents events, StoreLock storeLock, TimeProvider time, ILogger<SendEvents> log) : IDisposable
{
    private const int MostLooked = 500;
    private const int AtOnce = 8;
    private const int Enough = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(3);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    private readonly HttpClient _outside = PublicAddresses.NewClient(allowPrivate: false);
    private readonly HttpClient _inside = PublicAddresses.NewClient(allowPrivate: true);

    /// <summary>One round; returns when nothing of what was found is due any more.</summary>
    public async Task HandleAsync(WebhookDestination destination, CancellationToken ct)
    {
        await events.HandleAsync(destination, ct);
        if (!(await DueAsync(destination, ct)).Any())
        {
            return;
        }

        await using var turn = await storeLock.KeepAsync($"webhook {destination.Name}", ct);
        if (turn is null)
        {
            return;
        }

        using var mine = CancellationTokenSource.CreateLinkedTokenSource(ct, turn.Lost);
        try
        {
            // Looked at again: another replica may have sent it meanwhile.
            await Parallel.ForEachAsync(
                await DueAsync(destination, mine.Token), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = mine.Token },
                async (group, token) => await SendAsync(destination, group, token));
        }
        catch (OperationCanceledException) when (turn.Lost.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // The next round, here or elsewhere, goes on.
        }
    }

    public void Dispose()
    {
        _outside.Dispose();
        _inside.Dispose();
    }

    /// <summary>By group, those whose first is due.</summary>
    private async Task<IEnumerable<Queued[]>> DueAsync(WebhookDestination destination, CancellationToken ct)
    {
        var groups = new Dictionary<string, List<Queued>>(StringComparer.Ordinal);
        var (now, after, due) = (time.Now(), "", 0);

        // What is put off must not hide the rest, however much of it there is.
        while (due < Enough && await queue.ListAsync(destination.Name, MostLooked, ct, after) is { Count: > 0 } page)
        {
            foreach (var queued in page)
            {
                if (!groups.TryGetValue(queued.Delivery.Group, out var group))
                {
                    groups[queued.Delivery.Group] = group = [];
                    due += queued.Delivery.NotBefore <= now ? 1 : 0;
                }

                // The first decides: while it is put off, those after it wait.
                if (group.Count == 0 || group[0].Delivery.NotBefore <= now)
                {
                    group.Add(queued);
                }
            }

            after = page[^1].Delivery.Id;
        }

        return groups.Values.Where(group => group[0].Delivery.NotBefore <= now).Select(group => group.ToArray()).ToArray();
    }

    private async Task SendAsync(WebhookDestination destination, Queued[] group, CancellationToken ct)
    {
        foreach (var queued in group)
        {
            if (await TryAsync(destination, queued.Delivery, ct) is not { } failure)
            {
                await queue.DoneAsync(destination.Name, queued, CancellationToken.None);
                continue;
            }

            var now = time.Now();
            var tried = queued.Delivery with { Attempts = queued.Delivery.Attempts + 1, Why = failure.Why };
            if (now - tried.Since < GivenUpAfter || tried.Attempts == 1)
            {
                tried = tried with { NotBefore = now + Pause(tried.Attempts, failure.After) };
                LogAgain(destination.Name, tried.Type, tried.Attempts, tried.NotBefore, failure.Why);
                await queue.PutOffAsync(destination.Name, queued with { Delivery = tried }, CancellationToken.None);
                return;
            }

            LogGivenUp(destination.Name, tried.Type, tried.Attempts, failure.Why);
            await queue.GiveUpAsync(destination.Name, queued with { Delivery = tried }, CancellationToken.None);
        }
    }

    /// <returns>Null if it got there.</returns>
    private async Task<Failure?> TryAsync(WebhookDestination destination, Delivery delivery, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            using var request = Request(destination, delivery);
            using var response = await (destination.AllowPrivate ? _inside : _outside).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? null
                : (int)response.StatusCode is >= 300 and < 400 ? new($"it redirects ({(int)response.StatusCode}), which is not followed: configure the address it is at", null)
                : new($"it answered {(int)response.StatusCode}", After(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new($"it did not answer within {Patience.TotalSeconds:0} s", null);
        }
        catch (HttpRequestException failed)
        {
            return new(failed.Message, null);
        }
    }

    private HttpRequestMessage Request(WebhookDestination destination, Delivery delivery)
    {
        var (now, body) = (time.GetUtcNow(), Encoding.UTF8.GetBytes(delivery.Body));
        var request = new HttpRequestMessage(HttpMethod.Post, destination.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.UserAgent.Add(new("JitBot", null));
        request.Headers.Add(StandardWebhook.IdHeader, $"jitbot-{delivery.Id}");
        request.Headers.Add(StandardWebhook.TimestampHeader, StandardWebhook.Timestamp(now));
        request.Headers.Add(StandardWebhook.SignatureHeader, StandardWebhook.Sign($"jitbot-{delivery.Id}", now, body, destination.Secrets));
        return request;
    }

    private TimeSpan? After(RetryConditionHeaderValue? value) => value?.Delta ?? (value?.Date - time.GetUtcNow());

    /// <summary>5 s, 20 s, 80 s … up to six hours, a fifth more or less, so that not all come back at once.</summary>
    private static TimeSpan Pause(int attempts, TimeSpan? asked)
    {
        var usual = TimeSpan.FromSeconds(5 * Math.Pow(4, Math.Min(attempts - 1, 8))) * (0.8 + (RandomNumberGenerator.GetInt32(400) / 1000.0));
        var pause = asked > usual ? asked.Value : usual;
        return pause < LongestPause ? pause : LongestPause;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Type} did not get to {Destination} at attempt {Attempts} and is tried again at {At:o}: {Why}")]
    private partial void LogAgain(string destination, string type, int attempts, DateTimeOffset at, string why);

    [LoggerMessage(2, LogLevel.Error, "{Type} did not get to {Destination} in {Attempts} attempts and was put aside: {Why}. jitbot webhook list shows it")]
    private partial void LogGivenUp(string destination, string type, int attempts, string why);

    /// <param name="After">The pause that was asked for, if one was.</param>
    private sealed record Failure(string Why, TimeSpan? After);
}
