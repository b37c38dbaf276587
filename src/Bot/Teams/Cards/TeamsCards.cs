using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;

namespace JitBot.Bot.Teams.Cards;

/// <summary>What is shown in Teams, as Adaptive Cards 1.5. Pure.</summary>
internal static class TeamsCards
{
    /// <summary>Teams refuses messages from about 28 kB on older paths; this leaves room for what the message wraps around the card.</summary>
    public const int MostBytes = 24_000;

    private static readonly JsonSerializerOptions AsCounted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>At most <see cref="MostBytes"/>: text too long for that is cut at a word.</summary>
    public static JsonObject Card(CardView view)
    {
        JsonObject card;
        var longest = 4000;
        do
        {
            card = ViewCard.Draw(view, longest);
            longest /= 2;
        }
        while (!Fits(card) && longest > 30);

        return card;
    }

    /// <summary>What is shown letter for letter is never cut: if it has no room, it follows in cards of its own.</summary>
    public static ImmutableArray<JsonObject> Cards(CardView view)
    {
        var card = Card(view);
        return Fits(card) ? [card] : LongCard.Split(view);
    }

    /// <param name="statementAt">Where its statement is kept if the form has no room for it, or else null.</param>
    public static JsonObject Form(Reply.Form form, string? statementAt = null)
    {
        if (FormChoices.IsForStatement(form.Analysis))
        {
            return StatementForm.Draw(form, new(form), statementAt);
        }

        var card = FormCard.Draw(form, tickTables: true, FormScope.MostTyped);
        for (var longest = FormScope.MostTyped; !Fits(card) && longest > 100; longest /= 2)
        {
            card = FormCard.Draw(form, tickTables: false, longest);
        }

        return card;
    }

    /// <summary>A form that came back, from the action's data with its inputs merged in.</summary>
    public static FormInput Input(JsonObject data) => FormFields.Read(data);

    public static bool Fits(JsonNode card) => Size(card) <= MostBytes;

    public static int Size(JsonNode card) => JsonSerializer.SerializeToUtf8Bytes(card, AsCounted).Length;
}
