using System.Text.Json.Nodes;

namespace JitBot.Playground.Twin;

/// <summary>Activities in the shape that Teams sends them.</summary>
public sealed class TwinActivities(TeamsTwin twin)
{
    /// <param name="html">As the editor has it, where that says more than the text.</param>
    public JsonObject Typed(TwinPerson person, TwinMessage message, string text, string? html = null)
    {
        var activity = From(person, message.Chat, message.Conversation, "message", message.Id);
        activity["text"] = text;
        activity["textFormat"] = "plain";
        if (html is not null)
        {
            activity["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "text/html", ["content"] = html });
        }

        activity["entities"] = new JsonArray(
            new JsonObject { ["type"] = "clientInfo", ["locale"] = "en-GB", ["country"] = "GB", ["platform"] = "Web" },
            new JsonObject { ["type"] = "mention", ["text"] = "<at>JitBot</at>", ["mentioned"] = Bot() });
        return activity;
    }

    /// <summary>Action.Execute.</summary>
    public JsonObject Pressed(TwinPerson person, TwinMessage message, JsonObject action, JsonObject data)
    {
        var activity = From(person, message.Chat, message.Conversation, "invoke", $"f:{Guid.NewGuid()}");
        activity["name"] = "adaptiveCard/action";
        activity["replyToId"] = message.Id;
        activity["value"] = new JsonObject
        {
            ["action"] = new JsonObject { ["type"] = "Action.Execute", ["title"] = action["title"]?.DeepClone(), ["verb"] = action["verb"]?.DeepClone(), ["data"] = data.DeepClone() },
            ["trigger"] = "manual",
        };
        return activity;
    }

    /// <summary>Action.Submit.</summary>
    public JsonObject Submitted(TwinPerson person, TwinMessage message, JsonObject data)
    {
        var activity = From(person, message.Chat, message.Conversation, "message", twin.NextId());
        activity["replyToId"] = message.Id;
        activity["value"] = data.DeepClone();
        return activity;
    }

    /// <summary>The answer to a card that asks about a file.</summary>
    /// <param name="uploadUrl">Where the file may be put; null if it may not.</param>
    public JsonObject Consented(TwinPerson person, TwinMessage message, string? uploadUrl)
    {
        var consent = message.Consent!;
        var activity = From(person, message.Chat, message.Conversation, "invoke", $"f:{Guid.NewGuid()}");
        activity["name"] = "fileConsent/invoke";
        activity["replyToId"] = message.Id;
        var value = new JsonObject
        {
            ["type"] = "fileUpload",
            ["action"] = uploadUrl is null ? "decline" : "accept",
            ["context"] = JsonNode.Parse((uploadUrl is null ? consent.DeclineContext : consent.AcceptContext).GetRawText()),
        };
        if (uploadUrl is not null)
        {
            value["uploadInfo"] = new JsonObject
            {
                ["contentUrl"] = $"{twin.Address}/personal/Documents/{consent.Name}",
                ["name"] = consent.Name,
                ["uploadUrl"] = uploadUrl,
                ["uniqueId"] = Guid.NewGuid().ToString(),
                ["fileType"] = consent.Name.Split('.')[^1],
            };
        }

        activity["value"] = value;
        return activity;
    }

    /// <param name="action"><c>add</c> or <c>remove</c>.</param>
    public JsonObject Installed(TwinPerson person, TwinChat chat, string action)
    {
        var activity = From(person, chat, chat.Id, "installationUpdate", $"f:{Guid.NewGuid()}");
        activity["action"] = action;
        return activity;
    }

    private JsonObject From(TwinPerson person, TwinChat chat, string conversation, string type, string id)
    {
        var channel = chat.Kind == TwinChatKind.Channel;
        var place = new JsonObject { ["conversationType"] = channel ? "channel" : "personal", ["tenantId"] = person.TenantId, ["id"] = conversation };
        var data = new JsonObject { ["tenant"] = new JsonObject { ["id"] = person.TenantId } };
        if (channel)
        {
            place["isGroup"] = true;
            data["channel"] = new JsonObject { ["id"] = chat.Id };
            data["team"] = new JsonObject { ["id"] = twin.TeamId };
        }

        return new()
        {
            ["type"] = type,
            ["id"] = id,
            ["timestamp"] = twin.Time.GetUtcNow().ToString("o"),
            ["channelId"] = "msteams",
            ["serviceUrl"] = twin.ServiceUrl,
            ["from"] = new JsonObject { ["id"] = person.Mri, ["name"] = person.Name, ["aadObjectId"] = person.AadObjectId },
            ["recipient"] = Bot(),
            ["conversation"] = place,
            ["channelData"] = data,
            ["locale"] = "en-GB",
        };
    }

    private JsonObject Bot() => new() { ["id"] = twin.BotId, ["name"] = "JitBot" };
}
