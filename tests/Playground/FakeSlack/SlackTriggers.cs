using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace JitBot.Playground.FakeSlack;

/// <summary>What lets the bot open a modal before somebody who just did something: once, and within three seconds.</summary>
internal sealed class SlackTriggers(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Trigger> _given = new(StringComparer.Ordinal);

    public string New(SlackPerson person)
    {
        var now = time.GetUtcNow();
        var id = $"{now.ToUnixTimeMilliseconds()}.{_given.Count + 1}.{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        _given[id] = new(person, now);
        return id;
    }

    /// <exception cref="SlackRefusal">It is unknown, too old or was used.</exception>
    public SlackPerson Exchange(string? id)
    {
        if (id is null || !_given.TryGetValue(id, out var trigger))
        {
            throw new SlackRefusal("invalid_trigger_id");
        }

        if (time.GetUtcNow() - trigger.Given > Life)
        {
            throw new SlackRefusal("expired_trigger_id");
        }

        return Interlocked.Exchange(ref trigger.Used, true) ? throw new SlackRefusal("exchanged_trigger_id") : trigger.Person;
    }

    private sealed class Trigger(SlackPerson person, DateTimeOffset given)
    {
        public bool Used;

        public SlackPerson Person => person;
        public DateTimeOffset Given => given;
    }
}
