using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation.Runs;
using JitBot.Bot.Teams.Cards;
using JitBot.Core.Requests;

namespace JitBot.Bot.Teams.Runs;

/// <summary>What a consent card is about, as it goes out and comes back. Coming back it is the client's word: whose grant it is, is looked at when it is run.</summary>
internal static class ConsentContext
{
    private const string Format = "format";

    public static JsonObject Write(RequestId request, ExportFormat format) => new() { [FormFields.Request] = request.Value, [Format] = RunInChat.Ending(format) };

    /// <returns>Null for what is no answer to a card of ours.</returns>
    public static (RequestId Request, ExportFormat Format)? Read(JsonElement value) =>
        (value.ValueKind == JsonValueKind.Object ? JsonObject.Create(value)!["context"] : null) is JsonObject context
        && RequestId.TryParse(FormFields.TextOf(context, FormFields.Request), out var request)
        && FormOf(FormFields.TextOf(context, Format)) is { } format ? (request, format) : null;

    /// <returns>Null if they declined.</returns>
    public static UploadPlace? PlaceOf(JsonElement value) =>
        value.TryGetProperty("action", out var action) && action.ValueKind == JsonValueKind.String && action.GetString() == "accept" && value.TryGetProperty("uploadInfo", out var place)
            ? UploadPlace.Read(place)
            : null;

    private static ExportFormat? FormOf(string? ending) => ending switch
    {
        "csv" => ExportFormat.Csv,
        "jsonl" => ExportFormat.JsonLines,
        _ => null,
    };
}
