using System.Text.Json;

namespace JitBot.Playground.Twin;

internal static class TwinMessageContent
{
    private const string CardType = "application/vnd.microsoft.card.adaptive";
    private const string ConsentType = "application/vnd.microsoft.teams.card.file.consent";
    private const string FileType = "application/vnd.microsoft.teams.card.file.info";

    /// <summary>The message with what the bot sent in it; for everybody, so that cards seen by one alone are gone.</summary>
    public static TwinMessage With(this TwinMessage message, JsonElement activity) => message with
    {
        Text = Text(activity, "text"),
        Summary = Text(activity, "summary"),
        Card = Find(activity, CardType) is { } card ? card.GetProperty("content") : null,
        Consent = Find(activity, ConsentType) is { } consent ? ConsentOf(consent) : null,
        File = Find(activity, FileType) is { } file ? Text(file, "name") : null,
        Earlier = message.Card is { } before ? message.Earlier.Add(before) : message.Earlier,
        Replaced = message.Replaced.Clear(),
    };

    private static TwinConsent ConsentOf(JsonElement attachment)
    {
        var content = attachment.GetProperty("content");
        return new(
            Text(attachment, "name")!, Text(content, "description")!, content.GetProperty("sizeInBytes").GetInt32(), content.GetProperty("acceptContext"), content.GetProperty("declineContext"));
    }

    private static JsonElement? Find(JsonElement activity, string type) =>
        activity.TryGetProperty("attachments", out var attachments) && attachments.EnumerateArray().FirstOrDefault(attachment => Text(attachment, "contentType") == type) is { ValueKind: JsonValueKind.Object } found
            ? found
            : null;

    private static string? Text(JsonElement element, string key) => element.TryGetProperty(key, out var value) ? value.GetString() : null;
}
