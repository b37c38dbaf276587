using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>What the bot is told, in the shape that Slack says it.</summary>
public sealed class SlackPayloads(SlackTwin twin)
{
    // The verification token of old: deprecated, still sent, and worth nothing.
    private const string Token = "verification-token-of-old";
    private const string Domain = "twin";

    /// <param name="text">Behind the command.</param>
    public SlackDelivery Command(SlackPerson person, SlackChannel where, string command, string text) => new(SlackDeliveryKind.Command, new()
    {
        ["token"] = Token,
        ["team_id"] = person.TeamId,
        ["team_domain"] = Domain,
        ["enterprise_id"] = person.EnterpriseId ?? "",
        ["channel_id"] = where.Id,
        ["channel_name"] = where.IsPrivate ? "privategroup" : where.Name,
        ["user_id"] = person.Id,
        ["user_name"] = person.Name,
        ["command"] = command,
        ["text"] = text,
        ["api_app_id"] = twin.AppId,
        ["is_enterprise_install"] = "false",
        ["response_url"] = twin.Responses.New(person, where, original: null, "commands"),
        ["trigger_id"] = twin.Triggers.New(person),
    });

    internal SlackDelivery Pressed(SlackPerson person, SlackPost message, SlackForm form, JsonObject action)
    {
        var payload = By(person, "block_actions");
        payload["container"] = new JsonObject
        {
            ["type"] = "message",
            ["message_ts"] = message.Ts,
            ["channel_id"] = message.Channel.Id,
            ["is_ephemeral"] = message.OnlyFor is not null,
        };
        payload["channel"] = new JsonObject { ["id"] = message.Channel.Id, ["name"] = message.Channel.Name };
        if (message.OnlyFor is null)
        {
            payload["message"] = twin.Objects.Message(message.Channel.Find(message.Ts) ?? message);
        }

        payload["state"] = new JsonObject { ["values"] = form.Values() };
        payload["response_url"] = twin.Responses.New(person, message.Channel, message, "actions");
        return Acted(payload, action);
    }

    internal SlackDelivery Pressed(SlackPerson person, SlackView view, SlackForm form, JsonObject action)
    {
        var payload = By(person, "block_actions");
        payload["container"] = new JsonObject { ["type"] = "view", ["view_id"] = view.Id };
        payload["view"] = twin.Objects.View(view, form);
        return Acted(payload, action);
    }

    internal SlackDelivery TypedAhead(SlackPerson person, SlackView view, SlackField field, string query)
    {
        var payload = By(person, "block_suggestion");
        payload.Remove("trigger_id");
        payload["container"] = new JsonObject { ["type"] = "view", ["view_id"] = view.Id };
        payload["block_id"] = field.BlockId;
        payload["action_id"] = field.ActionId;
        payload["value"] = query;
        payload["view"] = twin.Objects.View(view, SlackForm.Of(view.Blocks, view.Filled, view.Offered));
        return new(SlackDeliveryKind.Options, payload);
    }

    internal SlackDelivery Submitted(SlackPerson person, SlackView view, SlackForm form)
    {
        var payload = By(person, "view_submission");
        payload["view"] = twin.Objects.View(view, form);
        payload["response_urls"] = new JsonArray();
        return new(SlackDeliveryKind.Interaction, payload);
    }

    internal SlackDelivery Closed(SlackPerson person, SlackView view, bool all)
    {
        var payload = By(person, "view_closed");
        payload.Remove("trigger_id");
        // What was typed is not told when a view is closed.
        payload["view"] = twin.Objects.View(view, SlackForm.Of(JsonSerializer.SerializeToElement(Array.Empty<object>())));
        payload["is_cleared"] = all;
        return new(SlackDeliveryKind.Interaction, payload);
    }

    /// <param name="message">Null for a global shortcut.</param>
    internal SlackDelivery Shortcut(SlackPerson person, string callbackId, SlackPost? message = null)
    {
        var payload = By(person, message is null ? "shortcut" : "message_action");
        payload["callback_id"] = callbackId;
        payload["action_ts"] = twin.NextTs();
        if (message is not null)
        {
            payload["message_ts"] = message.Ts;
            payload["channel"] = new JsonObject { ["id"] = message.Channel.Id, ["name"] = message.Channel.Name };
            payload["message"] = twin.Objects.Message(message);
            payload["response_url"] = twin.Responses.New(person, message.Channel, original: null, "app");
        }

        return new(SlackDeliveryKind.Interaction, payload);
    }

    public SlackDelivery HomeOpened(SlackPerson person)
    {
        var opened = new JsonObject { ["type"] = "app_home_opened", ["user"] = person.Id, ["channel"] = person.Dm.Id, ["tab"] = "home", ["event_ts"] = twin.NextTs() };
        if (person.Home is { } home)
        {
            opened["view"] = twin.Objects.View(home, SlackForm.Of(home.Blocks, home.Filled));
        }

        return Event(opened);
    }

    /// <summary>The event <c>message.im</c>, which Slack sends of the bot's own messages too.</summary>
    public SlackDelivery Said(SlackPost post)
    {
        var said = twin.Objects.Message(post);
        said["channel"] = post.Channel.Id;
        said["channel_type"] = "im";
        said["event_ts"] = post.Ts;
        return Event(said);
    }

    public SlackDelivery Mentioned(SlackPost post)
    {
        var mentioned = twin.Objects.Message(post);
        mentioned["type"] = "app_mention";
        mentioned["channel"] = post.Channel.Id;
        mentioned["event_ts"] = post.Ts;
        return Event(mentioned);
    }

    /// <summary>Any event, in the envelope that all of them have.</summary>
    public SlackDelivery Event(JsonObject inner) => new(SlackDeliveryKind.Event, new()
    {
        ["token"] = Token,
        ["team_id"] = twin.TeamId,
        ["context_team_id"] = twin.TeamId,
        ["context_enterprise_id"] = null,
        ["api_app_id"] = twin.AppId,
        ["event"] = inner,
        ["type"] = "event_callback",
        ["event_id"] = twin.NextId("Ev"),
        ["event_time"] = twin.Time.GetUtcNow().ToUnixTimeSeconds(),
        ["authorizations"] = new JsonArray(new JsonObject
        {
            ["enterprise_id"] = null,
            ["team_id"] = twin.TeamId,
            ["user_id"] = twin.BotUserId,
            ["is_bot"] = true,
            ["is_enterprise_install"] = false,
        }),
        ["is_ext_shared_channel"] = false,
    });

    private SlackDelivery Acted(JsonObject payload, JsonObject action)
    {
        action["action_ts"] = twin.NextTs();
        payload["actions"] = new JsonArray(action);
        return new(SlackDeliveryKind.Interaction, payload);
    }

    private JsonObject By(SlackPerson person, string type) => new()
    {
        ["type"] = type,
        ["team"] = new JsonObject { ["id"] = twin.TeamId, ["domain"] = Domain },
        ["user"] = new JsonObject { ["id"] = person.Id, ["username"] = person.Name, ["name"] = person.Name, ["team_id"] = person.TeamId },
        ["api_app_id"] = twin.AppId,
        ["token"] = Token,
        ["trigger_id"] = twin.Triggers.New(person),
        ["enterprise"] = person.EnterpriseId is { } enterprise ? new JsonObject { ["id"] = enterprise, ["name"] = "Grid" } : null,
        ["is_enterprise_install"] = false,
    };
}
