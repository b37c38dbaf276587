using System.Collections.Immutable;

namespace JitBot.Playground.Twin;

public enum TwinChatKind
{
    Personal,
    Channel,
}

/// <summary>A private chat with the bot, or a channel of the team.</summary>
/// <param name="Id"><c>a:…</c> or <c>19:…@thread.tacv2</c>.</param>
public sealed class TwinChat(string id, TwinChatKind kind, string name, TwinPerson? person)
{
    private ImmutableList<TwinMessage> _messages = [];

    public string Id => id;
    public TwinChatKind Kind => kind;
    public string Name => name;

    /// <summary>Who it is with; null for a channel.</summary>
    public TwinPerson? Person => person;

    /// <summary>Without it the bot hears nothing here, and is refused.</summary>
    public bool Installed { get; internal set; }

    /// <summary>The app is removed or blocked, and the bot is not told.</summary>
    public void Block() => Installed = false;

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<TwinMessage> Messages => _messages;

    public IEnumerable<TwinMessage> FromBot => _messages.Where(message => message is { Author: null, Deleted: false });

    public TwinMessage? Find(string messageId) => _messages.Find(message => message.Id == messageId);

    internal void Add(TwinMessage message) => ImmutableInterlocked.Update(ref _messages, messages => messages.Add(message));

    internal bool Change(string messageId, Func<TwinMessage, TwinMessage> change) =>
        ImmutableInterlocked.Update(ref _messages, messages => messages.Find(message => message.Id == messageId) is { } found
            ? messages.Replace(found, change(found))
            : messages);
}
