using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Grants;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

internal static partial class Wording
{
    public static Note? Of(WithdrawOutcome outcome) => outcome switch
    {
        WithdrawOutcome.Withdrawn => null,
        WithdrawOutcome.AlreadyDecided => new(CardTone.Neutral, "Already decided",
            CardText.Of($"It was decided before you withdrew it. The card shows how it stands now.")),
        WithdrawOutcome.NotYours => NotYours,
        WithdrawOutcome.UnknownRequest => UnknownRequest,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    public static Note Of(GiveBackOutcome outcome) => outcome switch
    {
        GiveBackOutcome.GivenBack given => new(CardTone.Good, "Given back",
            CardText.Of($"Your access, {ScopeWords.Title(given.Request.Scope)}, is being {Closing(given.Request)} within moments. Thank you.")),
        GiveBackOutcome.NothingToEnd { Request.State: RequestState.Pending } pending => new(CardTone.Neutral, "Not decided yet",
            CardText.Of($"The request for {ScopeWords.Title(pending.Request.Scope)} still waits for approval. Withdraw it on its card.")),
        GiveBackOutcome.NothingToEnd none => new(CardTone.Neutral, "Already over",
            CardText.Of($"There is no access left to give back: {ScopeWords.Title(none.Request.Scope)} is over.")),
        GiveBackOutcome.NotYours => NotYours,
        GiveBackOutcome.UnknownRequest => UnknownRequest,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static string Closing(AccessRequest request) => request.Grant.OwnLogin switch
    {
        null => "closed; open sessions are cut",
        { CutSessions: true } own => $"taken from the login {own.Name}; its open sessions are cut",
        var own => $"taken from the login {own.Name}, also in open sessions,",
    };

    /// <summary>Somebody is done, without saying with what, and it is not a single grant.</summary>
    public static Note WhichGrant(IReadOnlyList<AccessRequest> live) => live switch
    {
        [] => new(CardTone.Neutral, "Nothing to give back", CardText.Of($"You have no access at the moment. "
            + $"{Command("mine")} lists what is waiting.")),
        [var first, ..] => new(CardTone.Neutral, "Done with which?", CardText.Of(
            $"You have {live.Count}: {string.Join("; ", live.Select(request => $"{ScopeWords.Title(request.Scope)} ({request.Id})"))}. "
            + $"For example: {Command($"done {first.Id}")}")),
    };

    public static Note Of(RevokeOutcome outcome, Names names) => outcome switch
    {
        RevokeOutcome.Revoked revoked => new(CardTone.Good, "Revoked",
            CardText.Of($"The access of {names[revoked.Request.Requester]}, {ScopeWords.Title(revoked.Request.Scope)}, is being {Closing(revoked.Request)} "
                + $"within moments. They are told, with your reason.")),
        RevokeOutcome.NothingToEnd { Request.State: RequestState.Pending } pending => new(CardTone.Neutral, "Not decided yet",
            CardText.Of($"The request of {names[pending.Request.Requester]} still waits for approval. "
                + $"Whoever may decide it can deny it on its card.")),
        RevokeOutcome.NothingToEnd none => new(CardTone.Neutral, "Already over",
            CardText.Of($"There is nothing left to revoke: {ScopeWords.Title(none.Request.Scope)} of {names[none.Request.Requester]} is over.")),
        RevokeOutcome.NotAnOwner not => new(CardTone.Warning, "Only owners revoke",
            CardText.Of($"You are not one of the owners of {not.Request.Scope.Target}. Ask one of them, or the operators of JitBot. "
                + $"Nothing was changed.")),
        RevokeOutcome.ReasonNeeded { Problem: DraftProblem.Missing } missing => new(CardTone.Warning, "Revoking needs a reason",
            CardText.Of($"Say why; the holder reads it, and it is kept on record: {Command($"revoke {missing.Request.Id} because left the team")}")),
        RevokeOutcome.ReasonNeeded needed => ReasonNeeded("Revoking needs a reason", needed.Problem),
        RevokeOutcome.UnknownRequest => UnknownRequest,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    /// <summary>Why no credentials are shown; those that are have a card of their own.</summary>
    public static Note Of(RevealOutcome outcome) => outcome switch
    {
        RevealOutcome.NoAccess { Request.State: RequestState.Pending or RequestState.Approved } => new(CardTone.Neutral, "Not ready yet",
            CardText.Of($"There is no account to show yet. A card with the button follows when there is.")),
        RevealOutcome.NoAccess => new(CardTone.Neutral, "This access is over",
            CardText.Of($"There is nothing left to show. Ask again if you still need it.")),
        RevealOutcome.NotYours => NotYours,
        RevealOutcome.NothingToShow { Request.Statement: not null } => new(CardTone.Neutral, "There is nothing to show",
            CardText.Of($"Nobody gets a login for a statement: JitBot runs it for you. Press Run on its card, or type {Command("run")}.")),
        RevealOutcome.NothingToShow { Request.Grant.OwnLogin: var own } => new(CardTone.Neutral, "There is nothing to show",
            CardText.Of($"This access is through your own login, {own!.Name}. Log in with it as you always do.")),
        RevealOutcome.AccountMissing missing => new(CardTone.Bad, "The account is gone",
            CardText.Of($"It was removed from {missing.Request.Scope.Target} by hand, or the database was replaced, "
                + $"so this access ends here. Ask again: {Command(RequestLine.Write(missing.Request, null))}")),
        RevealOutcome.TargetUnreachable down => new(CardTone.Bad, $"{down.Request.Scope.Target} does not answer",
            CardText.Of($"No password could be set. Try again in a minute; your access keeps its end, {down.Request.Grant.EndsAt!.Value}.")),
        RevealOutcome.TargetOnHold held => new(CardTone.Warning, $"{held.Request.Scope.Target} is on hold",
            CardText.Of($"JitBot is not sure that this is the server your account was made on, and sets no password there until its operators "
                + $"have looked. Ask them; your access keeps its end, {held.Request.Grant.EndsAt!.Value}.")),
        RevealOutcome.Unbound unbound => new(CardTone.Bad, "Not opened",
            CardText.Of($"This access is for one address only, and {unbound.Request.Scope.Database} cannot hold it to that any more. {unbound.Why} "
                + $"Until then no password is made; your access keeps its end, {unbound.Request.Grant.EndsAt!.Value}.")),
        RevealOutcome.Busy => new(CardTone.Neutral, "One moment",
            CardText.Of($"Something else is being done with this access right now. Press again in a few seconds.")),
        RevealOutcome.TooOften often => new(CardTone.Warning, "Shown too often",
            CardText.Of($"These credentials were shown {often.Most} times, which is the most. If you need them again, "
                + $"give this access back and ask anew.")),
        RevealOutcome.UnknownRequest => UnknownRequest,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static readonly Note NotYours = new(CardTone.Warning, "This is somebody else's",
        CardText.Of($"Only the person who asked can do this. {Command("mine")} lists what is yours."));
}
