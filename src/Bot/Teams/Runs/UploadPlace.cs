using System.Text.Json;

namespace JitBot.Bot.Teams.Runs;

/// <summary>Where Teams lets a file be put once its reader has agreed.</summary>
/// <param name="UploadUrl">Lets whoever has it write the file: never logged.</param>
/// <param name="ContentUrl">Where the file is to be found afterwards.</param>
internal sealed record UploadPlace(string Name, string UploadUrl, string ContentUrl, string UniqueId, string FileType)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <returns>Null for what is none.</returns>
    public static UploadPlace? Read(JsonElement value)
    {
        try
        {
            return value.Deserialize<UploadPlace>(Json) is { Name: not null, UploadUrl: not null, ContentUrl: not null, UniqueId: not null, FileType: not null } place ? place : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override string ToString() => Name;
}
