using System.Text.Json;
using JitBot.Playground.Twin;

namespace JitBot.EndToEnd.Tests.Chats;

/// <summary>Somebody in Teams.</summary>
internal sealed class TeamsChat(TwinPerson person, TwinChat channel) : ChatPerson
{
    private string _answer = "";
    private TwinMessage? _form;

    public TwinPerson Person => person;

    public override IReadOnlyList<ChatCard> Private => Cards(person.Chat, person);

    public override IReadOnlyList<ChatCard> Channel => Cards(channel, person);

    public override string Answer => _answer;

    public override string Screen => string.Join('\n', person.Chat.FromBot.Concat(channel.FromBot).Select(message => message.CardFor(person)?.GetRawText()));

    /// <summary>Every card there is in a chat, without what is told below them.</summary>
    /// <param name="viewer">Who looks: a card may stand there for them alone. Somebody else if not given.</param>
    public static ChatCard[] Cards(TwinChat chat, TwinPerson? viewer = null) =>
    [
        .. chat.FromBot.Where(message => message is { Card: not null } && (chat.Kind == TwinChatKind.Personal || message.Thread == message.Id))
            .Select(message => Card(message, viewer is null ? message.Card!.Value : message.CardFor(viewer)!.Value)),
    ];

    public override Task<bool> TrySayAsync(string line) => TryAsync(async () =>
    {
        var replies = (await person.SayAsync(line)).Replies;

        // A card about something else may have been posted meanwhile.
        _form = replies.LastOrDefault(reply => reply.Card is { } card && CardLines.Verbs(card).Contains("jit.submit.v1"));
        _answer = string.Join('\n', replies.Select(reply => reply.Card is { } card ? CardLines.Of(card) : reply.Text));
    });

    public override Task<bool> TryPressAsync(ChatCard card, string button, string? why = null, string? howLong = null)
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

        return TryAsync(async () => Take(await person.PressAsync((TwinMessage)card.Message, button, filled)));
    }

    public override async Task CloseFindingAsync(ChatCard card, string target, string account) =>
        Take(await person.PressAsync((TwinMessage)card.Message, $"Close {account}"));

    public override async Task SubmitAsync(string why, string howLong) =>
        Take(await person.SubmitAsync(_form!, new Dictionary<string, string> { ["reason"] = why, ["duration"] = howLong }));

    public override IReadOnlyList<string> Below(ChatCard card)
    {
        var above = (TwinMessage)card.Message;
        return [.. above.Chat.FromBot.Where(message => message.Thread == above.Id && message.Id != above.Id).Select(message => message.Card is { } said ? CardLines.Of(said) : message.Text ?? "")];
    }

    private protected override Task<T> LookAsync<T>(Func<T?> look, TimeSpan patience)
        where T : class => person.Twin.WaitForAsync(look, patience);

    private void Take(TwinPressed pressed) => _answer = pressed.Card is { } card ? CardLines.Of(card) : pressed.Text ?? "";

    private static async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static ChatCard Card(TwinMessage message, JsonElement card) =>
        new(CardLines.Of(card), [.. CardLines.Buttons(card)], string.Concat(message.Earlier.Append(message.Card!.Value).Select(version => version.GetRawText())), message);
}
