using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Webhooks.Outbound;

/// <summary>An event on its way to one destination.</summary>
/// <param name="Id">Its place in the queue, and the event's for whoever receives it twice.</param>
/// <param name="Group">Those of one group arrive in their order: the request it is about, or itself.</param>
/// <param name="Type">Such as <c>grant.issued</c>.</param>
/// <param name="Body">As it is sent, each time the same.</param>
internal sealed record Delivery(string Id, string Group, string Type, string Body)
{
    public int Attempts { get; init; }

    /// <summary>When it was put there, UTC: from then on it is reckoned how long it was tried.</summary>
    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset NotBefore { get; init; }

    /// <summary>Why it did not get through the last time.</summary>
    public string? Why { get; init; }
}

/// <summary>A delivery as it is stored.</summary>
internal sealed record Queued(Delivery Delivery, long Version);

/// <summary>What waits to be sent to each destination, and what was given up. Each is a document of its own.</summary>
internal sealed class DeliveryQueue(IKeyedStore store, TimeProvider time)
{
    /// <summary>How long what was given up can still be sent again.</summary>
    public static readonly TimeSpan DeadFor = TimeSpan.FromDays(30);

    private const int MostForgotten = 500;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Once, however often it is added while it waits.</summary>
    public Task AddAsync(string destination, Delivery delivery, CancellationToken ct) => PutAsync(Waiting(destination), new(delivery, 0), null, ct);

    /// <summary>The oldest, at most so many.</summary>
    /// <param name="after">Only those after this id.</param>
    public Task<IReadOnlyList<Queued>> ListAsync(string destination, int limit, CancellationToken ct, string after = "") => OfAsync(Waiting(destination), after, limit, ct);

    /// <summary>Those that were put aside, the oldest first, at most so many.</summary>
    public Task<IReadOnlyList<Queued>> ListDeadAsync(string destination, int limit, CancellationToken ct) => OfAsync(Dead(destination), "", limit, ct);

    public async Task<(int Waiting, int Dead)> CountAsync(string destination, CancellationToken ct) =>
        ((await store.ListLastAsync(Waiting(destination), 1, time.Now(), ct)).Total, (await store.ListLastAsync(Dead(destination), 1, time.Now(), ct)).Total);

    public Task DoneAsync(string destination, Queued queued, CancellationToken ct) => store.TryDeleteAsync(Waiting(destination), queued.Delivery.Id, queued.Version, ct);

    /// <summary>To be tried again.</summary>
    public Task PutOffAsync(string destination, Queued queued, CancellationToken ct) => PutAsync(Waiting(destination), queued, null, ct);

    /// <summary>It is not tried any more until somebody says so. Put aside before it is taken away: a crash leaves it in both places, and nowhere never.</summary>
    public async Task GiveUpAsync(string destination, Queued queued, CancellationToken ct)
    {
        await PutAsync(Dead(destination), queued with { Version = 0 }, time.Now() + DeadFor, ct);
        await DoneAsync(destination, queued, ct);
    }

    /// <summary>Sends it once more, in its old place.</summary>
    public async Task ResendAsync(string destination, Queued dead, CancellationToken ct)
    {
        await AddAsync(destination, dead.Delivery with { Attempts = 0, Since = time.Now(), NotBefore = default, Why = null }, ct);
        await DropAsync(destination, dead, ct);
    }

    public Task DropAsync(string destination, Queued dead, CancellationToken ct) => store.TryDeleteAsync(Dead(destination), dead.Delivery.Id, dead.Version, ct);

    /// <summary>Deletes all there is for a destination.</summary>
    /// <returns>How many deliveries that were.</returns>
    public async Task<int> ForgetAsync(string destination, CancellationToken ct)
    {
        var forgotten = 0;
        foreach (var kind in (string[])[Waiting(destination), Dead(destination)])
        {
            var after = "";
            while (await store.ListAfterAsync(kind, after, MostForgotten, time.Now(), ct) is { Count: > 0 } page)
            {
                foreach (var document in page)
                {
                    forgotten += await store.TryDeleteAsync(kind, document.Id, document.Version, ct) ? 1 : 0;
                }

                after = page[^1].Id;
            }
        }

        return forgotten;
    }

    internal static string IdOf(long seq) => seq.ToString("D12", CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<Queued>> OfAsync(string kind, string after, int limit, CancellationToken ct) =>
    [
        .. (await store.ListAfterAsync(kind, after, limit, time.Now(), ct)).Select(document => new Queued(JsonSerializer.Deserialize<Delivery>(document.Json, Json)!, document.Version)),
    ];

    private Task<long?> PutAsync(string kind, Queued queued, DateTimeOffset? expires, CancellationToken ct) =>
        store.TryPutAsync(new(kind, queued.Delivery.Id, queued.Version, JsonSerializer.Serialize(queued.Delivery, Json), expires), time.Now(), ct);

    private static string Waiting(string destination) => $"webhook.{destination}";

    private static string Dead(string destination) => $"webhook-dead.{destination}";
}
