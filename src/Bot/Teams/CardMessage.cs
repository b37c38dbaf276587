using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Teams.Runs;

namespace JitBot.Bot.Teams;

/// <summary>A card as a message of its own.</summary>
/// <param name="Summary">For the notification.</param>
internal sealed record CardMessage(JsonObject Card, string Summary)
{
    private const string Adaptive = "application/vnd.microsoft.card.adaptive";

    /// <summary>The attachment around the card: its type, and for a file its name and place.</summary>
    private JsonObject Attachment { get; init; } = new() { ["contentType"] = Adaptive };

    public static CardMessage Of(CardView view) => new(TeamsCards.Card(view), view.Summary);

    /// <summary>One message, or several if what it shows letter for letter has no room in one.</summary>
    public static ImmutableArray<CardMessage> AllOf(CardView view) => [.. TeamsCards.Cards(view).Select(card => new CardMessage(card, view.Summary))];

    public static CardMessage Of(Reply.Form form, JsonObject card) => new(card, Wording.FormSummary(form.Analysis.Target.Id));

    /// <summary>Asks whether a file may be put into the reader's OneDrive; in a private chat only.</summary>
    /// <param name="context">Comes back with the answer, as the client's word.</param>
    public static CardMessage Consent(string name, string description, long size, JsonObject context) =>
        new(new() { ["description"] = description, ["sizeInBytes"] = size, ["acceptContext"] = context, ["declineContext"] = context.DeepClone() }, description)
        {
            Attachment = new() { ["contentType"] = "application/vnd.microsoft.teams.card.file.consent", ["name"] = name },
        };

    /// <summary>A file that is in the reader's OneDrive.</summary>
    public static CardMessage File(UploadPlace place) => new(new() { ["uniqueId"] = place.UniqueId, ["fileType"] = place.FileType }, place.Name)
    {
        Attachment = new() { ["contentType"] = "application/vnd.microsoft.teams.card.file.info", ["contentUrl"] = place.ContentUrl, ["name"] = place.Name },
    };

    /// <summary>Never with a text beside it: Teams' playground then splits the message in two and returns no id to update it by.</summary>
    public JsonObject ToActivity()
    {
        var attachment = Attachment.DeepClone();
        attachment["content"] = Card.DeepClone();
        return new() { ["type"] = "message", ["summary"] = Summary, ["attachments"] = new JsonArray(attachment) };
    }
}
