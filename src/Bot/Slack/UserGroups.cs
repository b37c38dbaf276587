using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Slack.Api;

namespace JitBot.Bot.Slack;

/// <summary>
/// Who is in Slack's user groups. Slack is asked about each at most once a minute, however many want to know; while it does not answer, what it
/// said last counts for a while, and after that nobody is known to be in the group.
/// </summary>
internal sealed class UserGroups(SlackClient slack, SlackHealth health, TimeProvider time)
{
    /// <summary>How long an answer needs no asking again, and so how long somebody taken out of a group may still decide.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);

    /// <summary>How long an answer counts while there is no newer one.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromMinutes(5);

    /// <summary>After a question that came to nothing, until the next.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Slack wants an answer in three seconds, of which <see cref="Speakers"/> may have taken half.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Group> _groups = new(StringComparer.Ordinal);

    /// <param name="id">A user group's, <c>S…</c>.</param>
    /// <returns>The ids of its members in Slack, <c>U…</c> or <c>W…</c>; null if it cannot be told now.</returns>
    public async Task<ImmutableHashSet<string>?> MembersAsync(string id, CancellationToken ct)
    {
        var group = _groups.GetOrAdd(id, static _ => new());
        var question = AskUnlessFresh(id, group);
        // Counted from the question, not from here: what is done for one press may look here several times.
        var patience = Patience - time.GetElapsedTime(question.At);
        if (patience > TimeSpan.Zero)
        {
            try
            {
                await question.Answered.WaitAsync(patience, time, ct);
            }
            catch (TimeoutException)
            {
                // The answer is not lost: it is there for whoever asks next.
            }
        }

        return group.Answer is { } answer && time.GetElapsedTime(answer.At) < Believed ? answer.Members : null;
    }

    private Question AskUnlessFresh(string id, Group group)
    {
        lock (group.Gate)
        {
            var isFresh = group.Answer is { } answer && time.GetElapsedTime(answer.At) < Fresh;
            if (group.Last is { } last && (isFresh || !last.Answered.IsCompleted || time.GetElapsedTime(last.At) < Pause))
            {
                return last;
            }

            var at = time.GetTimestamp();
            return group.Last = new(at, AskAsync(id, group, at));
        }
    }

    /// <summary>On behalf of all who wait for it, so that none of them can call it off; the client bounds how long it takes.</summary>
    private async Task AskAsync(string id, Group group, long at)
    {
        var answer = await slack.UserGroupMembersAsync(id, CancellationToken.None);
        (ImmutableHashSet<string>? Members, string? Trouble) heard = answer switch
        {
            SlackAnswer.Done { Body: var body } => Read(body) is { } read ? (read, null) : (null, "an unreadable answer"),
            SlackAnswer.Never { Error: "no_such_subteam" } => ([], "there is no such user group, or it is disabled"),
            SlackAnswer.Never { Error: var error } => (null, error),
            SlackAnswer.Again { Why: var why } => (null, SlackErrors.Remedy(why) ?? why),
            _ => throw new InvalidOperationException($"Unknown answer {answer}."),
        };
        if (heard.Members is { } members)
        {
            group.Answer = new(at, members);
        }

        health.LookedAtUserGroup(id, heard.Trouble);
    }

    /// <returns>Null if anything in the list is not an id: half a list would be believed to be all of it.</returns>
    private static ImmutableHashSet<string>? Read(JsonObject body)
    {
        if (body["users"] is not JsonArray users)
        {
            return null;
        }

        var ids = users.Select(user => user is JsonValue value && value.TryGetValue<string>(out var id) ? id : null).ToArray();
        return ids.Contains(null) ? null : [.. ids.OfType<string>()];
    }

    private sealed class Group
    {
        private volatile Answer? _answer;

        public Lock Gate { get; } = new();
        public Question? Last { get; set; }

        public Answer? Answer
        {
            get => _answer;
            set => _answer = value;
        }
    }

    /// <param name="At">A timestamp of the clock.</param>
    /// <param name="Answered">Ends once the answer, if there was one, is known.</param>
    private sealed record Question(long At, Task Answered);

    /// <param name="At">Of the question: it is true for then.</param>
    private sealed record Answer(long At, ImmutableHashSet<string> Members);
}
