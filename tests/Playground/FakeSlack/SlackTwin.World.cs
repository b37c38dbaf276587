using System.Collections.Immutable;
using System.Text.Json;

namespace JitBot.Playground.FakeSlack;

/// <summary>Who and what there is in this Slack.</summary>
public sealed partial class SlackTwin
{
    private ImmutableArray<SlackPerson> _people = [];
    private ImmutableArray<SlackChannel> _channels = [];
    private ImmutableArray<SlackUserGroup> _groups = [];

    public IReadOnlyList<SlackPerson> People => _people;
    public IReadOnlyList<SlackChannel> Channels => _channels;
    public IReadOnlyList<SlackUserGroup> UserGroups => _groups;

    /// <param name="id">Begins with U or W; a new one if not given.</param>
    public SlackPerson AddPerson(string name, string? email = null, string? id = null)
    {
        var person = new SlackPerson(this, id ?? NextId("U"), name, email);
        ImmutableInterlocked.Update(ref _people, people => people.Add(person));
        return person;
    }

    /// <summary>The bot is in it, and so is everybody named.</summary>
    /// <param name="id">Begins with C; a new one if not given.</param>
    public SlackChannel AddChannel(string name, string? id = null, IEnumerable<SlackPerson>? members = null)
    {
        var channel = new SlackChannel(id ?? NextId("C"), name, person: null) { Members = [.. members ?? []], HasBot = true };
        ImmutableInterlocked.Update(ref _channels, channels => channels.Add(channel));
        return channel;
    }

    /// <param name="id">Begins with S.</param>
    /// <param name="handle">Without the @.</param>
    public SlackUserGroup AddUserGroup(string id, string handle, params SlackPerson[] members)
    {
        var group = new SlackUserGroup(id, handle) { Members = [.. members] };
        ImmutableInterlocked.Update(ref _groups, groups => groups.Add(group));
        return group;
    }

    /// <summary>Everything there is to see, ephemeral messages too.</summary>
    public IEnumerable<SlackPost> Everything() => _channels.Concat(_people.Select(person => person.Dm)).SelectMany(channel => channel.Messages);

    /// <summary>A message of the bot's that it does not know of: posted, and then it died.</summary>
    /// <param name="blocks">Null for a text alone.</param>
    public SlackPost PostAsBot(SlackChannel channel, string text, JsonElement? blocks = null)
    {
        var post = Draft(channel) with { Text = text, Blocks = blocks is { } given ? SlackBlockKit.NamedBlocks(given, this) : null };
        Add(post);
        return post;
    }

    /// <summary>A message by a person.</summary>
    internal SlackPost Post(SlackChannel channel, SlackPerson author, string text)
    {
        var post = Draft(channel) with { Author = author, Text = text };
        Add(post);
        return post;
    }

    internal SlackPost Draft(SlackChannel channel) => new() { Ts = NextTs(), Channel = channel };

    internal void Add(SlackPost post)
    {
        post.Channel.Add(post);
        Signal();
    }

    internal void Change(SlackPost post, Func<SlackPost, SlackPost> change)
    {
        post.Channel.Change(post.Ts, change);
        Signal();
    }

    internal SlackChannel? FindChannel(string id) =>
        _channels.FirstOrDefault(channel => channel.Id == id) ?? _people.Select(person => person.Dm).FirstOrDefault(dm => dm.Id == id && dm.HasBot);

    internal SlackPerson? FindPerson(string? id) => _people.FirstOrDefault(person => person.Id == id);
}
