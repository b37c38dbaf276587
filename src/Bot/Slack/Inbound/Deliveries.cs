using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace JitBot.Bot.Slack.Inbound;

/// <summary>
/// What was delivered here a moment ago. Slack delivers again what was not acknowledged within three seconds: the same delivery then waits for
/// the work already begun, instead of doing it once more. What another replica is told twice is the same by construction: ids come from the
/// delivery, and a decision is looked at before it is made.
/// </summary>
internal sealed class Deliveries(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);
    private const int Many = 20_000;

    private readonly ConcurrentDictionary<string, (Lazy<Task<JsonObject?>> Answer, DateTimeOffset At)> _recent = new(StringComparer.Ordinal);

    public async Task<JsonObject?> OnceAsync(string? id, Func<Task<JsonObject?>> handle)
    {
        if (id is null)
        {
            return await handle();
        }

        Forget();
        var answer = _recent.GetOrAdd(id, _ => (new(handle), time.GetUtcNow())).Answer;
        try
        {
            return (JsonObject?)(await answer.Value)?.DeepClone();
        }
        catch
        {
            // A failure is not an answer: delivered again, it is tried again.
            _recent.TryRemove(id, out _);
            throw;
        }
    }

    private void Forget()
    {
        if (_recent.Count > Many)
        {
            foreach (var old in _recent.Where(entry => entry.Value.At < time.GetUtcNow() - Memory).Select(entry => entry.Key).ToArray())
            {
                _recent.TryRemove(old, out _);
            }
        }
    }
}
