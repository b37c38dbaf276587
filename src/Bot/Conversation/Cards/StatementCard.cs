using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>Below the decision card: a statement too long for it, whole.</summary>
internal static class StatementCard
{
    public static CardView? Of(AccessRequest request, Names names) => request.Statement is not { } statement ? null : new()
    {
        Title = "",
        Tone = CardTone.Neutral,
        Summary = $"The whole statement that {names[request.Requester]} asks for",
        Text = [CardText.Of($"The whole statement, {statement.Text.Length} characters, SHA-256 {statement.Hash[..16]}:"), .. StatementWords.Whole(request)],
        File = new($"statement-{request.Id}.sql", statement.Text),
    };
}
