using System.Text.Json;

namespace JitBot.Bot.Teams.Inbound;

/// <summary>What Teams posts: the parts of a Bot Framework activity that are used here. Nothing is believed before <see cref="ActivityCheck"/>.</summary>
internal sealed record Activity
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string? Type { get; init; }
    public string? Id { get; init; }

    /// <summary>Which invoke, such as <c>adaptiveCard/action</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Of an installationUpdate: <c>add</c> or <c>remove</c>.</summary>
    public string? Action { get; init; }

    public string? ChannelId { get; init; }
    public string? ServiceUrl { get; init; }
    public string? Text { get; init; }

    /// <summary>The card's message when a button on it was pressed.</summary>
    public string? ReplyToId { get; init; }

    public Account? From { get; init; }
    public Account? Recipient { get; init; }
    public Place? Conversation { get; init; }
    public Entity[]? Entities { get; init; }
    public Attachment[]? Attachments { get; init; }
    public JsonElement Value { get; init; }
    public TeamsData? ChannelData { get; init; }

    public sealed record Account(string? Id, string? Name, string? AadObjectId, string? TenantId);

    /// <param name="ConversationType"><c>personal</c>, <c>groupChat</c> or <c>channel</c>.</param>
    public sealed record Place(string? Id, string? ConversationType, string? TenantId);

    /// <param name="Text">Of a mention: how it stands in the text, <c>&lt;at&gt;JitBot&lt;/at&gt;</c>.</param>
    public sealed record Entity(string? Type, string? Text, Account? Mentioned);

    /// <param name="Content">Of <c>text/html</c>, the message as its editor had it.</param>
    public sealed record Attachment(string? ContentType, JsonElement Content);

    public sealed record TeamsData(Reference? Tenant, Reference? Channel, Reference? Team);

    public sealed record Reference(string? Id);
}
