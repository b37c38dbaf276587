using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>A modal or Home tab as it stands before one person now; a later look finds a later one.</summary>
public sealed record SlackView
{
    /// <summary><c>V…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Another one after each update.</summary>
    public required string Hash { get; init; }

    public required SlackPerson Person { get; init; }

    /// <summary>As the bot sent it, with the block and action ids that Slack gives where the bot gave none.</summary>
    public required JsonElement Content { get; init; }

    public required string RootId { get; init; }
    public string? PreviousId { get; init; }

    /// <summary>What is filled in, by block and action.</summary>
    public ImmutableDictionary<(string Block, string Action), JsonNode?> Filled { get; init; } = ImmutableDictionary<(string Block, string Action), JsonNode?>.Empty;

    /// <summary>The options that the bot gave for menus that ask it, by block and action.</summary>
    public ImmutableDictionary<(string Block, string Action), ImmutableArray<JsonElement>> Offered { get; init; } =
        ImmutableDictionary<(string Block, string Action), ImmutableArray<JsonElement>>.Empty;

    /// <summary>What stands in red under the fields, by block, since the last try to submit.</summary>
    public ImmutableDictionary<string, string> Errors { get; init; } = ImmutableDictionary<string, string>.Empty;

    public JsonElement Blocks => Content.GetProperty("blocks");
    public string CallbackId => Content.Text("callback_id") ?? "";
    public string PrivateMetadata => Content.Text("private_metadata") ?? "";
    public string Title => Content.TryGetProperty("title", out var title) ? title.Text("text") ?? "" : "";
    public bool IsHome => Content.Text("type") == "home";

    /// <inheritdoc cref="SlackPost.Lines"/>
    public string Lines => SlackLines.Of(Blocks);

    public IEnumerable<string> Buttons => SlackLines.Buttons(Blocks);
}
