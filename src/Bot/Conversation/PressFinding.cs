using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation;

/// <summary>A press on a message about what was found on a target: put on record if it may be, and answered with how things stand there now.</summary>
internal sealed class PressFinding(DecideFinding decide, ListResidue list, FindingsBoards boards, IDirectory directory, TargetRegistry targets, TimeProvider time)
{
    public async Task<Reply> HandleAsync(Asker asker, FindingPress press, CancellationToken ct)
    {
        var outcome = VerdictOf(press) is { } verdict
            ? await decide.HandleAsync(new(press.Target, press.Finding, verdict, new Decider.InChat(asker.Person), press.Text), ct)
            : null;
        return targets.Find(press.Target) is { } target
            ? await AnswerAsync(asker, press, target, outcome, ct)
            : new Reply.Card((outcome is null ? Wording.UnknownButton : Wording.Of(outcome, Names.Of())).Card());
    }

    /// <summary>
    /// The button as it is drawn now, for a platform that asks only after the press for what it needs; null if there is no such button any more, or
    /// not for this person.
    /// </summary>
    public async Task<CardAction?> FindAsync(Asker asker, FindingPress press, CancellationToken ct) =>
        targets.Find(press.Target) is { } target && await decide.MayDecideAsync(new Decider.InChat(asker.Person), target, ct)
            ? (await ShownAsync(target, default, ct)).Findings.SelectMany(finding => FindingsCard.Actions(target.Id, finding))
                .FirstOrDefault(action => action.Id == press.ActionId && action.About == new ButtonSubject.OfFinding(target.Id, press.Finding))
            : null;

    private FindingVerdict? VerdictOf(FindingPress press) => press.ActionId switch
    {
        ActionIds.CloseFinding => new FindingVerdict.Close(),
        ActionIds.KeepFinding when DurationText.Read(press.HowLong, out var howLong) == DurationFault.None => new FindingVerdict.Keep(time.Now() + howLong),
        _ => null,
    };

    private async Task<Reply> AnswerAsync(Asker asker, FindingPress press, Target target, FindingOutcome? outcome, CancellationToken ct)
    {
        var board = await boards.FindAsync(target.Id, ct);
        var shown = await ShownAsync(target, board.ClosedUpTo, ct);
        var names = await Names.OfAsync(directory, [.. FindingsCard.People(shown), .. outcome is null ? [] : Wording.People(outcome)], ct);
        var note = outcome is null ? Wording.UnknownButton : Wording.Of(outcome, names);

        // The ids may come from a client that made them up: a message it was not pressed on is shown only to those who answer for the target.
        var isKnown = board.Messages.Any(message => message.Surface == asker.Platform && message.Message == press.Message);
        if (!isKnown && !await decide.MayDecideAsync(new Decider.InChat(asker.Person), target, ct))
        {
            return new Reply.Card(note.Card());
        }

        if (!isKnown && press.Message is { } message)
        {
            await boards.ChangeAsync(target.Id, current => current.Adopt(asker.Platform, message), ct);
        }

        return new Reply.Card(FindingsCard.Of(shown, names) with { Note = note }, IsPressed: true);
    }

    private async Task<ShownFindings> ShownAsync(Target target, DateTimeOffset closedUpTo, CancellationToken ct) =>
        ShownFindings.Of((await list.OfBegunEndsAsync(ct)).Single(residue => residue.Target == target.Id), closedUpTo, time.Now());
}
