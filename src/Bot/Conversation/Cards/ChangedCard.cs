using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>To somebody who wants to run another statement than was approved: where the two part, side by side.</summary>
internal static class ChangedCard
{
    // On both sides of the place, so that it is found again.
    private const int Around = 30;
    private const int After = 60;

    /// <param name="at">Where they first differ, in UTF-16 units of the approved one from 0.</param>
    public static CardView Of(AccessRequest request, string typed, int at)
    {
        var (approved, other) = (request.Statement!.Text, ApprovedStatement.Trimmed(typed));
        return new()
        {
            Title = "This is not the statement that was approved",
            Tone = CardTone.Warning,
            Summary = "This is not the statement that was approved, so it was not run.",
            Lead = [CardText.Of($"It was not run. Only what was approved is, letter for letter. They part at character {at + 1}, line {approved.AsSpan(0, at).Count('\n') + 1}:")],
            Text =
            [
                CardText.Of($"Approved") with { Strong = true }, CardText.Exact(Piece(approved, at)),
                CardText.Of($"Yours") with { Strong = true }, CardText.Exact(Piece(other, at)),
                RequestCards.IdLine(request),
            ],
        };
    }

    /// <summary>The text around the place, which stands between » and «.</summary>
    private static string Piece(string text, int at)
    {
        var from = Math.Max(0, Math.Min(at, text.Length) - Around);
        var to = Math.Min(text.Length, at + After);
        var parting = Math.Min(at, text.Length);
        return $"{(from > 0 ? "…" : "")}{text[from..parting]}»{text[parting..to]}{(to < text.Length ? "…" : "«")}";
    }
}
