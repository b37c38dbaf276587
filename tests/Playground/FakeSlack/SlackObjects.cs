using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>Messages and views in the shape that Slack gives them, in payloads and in answers.</summary>
internal sealed class SlackObjects(SlackTwin twin)
{
    public JsonObject Message(SlackPost post)
    {
        var message = new JsonObject
        {
            ["type"] = "message",
            ["user"] = post.Author?.Id ?? twin.BotUserId,
            ["ts"] = post.Ts,
            ["text"] = post.Text,
            ["team"] = post.Author?.TeamId ?? twin.TeamId,
        };
        if (post.Author is null)
        {
            message["bot_id"] = twin.BotId;
            message["app_id"] = twin.AppId;
        }

        if (post.Blocks is { } blocks)
        {
            message["blocks"] = blocks.Node();
        }

        if (post.ThreadTs is { } thread)
        {
            message["thread_ts"] = thread;
        }

        return message;
    }

    public JsonObject View(SlackView view, SlackForm? form = null)
    {
        var whole = view.Content.Node().AsObject();
        foreach (var key in (string[])["private_metadata", "callback_id", "external_id"])
        {
            whole[key] ??= "";
        }

        foreach (var key in (string[])["clear_on_close", "notify_on_close"])
        {
            whole[key] ??= false;
        }

        whole["id"] = view.Id;
        whole["team_id"] = twin.TeamId;
        whole["state"] = new JsonObject { ["values"] = (form ?? SlackForm.Of(view.Blocks, view.Filled)).Values() };
        whole["hash"] = view.Hash;
        whole["root_view_id"] = view.RootId;
        whole["previous_view_id"] = view.PreviousId;
        whole["app_id"] = twin.AppId;
        whole["app_installed_team_id"] = twin.TeamId;
        whole["bot_id"] = twin.BotId;
        return whole;
    }
}
