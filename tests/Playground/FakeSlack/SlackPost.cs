using System.Collections.Immutable;
using System.Text.Json;

namespace JitBot.Playground.FakeSlack;

/// <summary>A message as it stands now; a later look at its channel finds a later one.</summary>
public sealed record SlackPost
{
    /// <summary>The moment it was posted; with its channel, its id.</summary>
    public required string Ts { get; init; }

    public required SlackChannel Channel { get; init; }

    /// <summary>The message whose thread it stands in; null outside of threads.</summary>
    public string? ThreadTs { get; init; }

    /// <summary>Null for the bot.</summary>
    public SlackPerson? Author { get; init; }

    /// <summary>Who alone sees an ephemeral message; null for one that everybody sees.</summary>
    public SlackPerson? OnlyFor { get; init; }

    /// <summary>What the notification says, and all there is to see if there are no blocks.</summary>
    public string Text { get; init; } = "";

    /// <summary>With the block and action ids that Slack gives where the bot gave none.</summary>
    public JsonElement? Blocks { get; init; }

    public ImmutableArray<SlackFile> Files { get; init; } = [];

    /// <summary>As it stood before updates, the oldest first.</summary>
    public ImmutableArray<SlackPost> Earlier { get; init; } = [];

    public bool Deleted { get; init; }

    /// <summary>What a person reads from top to bottom.</summary>
    public string Lines => Blocks is { } blocks ? SlackLines.Of(blocks) : SlackLines.Drawn(Text);

    public IEnumerable<string> Buttons => Blocks is { } blocks ? SlackLines.Buttons(blocks) : [];
}

public sealed record SlackFile(string Id, string Name, string Title, ImmutableArray<byte> Content);
