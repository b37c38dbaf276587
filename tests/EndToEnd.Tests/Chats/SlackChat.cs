using System.Collections.Immutable;
using JitBot.Core.Sweep;
using JitBot.Playground.FakeSlack;

namespace JitBot.EndToEnd.Tests.Chats;

/// <summary>Somebody in Slack.</summary>
internal sealed class SlackChat(SlackTwin twin, SlackPerson person, SlackChannel channel) : ChatPerson
{
    // Moments in Slack are compared as text; whatever is said has a later one.
    private string _lastAct = "";

    public SlackPerson Person => person;

    public override IReadOnlyList<ChatCard> Private => Cards(person.Dm);

    public override IReadOnlyList<ChatCard> Channel => Cards(channel);

    public override string Answer => string.Join('\n', person.Messages
        .Where(post => post.Author is null && string.CompareOrdinal(post.Ts, _lastAct) > 0 && (post.OnlyFor == person || post.Channel == person.Dm))
        .Select(post => post.Lines)
        .Concat(person.Modals.Select(modal => modal.Lines)));

    public override string Screen => string.Join('\n', person.Messages.Where(post => post.OnlyFor == person || post.Channel == person.Dm).Select(post => $"{post.Text} {post.Blocks}")
        .Concat(person.Modals.Append(person.Home).OfType<SlackView>().Select(view => view.Content.GetRawText())));

    /// <summary>Every card there is in a channel, without what is told below them or to one person alone.</summary>
    public static ChatCard[] Cards(SlackChannel channel) => [.. channel.FromBot.Where(post => post is { ThreadTs: null, Blocks: not null }).Select(Card)];

    public override async Task<bool> TrySayAsync(string line)
    {
        Begin();
        return (await person.CommandAsync(line)).Error is null;
    }

    public override async Task<bool> TryPressAsync(ChatCard card, string button, string? why = null, string? howLong = null)
    {
        Begin();
        var post = (SlackPost)card.Message;
        // What asks for something more says so with three dots.
        var label = post.Buttons.Contains($"{button}…") ? $"{button}…" : button;
        var heard = await person.PressAsync(post, label);
        if (heard.Error is not null || why is null)
        {
            return heard.Error is null;
        }

        (string, string)[] filled = [("text", why), .. howLong is null ? [] : new[] { ("time", howLong) }];
        return (await person.SubmitAsync(await WaitForAsync(() => person.Modal), filled)).Error is null;
    }

    public override async Task CloseFindingAsync(ChatCard card, string target, string account)
    {
        Begin();
        await person.PressAsync((SlackPost)card.Message, $"{target}/{FindingId.Of(target, account)}");

        // A window to be confirmed, or a word on why there is none.
        await WaitForAsync(() => Answer.Length > 0 ? Answer : null);
        if (person.Modal is { } window)
        {
            await person.SubmitAsync(window);
        }
    }

    public override async Task SubmitAsync(string why, string howLong)
    {
        var form = await WaitForAsync(() => person.Modal);
        Assert.Null((await person.SubmitAsync(form, ("Why", why), ("For how long", howLong))).Error);
    }

    public override IReadOnlyList<string> Below(ChatCard card)
    {
        var above = (SlackPost)card.Message;
        return [.. above.Channel.FromBot.Where(post => post.ThreadTs == above.Ts).Select(post => post.Lines)];
    }

    private protected override Task<T> LookAsync<T>(Func<T?> look, TimeSpan patience)
        where T : class => twin.WaitForAsync(look, patience);

    private void Begin()
    {
        person.CloseAll();
        _lastAct = person.Messages.LastOrDefault()?.Ts ?? "";
    }

    private static ChatCard Card(SlackPost post) => new(
        post.Lines,
        [.. post.Buttons.Where(button => button != "Details").Select(button => button.TrimEnd('…'))],
        string.Concat(post.Earlier.Append(post).Select(version => version.Blocks?.GetRawText())),
        post);
}
