using System.Collections.Immutable;
using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

/// <summary>
/// One voice for every face: each outcome of a use case in words, one switch an outcome. A refusal says what was found and what to do, and
/// blames nobody.
/// </summary>
internal static partial class Wording
{
    public static readonly Note StoreDown = new(CardTone.Bad, "Not at the moment", CardText.Of(
        $"My own database does not answer, so I cannot tell whether that went through. In a minute, look with {Command("mine")} and try again."));

    public static readonly Note OnlyInPrivate = new(CardTone.Warning, "Not here",
        CardText.Of($"Credentials are shown in our private chat only. The card with the button is there."));

    public static readonly Note DetailsInPrivate = new(CardTone.Warning, "Not here",
        CardText.Of($"Others read along. Ask me for it in our private chat."));

    public static readonly Note AskedAnew = new(CardTone.Neutral, "This card was left behind",
        CardText.Of($"I had lost sight of this card; now it is kept up to date again. Press once more."));

    public static readonly Note UnknownButton = new(CardTone.Warning, "This button is from another version",
        CardText.Of($"I do not know it, and nothing was changed. {Command("help")} lists what can be typed instead."));

    public static readonly Note UnknownRequest = new(CardTone.Warning, "No such request",
        CardText.Of($"I know of no such request. It may be older than what is kept, or another installation's. {Command("mine")} lists yours."));

    public static CardView Stranger(ChatAccount account) => new()
    {
        Title = "I do not know you yet",
        Tone = CardTone.Warning,
        Summary = "I do not know you yet: an operator has to link your account.",
        Lead = [CardText.Of($"Only people an operator has linked can use JitBot. Send them these three lines, "
            + $"and try again when they are in the directory.")],
        Facts =
        [
            new("Platform", CardText.Code(account.Platform)),
            new("Tenant", CardText.Code(account.Tenant)),
            new("User", CardText.Code(account.User)),
        ],
    };

    public static CardView Help() => new()
    {
        Title = "Database access, just in time",
        Tone = CardTone.Neutral,
        Summary = "What you can say to JitBot",
        Lead =
        [
            CardText.Of($"Say what you need, for how long and why. Whoever the policy names decides, and it ends by itself. For example:"),
            new([Command(Example)]),
            CardText.Of($"Leave out what you do not know yet: {Command("request hr-prod")} opens a form.") with { Subtle = true },
        ],
        Facts =
        [
            new("request", CardText.Of($"asks for access, {new CardPiece.Code("for 2h")} or {new CardPiece.Code("until 18:00 UTC")}; narrowed with {new CardPiece.Code("columns employee.name")} or {new CardPiece.Code("from 10.1.2.3")}, widened with {new CardPiece.Code("unmask")}")),
            new("query", CardText.Of($"asks for one statement that is run from here, without a login: {Command("query hr-prod")}, and the statement behind it or in the form that opens; "
                + $"with {new CardPiece.Code("export")} its result may be taken out as a file")),
            new("run", CardText.Of($"runs it once it is approved; with an id if there are several")),
            new("mine", CardText.Of($"your requests and your access, with their ids")),
            new("who", CardText.Of($"who has access now: {Command("who hr-prod")}")),
            new("show", CardText.Of($"all that is on record about one request, by its id")),
            new("extend", CardText.Of($"asks for more time: {Command("extend 1h because …")}; with an id if there are several")),
            new("done", CardText.Of($"gives your access back early; with an id if there are several")),
            new("revoke", CardText.Of($"for owners: ends somebody's access, by its id, with a reason")),
        ],
    };

    /// <summary>Such as <c>anyone in dba</c>, <c>2 people of dba or security, then anyone in hr-owners</c>.</summary>
    public static string Deciders(PinnedRule rule) =>
        rule.IsAutomatic ? "nobody" : string.Join(", then ", rule.Steps.Select(Deciders));

    /// <summary>Whom it waits for at the step that is open.</summary>
    public static string WaitsFor(AccessRequest request) =>
        Ballot.Of(request) is { Step: { } step } ballot ? Deciders(step, ballot.JoinedIn) : Deciders(request.Rule);

    /// <summary>Who decides at a step, before anybody joined in.</summary>
    public static string Deciders(ApprovalStep step) => Deciders(step, []);

    /// <param name="joinedIn">Groups that may decide, too, because the step waited too long.</param>
    private static string Deciders(ApprovalStep step, ImmutableArray<string> joinedIn)
    {
        ImmutableArray<string> groups = [.. step.Groups.Concat(joinedIn).Distinct(StringComparer.OrdinalIgnoreCase)];
        return step switch
        {
            // The owners of a target may be a group that is named beside them.
            { FromEach: true, Needed: > 1 } when step.Groups.Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1 => $"{step.Needed} people of {Either(groups)}",
            { FromEach: true, Groups.Length: > 1 } => $"{(step.People == 1 ? "somebody" : $"{step.People} people")} of each of {All(step.Groups)}"
                + (joinedIn.IsEmpty ? "" : $", or of {Either(joinedIn)}"),
            { People: 1 } => $"anyone in {Either(groups)}",
            _ => $"{step.People} people of {Either(groups)}",
        };
    }

    /// <summary>Such as <c>a, b and c</c>.</summary>
    private static string All(ImmutableArray<string> words) => words is [.. [_, ..] some, var last] ? $"{string.Join(", ", some)} and {last}" : words[0];

    /// <summary>Such as <c>a, b or c</c>.</summary>
    public static string Either(ImmutableArray<string> words) => words switch
    {
        [] => "nobody",
        [var only] => only,
        [.. var some, var last] => $"{string.Join(", ", some)} or {last}",
    };

    private static CardPiece.Code Command(string text) => CardPiece.Command(text);
}
