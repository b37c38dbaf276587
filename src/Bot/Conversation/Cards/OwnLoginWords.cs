using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>What cards say where no login is made, and somebody's own is given roles for a time.</summary>
internal static class OwnLoginWords
{
    /// <summary>Such as <c>the role hr_support</c>.</summary>
    public static string Roles(OwnLogin own) => $"the role{(own.Roles.Length == 1 ? "" : "s")} {string.Join(", ", own.Roles)}";

    /// <summary>What is approved, and what is not to be had with it.</summary>
    public static IEnumerable<CardText> Terms(AccessRequest request)
    {
        if (request is { State: RequestState.Pending or RequestState.Approved, Grant.OwnLogin: { } own })
        {
            yield return CardText.Of($"No login is made: the login {new CardPiece.Code(own.Name)}, which they have anyway, gets what {Roles(own)} can do, in every database of the server. {AtTheEnd(own)}");
            yield return NoFailSafe;
        }
    }

    /// <summary>To the holder, while access is on.</summary>
    public static IEnumerable<CardText> Given(OwnLogin own)
    {
        yield return CardText.Of($"Your own login {new CardPiece.Code(own.Name)} can now do what {Roles(own)} can do. It counts at once, also in sessions that are open; "
            + $"there is nothing to show, and no SET ROLE is needed.");
        yield return CardText.Of($"{AtTheEnd(own)} What your login has otherwise stays.");
        yield return NoFailSafe;
    }

    /// <summary>On a reminder of it.</summary>
    public static string EndsSoon(OwnLogin own) =>
        $"What it gave your login {own.Name} is taken back then{(own.CutSessions ? ", and the login's open sessions are cut." : "; open sessions stay, without it.")}";

    private static string AtTheEnd(OwnLogin own) => own.CutSessions
        ? "At the end that is taken back, and the login's open sessions are cut."
        : "At the end that is taken back. Open sessions stay, without it; a statement that runs at that moment may finish.";

    /// <summary>How the end stands, in place of what is said of an account.</summary>
    public static CardText Taken(OwnLogin own, DateTimeOffset? endedAt) => endedAt is { } at
        ? CardText.Of($"What it gave the login {own.Name} was taken back, {at}.")
        : CardText.Of($"What it gave the login {own.Name} is being taken back.");

    // Rule 19
    private static CardText NoFailSafe => CardText.Of($"Nothing on the server ends it by itself: with all of JitBot down it would last until JitBot is back.") with { Subtle = true };
}
