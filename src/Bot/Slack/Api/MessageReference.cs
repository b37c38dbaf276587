namespace JitBot.Bot.Slack.Api;

/// <summary>Where something the bot showed stands. As text it is what <see cref="Core.Requests.PostedCard.Message"/> holds.</summary>
internal abstract record MessageReference
{
    private const string ViewMark = "view";
    private const string FileMark = "file";

    private MessageReference() { }

    /// <param name="Channel"><c>C…</c>, <c>D…</c> or <c>G…</c>.</param>
    /// <param name="Timestamp">The message's id there, such as <c>1700000000.000100</c>.</param>
    public sealed record Message(string Channel, string Timestamp) : MessageReference
    {
        public override string ToString() => $"{Channel} {Timestamp}";
    }

    /// <summary>A modal that somebody has open.</summary>
    public sealed record View(string Id) : MessageReference
    {
        public override string ToString() => $"{ViewMark} {Id}";
    }

    /// <summary>A file that was shared; Slack makes its message later, and does not say which.</summary>
    public sealed record File(string Id) : MessageReference
    {
        public override string ToString() => $"{FileMark} {Id}";
    }

    public static MessageReference? Parse(string text) => text.Split(' ') switch
    {
        [ViewMark, { Length: > 0 } id] => new View(id),
        [FileMark, { Length: > 0 } id] => new File(id),
        [{ Length: > 0 } channel, { Length: > 0 } timestamp] => new Message(channel, timestamp),
        _ => null,
    };
}
