using JitBot.Core.People;

namespace JitBot.Bot.Slack.Inbound;

/// <summary>Who sent it, as Slack says it in what it signed or sent through its own socket.</summary>
/// <param name="Team">The workspace it was sent in, <c>T…</c>; null for an organisation as a whole.</param>
/// <param name="Enterprise">The Enterprise Grid organisation, <c>E…</c>.</param>
/// <param name="User"><c>U…</c> or <c>W…</c>.</param>
internal sealed record SlackSender(string? Team, string? Enterprise, string User)
{
    /// <summary>The account that is linked to a person; in Enterprise Grid the organisation's may be.</summary>
    public IEnumerable<ChatAccount> Accounts()
    {
        if (Team is not null)
        {
            yield return new(SlackOptions.Platform, Team, User);
        }

        if (Enterprise is not null)
        {
            yield return new(SlackOptions.Platform, Enterprise, User);
        }
    }

    public string Tenant => Team ?? Enterprise ?? "";
}

/// <summary>A modal or Home as it came back.</summary>
/// <param name="State">What is filled in: by block id, then by action id.</param>
internal sealed record SlackView(string Id, string CallbackId, string Metadata, System.Text.Json.Nodes.JsonObject State);

/// <summary>What Slack delivers, in the parts that are used here.</summary>
internal abstract record SlackDelivery(SlackSender Sender)
{
    /// <summary>The same delivery again has the same; null where repeating does no harm.</summary>
    public virtual string? Id => null;

    /// <summary><c>/jit …</c></summary>
    /// <param name="Trigger">Opens a modal within three seconds, once.</param>
    public sealed record Command(SlackSender Sender, string Text, string Trigger, string ResponseUrl) : SlackDelivery(Sender)
    {
        public override string Id => Trigger;
    }

    /// <summary>A button, or a choice that is sent at once.</summary>
    /// <param name="Value">A button's value, or the one chosen.</param>
    /// <param name="Channel">Of the message it stands on; null on a modal or Home.</param>
    /// <param name="Message">That message's timestamp, which is its id.</param>
    public sealed record Press(
        SlackSender Sender, string ActionId, string Value, string Trigger, string? ResponseUrl, string? Channel, string? Message, SlackView? View) : SlackDelivery(Sender)
    {
        public override string Id => $"{Trigger} {ActionId} {Value}";
    }

    public sealed record Submission(SlackSender Sender, string Trigger, SlackView View) : SlackDelivery(Sender)
    {
        public override string Id => $"{Trigger} {View.Id}";
    }

    /// <summary>Somebody types in a field whose choices come from here.</summary>
    public sealed record Suggestion(SlackSender Sender, string ActionId, string Typed, SlackView? View) : SlackDelivery(Sender);

    /// <param name="MessageText">Of the message whose menu it was chosen from; null for a global one.</param>
    /// <param name="MessageCode">Its first block of code, letter for letter; null if it has none.</param>
    public sealed record Shortcut(SlackSender Sender, string CallbackId, string Trigger, string? MessageText, string? MessageCode = null) : SlackDelivery(Sender)
    {
        public override string Id => Trigger;
    }

    public sealed record HomeOpened(SlackSender Sender) : SlackDelivery(Sender);

    /// <summary>Typed to the bot in its private chat, or mentioning it in a channel.</summary>
    /// <param name="Thread">Where to answer in a channel.</param>
    public sealed record Said(SlackSender Sender, string EventId, string Text, string Channel, string Thread, bool InPrivate) : SlackDelivery(Sender)
    {
        public override string Id => EventId;
    }
}
