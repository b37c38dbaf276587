using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation;

internal static partial class Wording
{
    private const string ExtendExample = "extend k3v7q2mzt5ab 1h because the restore still runs";
    private const string Example = "request hr-prod read employee for 2h because INC-42";

    private const string QueryExample = "query hr-prod select name from employee where id = 42";

    private const string UntilExample = "request hr-prod read employee until 18:00 UTC because INC-42";

    private const string AddressExample = "request hr-prod read employee from 10.1.2.3 for 2h because INC-42";

    public static Note Of(LineProblem problem) => problem switch
    {
        LineProblem.UnknownCommand { Nearest: { } nearest } unknown => new(CardTone.Warning, $"Did you mean {nearest}?",
            CardText.Of($"I do not know “{unknown.Word}”. {Command("help")} lists what I know.")),
        LineProblem.UnknownCommand unknown => new(CardTone.Warning, "I did not understand that",
            CardText.Of($"I do not know “{unknown.Word}”. Ask for access such as {Command(Example)}, or see {Command("help")}.")),
        LineProblem.BadDuration bad => new(CardTone.Warning, "For how long?",
            CardText.Of($"{BadDuration(bad.Text, bad.Fault)} For example: {Command(Example)}")),
        LineProblem.BadMoment bad => new(CardTone.Warning, "Until when?",
            CardText.Of($"{BadMoment(bad.Text, bad.Fault)} For example: {Command(UntilExample)}")),
        LineProblem.BadAddress bad => new(CardTone.Warning, "From which address?",
            CardText.Of($"{BadAddress(bad.Text, bad.Fault)} Names of tables stand without a “from”. For example: {Command(AddressExample)}")),
        LineProblem.HowMuchLonger longer => new(CardTone.Warning, "How much longer?",
            CardText.Of($"{(longer.Text.Length == 0 ? "" : BadDuration(longer.Text, longer.Fault) + " ")}For example: {Command(ExtendExample)}")),
        LineProblem.OpenQuote => new(CardTone.Warning, "A quote is not closed",
            CardText.Of($"A name with spaces stands between two quotes: {Command("request hr-prod read \"order details\" for 2h because INC-42")}")),
        LineProblem.NothingNamed nothing => new(CardTone.Warning, "A name is missing",
            CardText.Of($"“{nothing.Word}” names nothing. Write the name behind it, or leave it out: {Command("request hr-prod read tables employee,title for 2h because INC-42")}")),
        LineProblem.Twice twice => new(CardTone.Warning, "Said twice",
            CardText.Of($"“{twice.Word}” is there twice or has two answers, and I cannot tell which one counts. For example: {Command(Example)}")),
        LineProblem.BesideTheFence beside => new(CardTone.Warning, "What belongs to the statement?",
            CardText.Of($"“{beside.Text}” stands outside of the fence around the statement. Put all of the statement between the fences, and its databases, time and reason "
                + $"before them. For example: {Command(QueryExample)}")),
        LineProblem.NotAnId { Text: "" } missing => new(CardTone.Warning, "Which one?",
            CardText.Of($"Name the request by its id, twelve letters and digits that its card shows: {Command(IdExample(missing.Command))}")),
        LineProblem.NotAnId wrong => new(CardTone.Warning, "Which one?",
            CardText.Of($"“{wrong.Text}” is no request's id. An id is twelve letters and digits, and its card shows it: "
                + $"{Command(IdExample(wrong.Command))}")),
        _ => throw new InvalidOperationException($"Unknown problem {problem}."),
    };

    public static string BadDuration(string text, DurationFault fault) => fault switch
    {
        DurationFault.NoUnit => $"“{text}” does not say of what: write {text}h for hours, {text}m for minutes.",
        DurationFault.NotPositive => $"“{text}” is no time at all. Write how long you need, such as 90s, 30m, 2h or 1h30m.",
        DurationFault.TooLong => $"“{text}” is longer than a year. Write how long you need, such as 30m, 2h or 1d.",
        _ when text.Length == 0 => "After “for” comes how long, such as 90s, 30m, 2h or 1h30m.",
        _ => $"“{text}” is not a length of time I can read. Write it such as 90s, 30m, 2h or 1h30m.",
    };

    public static string BadMoment(string text, MomentFault fault) => fault switch
    {
        MomentFault.NoZone => $"“{text}” does not say in which time zone: write {text}Z for UTC, or your own offset, such as {text}+01:00.",
        MomentFault.NoDate => $"“{text}” does not say on which day. Write it such as 2026-11-20T18:00Z.",
        _ when text.Length == 0 => "After “until” comes a moment with its time zone, such as 18:00 UTC or 2026-11-20T18:00+01:00.",
        _ => $"“{text}” is not a moment I can read. Write it with its time zone, such as 18:00 UTC or 2026-11-20T18:00+01:00.",
    };

    public static string BadAddress(string text, AddressFault fault) => fault switch
    {
        AddressFault.Everywhere => $"“{text}” takes in every address. Name the one you come from, or leave it out.",
        _ when text.Length == 0 => "After “from” comes the one address that access is for, such as 10.1.2.3, or a network such as 10.0.0.0/24.",
        _ => $"“{text}” is not one address that I can read. Write it such as 10.1.2.3 or 2001:db8::7, or a network such as 10.0.0.0/24.",
    };

    private static string IdExample(string command) => command == "revoke" ? "revoke k3v7q2mzt5ab because left the team" : $"{command} k3v7q2mzt5ab";
}
