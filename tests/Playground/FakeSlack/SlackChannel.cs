using System.Collections.Immutable;

namespace JitBot.Playground.FakeSlack;

/// <summary>A channel, or the direct messages between one person and the bot.</summary>
/// <param name="Id"><c>C…</c>, or <c>D…</c> for direct messages.</param>
/// <param name="person">Who the direct messages are with; null for a channel.</param>
public sealed class SlackChannel(string id, string name, SlackPerson? person)
{
    private ImmutableList<SlackPost> _messages = [];

    public string Id => id;
    public string Name => name;
    public SlackPerson? Person => person;

    public ImmutableHashSet<SlackPerson> Members { get; set; } = [];

    /// <summary>Whether the bot is a member; of direct messages, whether they were ever opened.</summary>
    public bool HasBot { get; set; }

    /// <summary>Without the bot in it, a private channel is <c>channel_not_found</c>.</summary>
    public bool IsPrivate { get; set; }

    public bool IsArchived { get; set; }

    /// <summary>The oldest first, ephemeral and deleted ones too.</summary>
    public IReadOnlyList<SlackPost> Messages => _messages;

    /// <summary>What everybody in it reads of the bot's.</summary>
    public IEnumerable<SlackPost> FromBot => _messages.Where(post => post is { Author: null, OnlyFor: null, Deleted: false });

    public SlackPost? Find(string ts) => _messages.Find(post => post.Ts == ts);

    internal void Add(SlackPost post) => ImmutableInterlocked.Update(ref _messages, messages => messages.Add(post));

    internal void Change(string ts, Func<SlackPost, SlackPost> change) =>
        ImmutableInterlocked.Update(ref _messages, messages => messages.Find(post => post.Ts == ts) is { } found ? messages.Replace(found, change(found)) : messages);
}

/// <param name="Id"><c>S…</c>.</param>
public sealed record SlackUserGroup(string Id, string Handle)
{
    public ImmutableHashSet<SlackPerson> Members { get; set; } = [];
    public bool Disabled { get; set; }
}
