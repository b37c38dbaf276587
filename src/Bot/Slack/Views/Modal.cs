using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;

namespace JitBot.Bot.Slack.Views;

/// <summary>A window over the chat, for one person's eyes.</summary>
internal static class Modal
{
    /// <param name="callback">What its submission is called on the wire.</param>
    /// <param name="metadata">What comes back with it, unseen; the client's word, like everything that comes back.</param>
    /// <param name="submit">The label of its button; null for a window that is only read.</param>
    public static JsonObject Of(string title, string callback, JsonArray blocks, string metadata = "", string? submit = null)
    {
        var modal = new JsonObject
        {
            ["type"] = "modal",
            ["callback_id"] = callback,
            ["title"] = Mrkdwn.Plain(title, BlockLimits.ModalTitle),
            ["close"] = Mrkdwn.Plain(submit is null ? "Close" : "Cancel", BlockLimits.ModalTitle),
            ["private_metadata"] = metadata,
            ["blocks"] = blocks,
        };
        if (submit is not null)
        {
            modal["submit"] = Mrkdwn.Plain(submit, BlockLimits.ModalTitle);
        }

        return modal;
    }

    /// <summary>A card to be read: credentials, details, a word on why not.</summary>
    public static JsonObject Of(CardView view, string title = "JitBot")
    {
        JsonArray blocks;
        var longest = BlockLimits.SectionText;
        do
        {
            blocks = CardBlocks.Draw(view, longest, inWindow: true);
            longest /= 2;
        }
        while (blocks.Count > BlockLimits.ViewBlocks && longest > 30);

        while (blocks.Count > BlockLimits.ViewBlocks)
        {
            blocks.RemoveAt(blocks.Count - 2);
        }

        return Of(title, ActionIds.Details, blocks);
    }

    /// <summary>Opened at once, because the permission to open a window is gone after three seconds, and filled when there is something to show.</summary>
    public static JsonObject Wait(string what) => Of("JitBot", ActionIds.Details, Blocks.Array([Blocks.Section(Mrkdwn.Plain(what, BlockLimits.SectionText))]));
}
