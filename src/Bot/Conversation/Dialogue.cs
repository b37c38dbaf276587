using JitBot.Core.People;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

/// <summary>
/// What every chat face hands its people's words and clicks to. A store that cannot be reached throws
/// <see cref="Core.Storage.StoreDownException"/>, which the face answers with <see cref="StoreDown"/>.
/// </summary>
internal sealed class Dialogue
{
    /// <param name="text">As typed, without the mention of the bot.</param>
    /// <param name="origin">This delivery: the same one twice asks once.</param>
    public Task<Reply> SayAsync(Asker asker, string text, Origin origin, CancellationToken ct) => Task.FromResult(StoreDown());

    /// <summary>A button on a posted card. The reply stands in the card's place, for the one who pressed.</summary>
    public Task<Reply> PressAsync(Asker asker, ButtonPress press, CancellationToken ct) => Task.FromResult(StoreDown());

    /// <param name="formId">From the form; with its sender, it makes submitting twice one request.</param>
    /// <param name="form">The message that the form stood in and that shows the reply from now on; null if it does not stay.</param>
    public Task<Reply> SubmitFormAsync(Asker asker, FormInput input, string formId, Origin origin, PostedCard? form, CancellationToken ct) =>
        Task.FromResult(StoreDown());

    /// <summary>A level or database was picked: the form again, filled anew.</summary>
    public Task<Reply> ChangeFormAsync(Asker asker, FormInput input, string formId, CancellationToken ct) => Task.FromResult(StoreDown());

    /// <summary>To somebody no account in the directory is linked to: what the operator needs to link them.</summary>
    public static Reply Stranger(ChatAccount account) => new Reply.Card(new()
    {
        Title = "I do not know you yet",
        Tone = CardTone.Neutral,
        Summary = "I do not know you yet.",
        Facts = [new("Platform", Plain(account.Platform)), new("Tenant", Plain(account.Tenant)), new("User", Plain(account.User))],
    });

    public static Reply StoreDown() => new Reply.Card(new()
    {
        Title = "Not now",
        Tone = CardTone.Bad,
        Summary = "I cannot reach my own database.",
    });

    private static CardText Plain(string text) => new([new CardPiece.Plain(text)]);
}
