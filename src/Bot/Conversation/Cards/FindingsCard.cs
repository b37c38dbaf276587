using System.Collections.Immutable;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>In the target's channels: what the sweep found and what ends have left behind, with the buttons to decide about it.</summary>
internal static class FindingsCard
{
    // With names as long as a server takes them, more would not fit into a message of Teams.
    private const int MostItems = 8;
    private const int MostLines = 5;
    private const int LongestName = 80;
    private const int LongestLabel = 40;
    private const int LongestWhy = 300;

    private static readonly ImmutableArray<TimeSpan> KeptFor = [TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)];

    public static CardView Of(ShownFindings shown, Names names)
    {
        var closed = shown.Findings.Where(finding => finding.Kind == FindingKind.Closed).ToArray();
        var items = shown.Findings.Except(closed).ToArray();
        var title = Title(shown, closed.Length);
        return new()
        {
            Title = title,
            Tone = Tone(shown),
            Status = Status(shown),
            Summary = shown.Hold is { } hold ? $"{title}: {hold.Why}" : title,
            Lead = shown.Hold is null ? [] : [.. OnHold(shown.Target, shown.Hold)],
            Items = [.. items.Take(MostItems).Select(finding => Item(shown.Target, finding, names))],
            Text =
            [
                .. More(items.Length - MostItems),
                .. closed.Take(MostLines).Select(finding => Closed(finding, names)),
                .. More(closed.Length - MostLines),
                .. shown is { IsInOrder: true, Findings.IsEmpty: true } ? [CardText.Of($"Nothing is left over.")] : Array.Empty<CardText>(),
                .. Strangers(shown.Strangers),
            ],
        };
    }

    /// <summary>In the place of a message that a newer one has followed.</summary>
    public static CardView Past(string target) => new()
    {
        Title = $"{target}: more was found since",
        Tone = CardTone.Neutral,
        Summary = $"{target}: more was found since",
        Text = [CardText.Of($"A newer message in this channel says how it stands.")],
    };

    /// <summary>Everybody who is named on it.</summary>
    public static IEnumerable<PersonId> People(ShownFindings shown) =>
        shown.Findings.SelectMany(finding => new[] { finding.Person, finding.ClosedBy, finding.Kept?.By, finding.Order?.By })
            .Where(person => !string.IsNullOrEmpty(person)).Distinct(StringComparer.Ordinal).Select(person => new PersonId(person!));

    /// <summary>The buttons of one finding; none where nobody's word would change anything.</summary>
    public static ImmutableArray<CardAction> Actions(string target, SweepFinding finding)
    {
        var about = new ButtonSubject.OfFinding(target, FindingId.Of(target, finding.Account));
        var name = Name(finding);
        ImmutableArray<CardAction> close = !finding.CanClose ? [] : finding.Request is not null
            ? [new(ActionIds.CloseFinding, "Try again now", ActionStyle.Plain, about)]
            :
            [
                new(ActionIds.CloseFinding, "Close", ActionStyle.Danger, about)
                {
                    Says = CardText.Of($"{name} is closed, its sessions are cut, and it is removed. What it owns is kept."),
                    Confirms = $"Close {PlainText.Shorten(name, LongestLabel)}",
                },
            ];
        return !finding.CanKeep ? close : close.Add(new(ActionIds.KeepFinding, "Keep until", ActionStyle.Plain, about)
        {
            Confirms = $"Keep {PlainText.Shorten(name, LongestLabel)}",
            AsksFor = "Why? It is kept on record.",
            HowLong = KeptFor,
            HowLongLabel = "For how long",
        });
    }

    private static string Title(ShownFindings shown, int closed) => shown switch
    {
        { Hold: not null } => $"{shown.Target} is on hold",
        { Open: [_] } => $"{shown.Target}: one finding needs somebody",
        { IsInOrder: false } => $"{shown.Target}: {shown.Open.Length} findings need somebody",
        _ when closed == 1 => $"{shown.Target}: an account that nobody asked for was closed",
        _ when closed > 1 => $"{shown.Target}: {closed} accounts that nobody asked for were closed",
        _ => $"{shown.Target}: all in order again",
    };

    private static string Status(ShownFindings shown) => shown switch
    {
        { Hold: not null } => "On hold",
        { Findings: [{ Kind: FindingKind.Overdue }, ..] } => "Overdue",
        { IsInOrder: false } => "Somebody should look",
        _ => "All in order again",
    };

    private static CardTone Tone(ShownFindings shown) => shown switch
    {
        { Hold: not null } or { Findings: [{ Kind: FindingKind.Overdue }, ..] } => CardTone.Bad,
        { IsInOrder: false } => CardTone.Warning,
        _ => CardTone.Good,
    };

    private static IEnumerable<CardText> OnHold(string target, Hold hold)
    {
        yield return CardText.Of($"Since {hold.Since}: {hold.Why}.");
        yield return CardText.Of($"Nothing is issued, shown or closed as unknown there until an operator has looked; ends go on.");
        if (hold.Missing.Count > 0)
        {
            yield return CardText.Of($"Missing there: {PlainText.Shorten(string.Join(", ", hold.Missing.Examples), LongestWhy)}{(hold.Missing.Count > hold.Missing.Examples.Length ? ", …" : "")}");
        }

        yield return CardText.Of($"What to think of is in {new CardPiece.Code("./jitbot residue")}. If all is as it should be, an operator releases it:");
        yield return CardText.Code($"./jitbot hold release {target} --because \"…\"");
    }

    private static CardItem Item(string target, SweepFinding finding, Names names)
    {
        var (tone, head) = finding.Kind switch
        {
            FindingKind.Overdue => (CardTone.Bad, "Overdue"),
            FindingKind.Unknown => (CardTone.Warning, "Nobody asked for it"),
            FindingKind.Residue => (CardTone.Warning, "Closed, not removed"),
            FindingKind.SharedRole => (CardTone.Warning, "Changed shared role"),
            FindingKind.Kept => (CardTone.Neutral, "Kept"),
            _ => throw new InvalidOperationException($"{finding.Kind} is no item."),
        };
        return new(tone, [CardText.Of($"{head}: {Name(finding)}") with { Strong = true }, Story(finding, names)], Actions(target, finding));
    }

    private static CardText Story(SweepFinding finding, Names names)
    {
        var (who, why) = (Who(finding.Person, names), PlainText.Shorten(finding.Why, LongestWhy));
        return finding switch
        {
            { Order: { By: { } by } } => CardText.Of($"It is being closed, as {Who(by, names)} decided."),
            { Order: not null } => CardText.Of($"It is being closed."),
            { Kept: { } kept } => CardText.Of($"Until {kept.Until}, as {Who(kept.By, names)} decided: {PlainText.Shorten(kept.Because, LongestWhy)}"),
            { Kind: FindingKind.Overdue } => CardText.Of($"Access of {who} should have ended {finding.Since!.Value} and may still be on. It is tried all the time: {why}"),
            { Kind: FindingKind.Residue } => CardText.Of($"Access of {who} ended {finding.Since!.Value}; no sessions are left. It cannot be removed yet: {why}"),
            { Kind: FindingKind.SharedRole } => CardText.Of($"It {why}. JitBot did not do that; undo it on the server."),
            _ => CardText.Of($"Of {who}, {Sessions(finding.Sessions)}, found {finding.Since!.Value}: {why}"),
        };
    }

    private static CardText Closed(SweepFinding finding, Names names) => CardText.Of(
        $"• {Name(finding)} of {Who(finding.Person, names)} was closed {finding.Since!.Value}{(finding.ClosedBy is { } by ? $", as {Who(by, names)} decided" : "")}, {(finding.Sessions == 0 ? "without sessions" : $"{Sessions(finding.Sessions)} cut")}: {PlainText.Shorten(finding.Why, LongestWhy)}");

    private static IEnumerable<CardText> More(int more)
    {
        if (more > 0)
        {
            yield return CardText.Of($"and {more} more: {new CardPiece.Code("./jitbot residue")}");
        }
    }

    private static IEnumerable<CardText> Strangers(int count)
    {
        if (count > 0)
        {
            yield return CardText.Of($"{(count == 1 ? "One account is" : $"{count} accounts are")} named as JitBot's are and not its own; that may be so.") with { Subtle = true };
        }
    }

    private static string Sessions(int count) => count switch { 0 => "no sessions", 1 => "1 session", _ => $"{count} sessions" };

    private static string Who(string person, Names names) => person.Length == 0 ? "nobody known" : PlainText.Shorten(names[new(person)], LongestName);

    /// <summary>Also for the labels of buttons, which no platform cleans.</summary>
    private static string Name(SweepFinding finding) => PlainText.Shorten(PlainText.Visible(finding.Account), LongestName);
}
