using JitBot.Bot.Conversation;
using JitBot.Core.People;

namespace JitBot.Bot.Bytebase;

/// <summary>A press on a card about one of Bytebase's issues: put on record if it may be, and answered with how it stands.</summary>
internal sealed class PressIssue(GiveWord give, JudgeWord judge, BridgedIssues issues, IDirectory directory, BytebaseOptions options)
{
    public async Task<Reply> HandleAsync(Asker asker, IssuePress press, CancellationToken ct)
    {
        var note = KindOf(press.ActionId) is { } kind
            ? IssueWording.Of(await give.HandleAsync(new(press.Issue, press.Terms, kind, asker.Person, asker.Platform, press.Text), ct))
            : Wording.UnknownButton;
        if (await issues.FindAsync(press.Issue, ct) is not { } issue || options.Of(issue.Name) is not { } project)
        {
            return new Reply.Card(note.Card());
        }

        // The ids may come from a client that made them up: a message it was not pressed on is shown only to those it concerns.
        var known = issue.Cards.FirstOrDefault(card => card.Surface == asker.Platform && card.Message == press.Message);
        if (known is null && !await judge.ConcernsAsync(issue, asker.Person, ct))
        {
            return new Reply.Card(note.Card());
        }

        if (known is null && press.Message is { } message)
        {
            // Posted by a replica that died before it could write that down: it is kept true from now on.
            await issues.ChangeAsync(press.Issue, current => current is null ? null : current with { Cards = current.Cards.Add(new(asker.Platform, IssueSlot.Card, message, 0)) }, ct);
        }

        var people = await IssuePeople.OfAsync(issue.Facts, directory, ct);
        return new Reply.Card(IssueCard.Of(known?.Slot ?? IssueSlot.Card, issue, people, project, asker.Platform) with { Note = note }, IsPressed: true);
    }

    /// <summary>
    /// The button as it is drawn now, for a platform that asks only after the press for what it needs; null if there is no such button any more, or
    /// not for this person.
    /// </summary>
    public async Task<CardAction?> FindAsync(Asker asker, IssuePress press, CancellationToken ct) =>
        KindOf(press.ActionId) is { } kind && await issues.FindAsync(press.Issue, ct) is { } issue && options.Of(issue.Name) is { } project
        && await judge.RefusalAsync(issue, asker.Person, kind, ct) is null
            ? IssueCard.Actions(issue, project, asker.Platform).FirstOrDefault(action => action.Id == press.ActionId && action.About == new ButtonSubject.OfIssue(press.Issue, press.Terms))
            : null;

    private static WordKind? KindOf(string action) => action switch
    {
        ActionIds.ApproveIssue => WordKind.Approve,
        ActionIds.DenyIssue => WordKind.Deny,
        ActionIds.EndIssue => WordKind.End,
        _ => null,
    };
}
