using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using JitBot.Playground.Twin;
using JitBot.Support;

namespace JitBot.Playground.Page;

/// <summary>
/// What the page is told, as server-sent events. Level-triggered: a new connection is told everything, an open one whatever differs from what it was
/// told last. So a page that lost its connection is brought to now by connecting again, whatever it missed.
/// </summary>
internal sealed class PageFeed(PlaygroundWorld world, DatabasePanel database, IReadOnlyList<QueryConsole> consoles, Signal news)
{
    private static readonly TimeSpan Reconnection = TimeSpan.FromSeconds(1);

    public static string IdOf(TwinPerson person) => person.Name.Split(' ')[0].ToLowerInvariant();

    public async IAsyncEnumerable<SseItem<string>> ReadAsync([EnumeratorCancellation] CancellationToken aborted, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        var told = new Dictionary<string, object>(StringComparer.Ordinal);
        yield return new(JsonSerializer.Serialize(new { channel = world.People.DbaChannel.Name }), "start") { ReconnectionInterval = Reconnection };
        while (!ended.IsCancellationRequested)
        {
            var next = news.Next;
            foreach (var (key, state, kind, shown) in Everything())
            {
                // All states are immutable, so the same object says the same.
                if (!ReferenceEquals(told.GetValueOrDefault(key), state))
                {
                    told[key] = state;
                    yield return Event(kind, shown(state));
                }
            }

            yield return Event("now", new { messages = told.Count });
            await next.WaitAsync(ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IEnumerable<(string Key, object State, string Kind, Func<object, object> Shown)> Everything() =>
    [
        .. world.Twin.Everything().Select(message => (message.Id, (object)message, "message", (Func<object, object>)(state => Show((TwinMessage)state)))),
        .. consoles.Select(console => ($"console {console.Person}", (object)console.State, "console", (Func<object, object>)(state => state))),
        ("database", database.Now, "database", state => state),
    ];

    private object Show(TwinMessage message) => new
    {
        message.Id,
        message.Thread,
        Chat = message.Chat.Person is { } owner ? IdOf(owner) : message.Chat.Name,
        Author = message.Author is { } author ? IdOf(author) : null,
        message.Text,
        message.Card,
        Consent = message.Consent is { } consent ? new { consent.Name, consent.Description, consent.Size } : null,
        message.File,
        Own = world.People.All
            .Where(person => message.Replaced.ContainsKey(person.AadObjectId))
            .ToDictionary(IdOf, person => message.Replaced[person.AadObjectId], StringComparer.Ordinal),
        Updates = message.Earlier.Length,
        message.Deleted,
    };

    private static SseItem<string> Event(string kind, object data) => new(JsonSerializer.Serialize(data, JsonSerializerOptions.Web), kind);
}
