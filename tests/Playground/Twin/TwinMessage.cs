using System.Collections.Immutable;
using System.Text.Json;

namespace JitBot.Playground.Twin;

/// <summary>A message as it stands now; a later look at its chat finds a later one.</summary>
public sealed record TwinMessage
{
    /// <summary>As Teams gives them: the moment it was sent, in milliseconds since 1970.</summary>
    public required string Id { get; init; }

    public required TwinChat Chat { get; init; }

    /// <summary>The message that began the thread; its own id if it did. Private chats have no threads.</summary>
    public required string Thread { get; init; }

    /// <summary>Null for the bot.</summary>
    public TwinPerson? Author { get; init; }

    public string? Text { get; init; }

    /// <summary>What the notification says.</summary>
    public string? Summary { get; init; }

    /// <summary>What everybody sees who pressed nothing on it.</summary>
    public JsonElement? Card { get; init; }

    /// <summary>A card that asks whether a file may be put into the reader's OneDrive.</summary>
    public TwinConsent? Consent { get; init; }

    /// <summary>A file that is in the reader's OneDrive: its name.</summary>
    public string? File { get; init; }

    /// <summary>The cards that stood here before updates, the oldest first.</summary>
    public ImmutableArray<JsonElement> Earlier { get; init; } = [];

    /// <summary>Cards that took its place for those who pressed, until the next update; by Entra object id.</summary>
    public ImmutableDictionary<string, JsonElement> Replaced { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    public bool Deleted { get; init; }

    /// <summary>The id of the conversation it stands in, with its thread.</summary>
    public string Conversation => Chat.Kind == TwinChatKind.Channel ? $"{Chat.Id};messageid={Thread}" : Chat.Id;

    public JsonElement? CardFor(TwinPerson person) => Replaced.TryGetValue(person.AadObjectId, out var own) ? own : Card;
}

/// <summary>What is asked of somebody whose OneDrive a file is to be put into.</summary>
/// <param name="Size">In bytes, as the bot says.</param>
public sealed record TwinConsent(string Name, string Description, long Size, JsonElement AcceptContext, JsonElement DeclineContext);
