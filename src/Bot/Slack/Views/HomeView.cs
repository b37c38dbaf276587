using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core.Targets;

namespace JitBot.Bot.Slack.Views;

/// <summary>The app's Home: what is mine, what waits for me, what I may ask for.</summary>
internal static class HomeView
{
    private const int LongestOnHome = 300;
    private const int MostTargets = 15;

    public static JsonObject Draw(HomePage page)
    {
        var blocks = new List<JsonObject>
        {
            Blocks.Header("Database access, just in time"),
            Blocks.Actions(Blocks.Button(FormIds.Ask, "Request access", "", ActionStyle.Primary)),
        };
        Add(blocks, "Waits for your decision", [.. page.ToDecide.Select(WithoutDecision)]);
        Add(blocks, "Your access", page.Live);
        Add(blocks, "Your requests", page.Waiting);
        if (page is { Live: [], Waiting: [], ToDecide: [] })
        {
            blocks.Add(Blocks.Divider());
            blocks.Add(Blocks.Section(Mrkdwn.Plain("Nothing of yours is on or waiting, and nothing waits for you.", BlockLimits.SectionText)));
        }

        AddTargets(blocks, page.Targets);
        return View(blocks);
    }

    /// <summary>A word instead of the page: why there is none.</summary>
    public static JsonObject Draw(CardView view) => View([.. CardBlocks.Draw(view, BlockLimits.SectionText, inWindow: true).OfType<JsonObject>().Select(block => (JsonObject)block.DeepClone())]);

    private static void Add(List<JsonObject> blocks, string title, ImmutableArray<CardView> cards)
    {
        if (cards.IsEmpty)
        {
            return;
        }

        blocks.Add(Blocks.Divider());
        blocks.Add(Blocks.Header(title));
        foreach (var (index, card) in cards.Index())
        {
            var room = BlockLimits.ViewBlocks - blocks.Count - MostTargets - 5;
            var drawn = Card(card);
            if (drawn.Length >= room)
            {
                blocks.Add(Blocks.Context(Mrkdwn.Text(CardText.Of($"There are more: {CardPiece.Command("mine")} lists yours."), BlockLimits.SectionText)));
                return;
            }

            blocks.AddRange(index == 0 ? drawn : [Blocks.Divider(), .. drawn]);
        }
    }

    /// <summary>What is approved is what was shown (rule 36), and here is no room for a statement with all that is to be known of it.</summary>
    private static CardView WithoutDecision(CardView card) => card.Lead.FirstOrDefault(text => text.IsExact) is not { } statement ? card : card with
    {
        Lead =
        [
            .. card.Lead.TakeWhile(text => !text.IsExact), statement,
            CardText.Of($"This is it in brief. Details shows all of it; decide on its card, in the channel or in our private chat."),
        ],
        Actions = card.Actions.RemoveAll(action => action.Id is ActionIds.Approve or ActionIds.Deny),
    };

    /// <summary>In few lines: what it is, how it stands, until when; the rest is behind <em>Details</em> and on its card.</summary>
    private static JsonObject[] Card(CardView card)
    {
        var brief = card with { Lead = [.. card.Lead.Select(text => ExactText.Beginning(text, 4, LongestOnHome))], Text = [.. card.Text.Where(text => text.Subtle).TakeLast(1)], Facts = [.. card.Facts.Take(4)], Details = card.Details };
        return [.. CardBlocks.Draw(brief, LongestOnHome).OfType<JsonObject>().Select(block => (JsonObject)block.DeepClone()).Select(Smaller)];
    }

    /// <summary>Titles on the page are the sections' own.</summary>
    private static JsonObject Smaller(JsonObject block) => block.Text("type") == "header" && block.Text("text", "text") is { } title
        ? Blocks.Section(Mrkdwn.Text(new([new CardPiece.Plain(title)]) { Strong = true }, BlockLimits.SectionText))
        : block;

    private static void AddTargets(List<JsonObject> blocks, ImmutableArray<Target> targets)
    {
        if (targets.IsEmpty)
        {
            return;
        }

        blocks.Add(Blocks.Divider());
        blocks.Add(Blocks.Header("What you can ask for"));
        foreach (var target in targets.Take(MostTargets))
        {
            var section = Blocks.Section(Mrkdwn.Text(CardText.Of($"{target.Id} ({target.Environment}): {string.Join(", ", target.Profiles.Select(profile => profile.Name))}"), BlockLimits.SectionText));
            section["accessory"] = Blocks.Button(FormIds.Ask, "Ask", target.Id);
            blocks.Add(section);
        }

        if (targets.Length > MostTargets)
        {
            blocks.Add(Blocks.Context(Mrkdwn.Plain($"and {targets.Length - MostTargets} more, in the form", BlockLimits.SectionText)));
        }
    }

    private static JsonObject View(List<JsonObject> blocks) => new() { ["type"] = "home", ["blocks"] = Blocks.Array(blocks) };
}
