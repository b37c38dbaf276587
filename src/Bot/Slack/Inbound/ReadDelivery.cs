using System.Text.Json.Nodes;

namespace JitBot.Bot.Slack.Inbound;

/// <summary>
/// Reads Slack's payloads. Pure, and surprised by nothing: whatever is missing or of another type makes a payload nobody can read, or one that
/// is not for us.
/// </summary>
internal static class ReadDelivery
{
    private const int LongestId = 255;

    /// <summary>A slash command's form.</summary>
    public static SlackDelivery? Command(IReadOnlyDictionary<string, string> form) =>
        SenderOf(form.GetValueOrDefault("team_id"), form.GetValueOrDefault("enterprise_id"), form.GetValueOrDefault("user_id")) is { } sender
        && form.GetValueOrDefault("trigger_id") is { Length: > 0 } trigger
            ? new SlackDelivery.Command(sender, form.GetValueOrDefault("text") ?? "", trigger, form.GetValueOrDefault("response_url") ?? "")
            : null;

    /// <summary>A button, a choice, a submitted modal, a shortcut, a question for choices.</summary>
    public static SlackDelivery? Interaction(JsonObject payload)
    {
        if (SenderOf(payload) is not { } sender)
        {
            return null;
        }

        var trigger = payload.Text("trigger_id") ?? "";
        return payload.Text("type") switch
        {
            "block_actions" => Press(payload, sender, trigger),
            "view_submission" when ViewOf(payload) is { } view => new SlackDelivery.Submission(sender, trigger, view),
            "block_suggestion" when payload.Text("action_id") is { } action => new SlackDelivery.Suggestion(sender, action, payload.Text("value") ?? "", ViewOf(payload)),
            "shortcut" or "message_action" when payload.Text("callback_id") is { } callback =>
                payload.Text("type") == "message_action"
                    ? new SlackDelivery.Shortcut(sender, callback, trigger, payload.Text("message", "text") ?? "", CodeIn((payload["message"] as JsonObject)?["blocks"]))
                    : new SlackDelivery.Shortcut(sender, callback, trigger, null),
            _ => null,
        };
    }

    /// <summary>An event of the Events API; null for those that are not for us, such as the bot's own messages.</summary>
    public static SlackDelivery? Event(JsonObject payload)
    {
        var happened = payload["event"] as JsonObject;
        if (happened is null || SenderOf(payload.Text("team_id"), payload.Text("enterprise_id"), happened.Text("user")) is not { } sender)
        {
            return null;
        }

        return happened.Text("type") switch
        {
            "app_home_opened" when happened.Text("tab") is "home" => new SlackDelivery.HomeOpened(sender),
            // Bots are not answered, or two of them would talk for ever; edits and joins have a subtype.
            "message" or "app_mention" when happened.Text("bot_id") is null && happened.Text("subtype") is null => Message(payload, happened, sender),
            _ => null,
        };
    }

    private static SlackDelivery.Said? Message(JsonObject payload, JsonObject happened, SlackSender sender)
    {
        var inPrivate = happened.Text("channel_type") == "im";
        return (inPrivate || happened.Text("type") == "app_mention")
            && payload.Text("event_id") is { } id && happened.Text("channel") is { } channel && happened.Text("ts") is { } at
                ? new(sender, id, happened.Text("text") ?? "", channel, happened.Text("thread_ts") ?? at, inPrivate)
                : null;
    }

    private static SlackDelivery.Press? Press(JsonObject payload, SlackSender sender, string trigger)
    {
        var action = (payload["actions"] as JsonArray)?.FirstOrDefault() as JsonObject;
        if (action.Text("action_id") is not { Length: <= LongestId } id)
        {
            return null;
        }

        var onMessage = payload.Text("container", "type") == "message";
        return new(sender, id, action.Text("value") ?? action.Text("selected_option", "value") ?? "", trigger, payload.Text("response_url"),
            onMessage ? payload.Text("container", "channel_id") : null, onMessage ? payload.Text("container", "message_ts") : null, ViewOf(payload));
    }

    /// <summary>
    /// What somebody typed as a block of code: there Slack has it as it was typed, where a message's text has links and entities. Null if there is no such
    /// block, or something in it that has no letters here, such as a mention.
    /// </summary>
    private static string? CodeIn(JsonNode? node)
    {
        var parts = (FirstCode(node)?["elements"] as JsonArray)?.Select(element => (element as JsonObject).Text("text") ?? (element as JsonObject).Text("url")).ToArray();
        return parts is null || parts.Contains(null) ? null : string.Concat(parts);
    }

    private static JsonObject? FirstCode(JsonNode? node) => node switch
    {
        JsonObject block when block.Text("type") == "rich_text_preformatted" => block,
        JsonObject block => FirstCode(block["elements"]),
        JsonArray all => all.Select(FirstCode).FirstOrDefault(code => code is not null),
        _ => null,
    };

    private static SlackView? ViewOf(JsonObject payload) => payload["view"] is JsonObject view && view.Text("id") is { Length: <= LongestId } id
        ? new(id, view.Text("callback_id") ?? "", view.Text("private_metadata") ?? "", (view["state"] as JsonObject)?["values"] as JsonObject ?? [])
        : null;

    private static SlackSender? SenderOf(JsonObject payload) => SenderOf(
        payload.Text("team", "id") ?? payload.Text("user", "team_id"), payload.Text("enterprise", "id") ?? payload.Text("team", "enterprise_id"), payload.Text("user", "id"));

    private static SlackSender? SenderOf(string? team, string? enterprise, string? user) =>
        user is { Length: > 0 and <= LongestId } && (team ?? enterprise) is { Length: > 0 and <= LongestId }
            ? new(Filled(team), Filled(enterprise), user)
            : null;

    private static string? Filled(string? id) => id is { Length: > 0 and <= LongestId } ? id : null;
}
