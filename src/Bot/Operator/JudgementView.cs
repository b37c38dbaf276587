using System.Collections.Immutable;
using System.Globalization;
using JitBot.Bot.Configuration;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Policy;
using Spectre.Console;

namespace JitBot.Bot.Operator;

/// <summary>One judgement on a terminal: what it comes to, who would decide, and why, in the words of the chat's own <em>Why?</em>.</summary>
internal static class JudgementView
{
    private const int MostNames = 8;

    public static void Write(IAnsiConsole console, Judgement judgement, ImmutableArray<string> notes, Organisation organisation)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[dim]{Asked(judgement.Facts, organisation)}[/]");
        console.WriteLine();
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, Headline(judgement));
        var facts = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(2)).AddColumn(new GridColumn().PadLeft(0));
        foreach (var (name, value) in Facts(judgement, organisation))
        {
            facts.AddRow(new Text(name, new Style(decoration: Decoration.Dim)), new Text(value));
        }

        console.Write(facts);
        console.WriteLine();
        console.MarkupLine("[bold]Why[/]");
        WriteWhy(console, judgement);
        if (!notes.IsEmpty)
        {
            console.WriteLine();
        }

        foreach (var note in notes)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]Note:[/] {note}");
        }
    }

    public static void WriteWhy(IAnsiConsole console, Judgement judgement, int indent = 2)
    {
        foreach (var line in Wording.Explained(judgement.Explanation))
        {
            var paragraph = new Paragraph();
            foreach (var piece in line.Pieces)
            {
                paragraph.Append(piece.ToString()!, piece is CardPiece.Code ? new Style(Color.Teal) : line.Subtle ? new Style(decoration: Decoration.Dim) : Style.Plain);
            }

            console.Write(new Padder(paragraph, new Padding(indent, 0, 0, 0)));
        }
    }

    /// <summary>Such as <c>Dana Fox asks hr-prod, database hr, for write, for 2 h, at 2026-11-20 18:00 UTC</c>.</summary>
    public static string Asked(RequestFacts facts, Organisation organisation)
    {
        var reach = facts.Tables.IsEmpty ? "" : $" ({string.Join(", ", facts.Tables.Take(MostNames))}{(facts.Tables.Length > MostNames ? ", …" : "")})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{NameOf(facts.Requester.Id.Value, organisation)} asks for {facts.Profile.Name} on {facts.Target.Id}, database {string.Join(", ", facts.InEachDatabase().Select(there => there.Database))}{reach}, for {DurationText.Words(facts.Duration)}, at {facts.Now:yyyy-MM-dd HH:mm} UTC");
    }

    private static FormattableString Headline(Judgement judgement) => judgement.Ruling switch
    {
        { Verdict: Ruling.Denied } ruling => $"[bold]{ruling.Rule}[/]: [red bold]denied[/]",
        { Verdict: Ruling.Automatic } ruling => $"[bold]{ruling.Rule}[/]: [green bold]nobody decides[/]",
        var ruling => $"[bold]{ruling.Rule}[/]: {ruling.Who}",
    };

    private static IEnumerable<(string Name, string Value)> Facts(Judgement judgement, Organisation organisation)
    {
        if (judgement.Verdict.Denied is { } message)
        {
            yield return ("says", message);
            yield break;
        }

        var pinned = judgement.Verdict.Pinned;
        foreach (var (place, step) in pinned.Steps.Index())
        {
            yield return (pinned.Steps.Length == 1 ? "decides" : string.Create(CultureInfo.InvariantCulture, $"step {place + 1}"), Step(step, judgement.Facts, organisation));
        }

        yield return ("longest", DurationText.Words(pinned.LongestDuration));
        if (pinned.Risk is { } risk)
        {
            yield return ("risk", risk);
        }

        var wanted = Wanted("a reason", judgement.Verdict.Rule.Reason).Concat(Wanted("a ticket", judgement.Verdict.Rule.Ticket)).ToArray();
        if (wanted.Length > 0)
        {
            yield return ("needs", string.Join(", ", wanted));
        }
    }

    private static string Step(ApprovalStep step, RequestFacts facts, Organisation organisation)
    {
        var members = step.Groups.Concat(step.EscalateTo).SelectMany(name => organisation.Groups.GetValueOrDefault(name)?.People ?? [])
            .Distinct().Where(id => id != facts.Requester.Id && organisation.People.Any(person => person.Id == id && !person.Disabled))
            .Select(id => NameOf(id.Value, organisation)).ToArray();
        var people = members.Length == 0 ? "nobody that is listed" : $"{string.Join(", ", members.Take(MostNames))}{(members.Length > MostNames ? ", …" : "")}";
        return $"{PolicyWords.Decider(step)}{(step.Quiet ? ", asked quietly" : "")}: {people}";
    }

    private static IEnumerable<string> Wanted(string what, TextRule rule)
    {
        if (rule.IsRequired)
        {
            yield return rule.Hint is { } hint ? $"{what} ({hint})" : what;
        }
    }

    private static string NameOf(string id, Organisation organisation) =>
        organisation.People.FirstOrDefault(person => person.Id.Value == id) is { Name.Length: > 0 } person ? person.Name : id;
}
