using System.Text.Json.Nodes;

namespace JitBot.Bot.Slack.Inbound;

/// <summary>
/// What was delivered here a moment ago. Slack delivers again what was not acknowledged within three seconds: the same delivery then waits for
/// the work already begun, instead of doing it once more. What comes later, or to another replica, is the same by construction: ids come from the
/// delivery, and a decision is looked at before it is made.
/// </summary>
internal sealed class Deliveries(TimeProvider time)
{
    private static readonly TimeSpan Generation = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Dictionary<string, Lazy<Task<JsonObject?>>> _recent = new(StringComparer.Ordinal);
    private Dictionary<string, Lazy<Task<JsonObject?>>> _before = new(StringComparer.Ordinal);
    private DateTimeOffset _began = time.GetUtcNow();

    public async Task<JsonObject?> OnceAsync(string? id, Func<Task<JsonObject?>> handle)
    {
        if (id is null)
        {
            return await handle();
        }

        try
        {
            return (JsonObject?)(await AnswerOf(id, handle).Value)?.DeepClone();
        }
        catch
        {
            // A failure is not an answer: delivered again, it is tried again.
            Forget(id);
            throw;
        }
    }

    private Lazy<Task<JsonObject?>> AnswerOf(string id, Func<Task<JsonObject?>> handle)
    {
        lock (_gate)
        {
            // Two generations: what is remembered is bounded by what arrives in two minutes, and forgetting costs nothing.
            var now = time.GetUtcNow();
            if (now - _began >= Generation)
            {
                (_before, _recent, _began) = (now - _began < 2 * Generation ? _recent : [], new(StringComparer.Ordinal), now);
            }

            if (!_recent.TryGetValue(id, out var answer) && !_before.TryGetValue(id, out answer))
            {
                _recent[id] = answer = new(handle);
            }

            return answer;
        }
    }

    private void Forget(string id)
    {
        lock (_gate)
        {
            _recent.Remove(id);
            _before.Remove(id);
        }
    }
}
