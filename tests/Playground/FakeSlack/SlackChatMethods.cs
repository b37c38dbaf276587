using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>Posting, changing and deleting messages.</summary>
internal sealed class SlackChatMethods(SlackTwin twin)
{
    private const int LongestChangedText = 4_000;

    public IEnumerable<(string, SlackMethod)> All =>
    [
        ("chat.postMessage", new("chat:write", Post) { IsPaced = true }),
        ("chat.postEphemeral", new("chat:write", PostEphemeral)),
        ("chat.update", new("chat:write", Update)),
        ("chat.delete", new("chat:write", Delete)),
        ("conversations.open", new("im:write", arguments => OpenDm(arguments.Text("users")))),
    ];

    private JsonObject Post(JsonElement arguments)
    {
        CheckContent(arguments);
        var channel = WhereToPost(twin, arguments.Text("channel"));
        var post = (twin.Draft(channel) with { ThreadTs = arguments.Text("thread_ts") }).With(arguments, twin);
        twin.Add(post);
        return new() { ["channel"] = channel.Id, ["ts"] = post.Ts, ["message"] = twin.Objects.Message(post) };
    }

    private JsonObject PostEphemeral(JsonElement arguments)
    {
        CheckContent(arguments);
        var channel = WhereToPost(twin, arguments.Text("channel"));
        var reader = channel.Members.FirstOrDefault(member => member.Id == arguments.Text("user")) ?? throw new SlackRefusal("user_not_in_channel");
        var post = (twin.Draft(channel) with { ThreadTs = arguments.Text("thread_ts"), OnlyFor = reader }).With(arguments, twin);
        twin.Add(post);
        return new() { ["message_ts"] = post.Ts };
    }

    private JsonObject Update(JsonElement arguments)
    {
        CheckContent(arguments);
        if (arguments.Text("text")?.Length > LongestChangedText)
        {
            throw new SlackRefusal("msg_too_long");
        }

        var post = Own(arguments, "cant_update_message");
        twin.Change(post, now => now.With(arguments, twin));
        var message = twin.Objects.Message(post.Channel.Find(post.Ts)!);
        return new() { ["channel"] = post.Channel.Id, ["ts"] = post.Ts, ["text"] = arguments.Text("text") ?? "", ["message"] = message };
    }

    private JsonObject Delete(JsonElement arguments)
    {
        var post = Own(arguments, "cant_delete_message");
        twin.Change(post, now => now with { Deleted = true });
        return new() { ["channel"] = post.Channel.Id, ["ts"] = post.Ts };
    }

    private JsonObject OpenDm(string? users)
    {
        var person = users?.Split(',') switch
        {
            null or [""] => throw new SlackRefusal("users_list_not_supplied"),
            [var id] => twin.FindPerson(id) ?? throw new SlackRefusal("user_not_found"),
            _ => throw new NotSupportedException("The twin knows no direct messages with several people."),
        };
        return new() { ["channel"] = new JsonObject { ["id"] = Dm(person).Id } };
    }

    /// <param name="id">Of a channel, or of a person for their direct messages.</param>
    internal static SlackChannel WhereToPost(SlackTwin twin, string? id)
    {
        if (twin.FindPerson(id) is { } person)
        {
            return Dm(person);
        }

        var channel = id is null ? null : twin.FindChannel(id);
        return channel switch
        {
            null or { HasBot: false, IsPrivate: true } => throw new SlackRefusal("channel_not_found"),
            { IsArchived: true } => throw new SlackRefusal("is_archived"),
            { HasBot: false } when !twin.Scopes.Contains("chat:write.public") => throw new SlackRefusal("not_in_channel"),
            _ => channel,
        };
    }

    private static SlackChannel Dm(SlackPerson person) => person switch
    {
        { Deleted: true } => throw new SlackRefusal("user_disabled"),
        { IsBot: true } => throw new SlackRefusal("cannot_dm_bot"),
        _ => person.OpenDm(),
    };

    /// <summary>A message that is not the bot's, or ephemeral, cannot be touched.</summary>
    private SlackPost Own(JsonElement arguments, string notOwn)
    {
        var channel = twin.FindChannel(arguments.Text("channel") ?? "") ?? throw new SlackRefusal("channel_not_found");
        return channel.Find(arguments.Text("ts") ?? "") switch
        {
            null or { Deleted: true } or { OnlyFor: not null } => throw new SlackRefusal("message_not_found"),
            { Author: not null } => throw new SlackRefusal(notOwn),
            var post => post,
        };
    }

    private static void CheckContent(JsonElement arguments)
    {
        var blocks = arguments.TryGetProperty("blocks", out var given) && given.ValueKind != JsonValueKind.Null ? given : default;
        if (blocks.ValueKind == JsonValueKind.Undefined)
        {
            _ = arguments.Text("text") is { Length: > 0 } ? true : throw new SlackRefusal("no_text");
            return;
        }

        if (SlackBlockKit.CheckMessage(blocks) is { Count: > 0 } wrong)
        {
            throw new SlackRefusal("invalid_blocks", [.. wrong]);
        }

        if (blocks.GetRawText().Length > SlackBlockKit.LongestBlocks)
        {
            throw new SlackRefusal("msg_blocks_too_long");
        }
    }
}

internal static class SlackPostContent
{
    private const int LongestText = 40_000;

    /// <summary>The message with what the bot sent in it. A text without blocks takes the blocks away.</summary>
    public static SlackPost With(this SlackPost post, JsonElement content, SlackTwin twin) => post with
    {
        Text = content.Text("text") is { } text ? text[..Math.Min(text.Length, LongestText)] : "",
        Blocks = content.TryGetProperty("blocks", out var blocks) && blocks.ValueKind == JsonValueKind.Array && blocks.GetArrayLength() > 0
            ? SlackBlockKit.NamedBlocks(blocks, twin)
            : null,
        Earlier = post is { Text: "", Blocks: null } ? post.Earlier : post.Earlier.Add(post with { Earlier = [] }),
    };
}
