using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>Somebody with Slack: types, presses, fills in, and sees what is theirs to see.</summary>
public sealed partial class SlackPerson
{
    private readonly SlackTwin _twin;
    private ImmutableList<SlackView> _modals = [];

    internal SlackPerson(SlackTwin twin, string id, string name, string? email)
    {
        (_twin, Id, Name, Email, TeamId) = (twin, id, name, email, twin.TeamId);
        Dm = new(twin.NextId("D"), "directmessage", this) { Members = [this] };
    }

    /// <summary><c>U…</c> or <c>W…</c>.</summary>
    public string Id { get; }

    public string Name { get; }

    /// <summary>Shown to a bot with <c>users:read.email</c>.</summary>
    public string? Email { get; set; }

    /// <summary>The twin's own, unless this person comes from another workspace.</summary>
    public string TeamId { get; set; }

    /// <summary>Null outside of Enterprise Grid.</summary>
    public string? EnterpriseId { get; set; }

    /// <summary>Deactivated.</summary>
    public bool Deleted { get; set; }

    public bool IsBot { get; set; }

    /// <summary>A guest in several channels.</summary>
    public bool IsRestricted { get; set; }

    /// <summary>A guest in one channel.</summary>
    public bool IsUltraRestricted { get; set; }

    /// <summary>The direct messages with the bot.</summary>
    public SlackChannel Dm { get; }

    /// <summary>The modals open before this person, the one on top last.</summary>
    public IReadOnlyList<SlackView> Modals => _modals;

    /// <summary>The modal on top; null if none is open.</summary>
    public SlackView? Modal => _modals.LastOrDefault();

    /// <summary>The Home tab as the bot published it; null before it did.</summary>
    public SlackView? Home { get; internal set; }

    /// <summary>Every message this person can read, the oldest first, with those that are ephemeral and for this person.</summary>
    public IEnumerable<SlackPost> Messages => _twin.Channels.Where(channel => channel.Members.Contains(this)).Append(Dm)
        .SelectMany(channel => channel.Messages)
        .Where(post => !post.Deleted && (post.OnlyFor is null || post.OnlyFor == this))
        .OrderBy(post => post.Ts, StringComparer.Ordinal);

    /// <summary>What only this person sees, as answers to commands.</summary>
    public IEnumerable<SlackPost> Ephemerals => Messages.Where(post => post.OnlyFor == this);

    public SlackView? FindView(string id) => Home?.Id == id ? Home : _modals.Find(view => view.Id == id);

    /// <summary>Opens the direct messages without telling the bot.</summary>
    public SlackChannel OpenDm()
    {
        Dm.HasBot = true;
        return Dm;
    }

    /// <summary>All modals are gone, as when Slack is closed; the bot is not told.</summary>
    public void CloseAll() => SetModals(_ => []);

    internal void SetModals(Func<ImmutableList<SlackView>, ImmutableList<SlackView>> change)
    {
        ImmutableInterlocked.Update(ref _modals, change);
        _twin.Signal();
    }
}
