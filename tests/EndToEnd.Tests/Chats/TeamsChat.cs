using System.Text.Json;
using JitBot.Playground.Twin;

namespace JitBot.EndToEnd.Tests.Chats;

/// <summary>Somebody in Teams.</summary>
internal sealed class TeamsChat(TwinPerson person, TwinChat channel) : ChatPerson
{
    private TwinHeard? _heard;
    private JsonElement? _shown;

    public TwinPerson Person => person;

    public override IReadOnlyList<ChatCard> Private => Cards(person.Chat);

    public override IReadOnlyList<ChatCard> Channel => Cards(channel);

    public override string Answer => _shown is { } card ? CardLines.Of(card)
        : string.Join('\n', _heard?.Replies.Select(reply => reply.Card is { } said ? CardLines.Of(said) : reply.Text) ?? []);

    public override string Screen => string.Join('\n', person.Chat.FromBot.Concat(channel.FromBot).Select(message => message.CardFor(person)?.GetRawText()));

    /// <summary>Every card there is in a chat, without what is told below them.</summary>
    public static ChatCard[] Cards(TwinChat chat) =>
        [.. chat.FromBot.Where(message => message is { Card: not null } && (chat.Kind == TwinChatKind.Personal || message.Thread == message.Id)).Select(Card)];

    public override async Task SayAsync(string line) => (_shown, _heard) = (null, await person.SayAsync(line));

    public override async Task PressAsync(ChatCard card, string button, string? why = null, string? howLong = null)
    {
        var filled = new Dictionary<string, string>(StringComparer.Ordinal);
        if (why is not null)
        {
            filled["text"] = why;
        }

        if (howLong is not null)
        {
            filled["duration"] = howLong;
        }

        (_shown, _heard) = ((await person.PressAsync((TwinMessage)card.Message, button, filled)).Card, null);
    }

    public override async Task SubmitAsync(string why, string howLong)
    {
        var form = _heard!.Replies.Last(reply => reply.Card is not null);
        (_shown, _heard) = ((await person.SubmitAsync(form, new Dictionary<string, string> { ["reason"] = why, ["duration"] = howLong })).Card, null);
    }

    public override IReadOnlyList<string> Below(ChatCard card)
    {
        var above = (TwinMessage)card.Message;
        return [.. above.Chat.FromBot.Where(message => message.Thread == above.Id && message.Id != above.Id).Select(message => message.Card is { } said ? CardLines.Of(said) : message.Text ?? "")];
    }

    public override Task<T> WaitForAsync<T>(Func<T?> look)
        where T : class => person.Twin.WaitForAsync(look, Patience);

    private static ChatCard Card(TwinMessage message)
    {
        var card = message.Card!.Value;
        return new(CardLines.Of(card), [.. CardLines.Buttons(card)], string.Concat(message.Earlier.Append(card).Select(version => version.GetRawText())), message);
    }
}
