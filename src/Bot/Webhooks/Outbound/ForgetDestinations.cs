using System.Text.Json;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Webhooks.Outbound;

/// <summary>
/// Deletes what is stored for destinations that were taken out of the configuration. A week later, and not at once: a replica that does not know a new one yet
/// must not take its events away, and who took one out by mistake can put it back.
/// </summary>
internal sealed partial class ForgetDestinations(
    IEnumerable<WebhookDestination> destinations, DeliveryQueue queue, IKeyedStore store, TimeProvider time, ILogger<ForgetDestinations> log)
{
    public static readonly TimeSpan After = TimeSpan.FromDays(7);

    private const string Kind = "webhook-gone";

    private readonly HashSet<string> _known = [.. destinations.Select(destination => destination.Name)];

    public async Task HandleAsync(CancellationToken ct)
    {
        foreach (var cursor in await store.ListAsync(QueueEvents.Kind, time.Now(), ct))
        {
            var gone = await store.FindAsync(Kind, cursor.Id, time.Now(), ct);
            if (_known.Contains(cursor.Id))
            {
                await UnmarkAsync(gone, ct);
            }
            else if (gone is null)
            {
                var forgetAt = time.Now() + After;
                LogGone(cursor.Id, forgetAt);
                await store.TryPutAsync(new(Kind, cursor.Id, 0, JsonSerializer.Serialize(new Gone(forgetAt)), null), time.Now(), ct);
            }
            else if (JsonSerializer.Deserialize<Gone>(gone.Json)!.ForgetAt <= time.Now())
            {
                LogForgotten(cursor.Id, await queue.ForgetAsync(cursor.Id, ct));

                // The cursor last: while it is there, what a crash left is found again.
                await UnmarkAsync(gone, ct);
                await store.TryDeleteAsync(cursor.Kind, cursor.Id, cursor.Version, ct);
            }
        }
    }

    /// <summary>When what is stored for it goes, UTC, by the names of those that are no longer configured.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ListAsync(CancellationToken ct) => (await store.ListAsync(Kind, time.Now(), ct))
        .Where(gone => !_known.Contains(gone.Id)).ToDictionary(gone => gone.Id, gone => JsonSerializer.Deserialize<Gone>(gone.Json)!.ForgetAt, StringComparer.Ordinal);

    private Task UnmarkAsync(KeyedDocument? gone, CancellationToken ct) => gone is null ? Task.CompletedTask : store.TryDeleteAsync(gone.Kind, gone.Id, gone.Version, ct);

    private sealed record Gone(DateTimeOffset ForgetAt);

    [LoggerMessage(1, LogLevel.Warning, "{Destination} is no longer configured under JitBot:Webhooks:Out. What waits for it is deleted on {At:u}, unless it is configured again by then")]
    private partial void LogGone(string destination, DateTimeOffset at);

    [LoggerMessage(2, LogLevel.Warning, "{Destination} has not been configured for a week: {Count} events that were stored for it are deleted")]
    private partial void LogForgotten(string destination, int count);
}
