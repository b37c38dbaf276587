using System.Collections.Immutable;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Policy;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

internal static partial class Wording
{
    /// <summary>A preview that came to nothing; one that came to something is a form.</summary>
    public static Note Of(PreviewOutcome outcome) => outcome switch
    {
        PreviewOutcome.UnknownTarget unknown => WhichTarget(unknown.Name, unknown.Known, "request"),
        PreviewOutcome.TargetUnreachable down => new(CardTone.Bad, $"{down.Target.Id} does not answer",
            CardText.Of($"I cannot see which databases and tables there are at the moment, so nothing was submitted. Try again in a minute.")),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    /// <param name="known">The targets there are, the nearest first.</param>
    /// <param name="command">What the target is wanted for.</param>
    public static Note WhichTarget(string name, ImmutableArray<string> known, string command) => (name, known) switch
    {
        (_, []) => new(CardTone.Warning, "There is nothing to ask for yet",
            CardText.Of($"No target is configured. An operator of JitBot has to add one.")),
        ("", [var first, ..]) => new(CardTone.Neutral, "Which target?",
            CardText.Of($"Name it: {Either(known)}. For example: {Command($"{command} {first}")}")),
        (_, [var nearest, ..]) => new(CardTone.Warning, $"There is no target {name}",
            CardText.Of($"Targets I know: {string.Join(", ", known)}. For example: {Command($"{command} {nearest}")}")),
    };

    /// <param name="readAlong">Others see the answer: it tells them no more than the decision card will.</param>
    public static Note Of(SubmitOutcome outcome, bool readAlong) => outcome switch
    {
        SubmitOutcome.Submitted { Request.Rule.IsAutomatic: true } given => new(CardTone.Good, "Nobody has to decide",
            CardText.Of($"The request for {ScopeWords.Title(given.Request.Scope)} is approved by rule {given.Request.Rule.Name}. "
                + $"A card {(given.Request.Grant.OwnLogin is null ? "with the credentials' button " : "")}follows in our private chat.")),
        SubmitOutcome.Submitted submitted when readAlong => new(CardTone.Good, "Request sent",
            CardText.Of($"The request for {ScopeWords.Title(submitted.Request.Scope)} waits for {WaitsFor(submitted.Request)}. "
                + $"You hear from me in our private chat.")),
        SubmitOutcome.Submitted submitted => new(CardTone.Good, "Request sent",
            CardText.Of($"The request for {ScopeWords.Title(submitted.Request.Scope)} waits for {WaitsFor(submitted.Request)}. "
                + $"Its card shows how it stands.")),
        SubmitOutcome.NotReady notReady => Of(notReady.Why),
        SubmitOutcome.RequesterDisabled => new(CardTone.Bad, "You cannot ask for access",
            CardText.Of($"Your account is disabled in JitBot's directory. An operator of JitBot can say why and enable it.")),
        SubmitOutcome.NobodyToDecide nobody => new(CardTone.Bad, "Nobody could decide this",
            CardText.Of($"Rule {nobody.Rule.Name} asks for {Deciders(nobody.Rule)}, and fewer people than that are there, "
                + $"linked to a chat and somebody else than you. Nothing was submitted; "
                + $"an operator of JitBot can add people to {Either(nobody.Rule.AllGroups)}.")),
        SubmitOutcome.DeniedByPolicy denied => new(CardTone.Bad, "This is not allowed",
            CardText.Of($"{denied.Message} Rule {denied.Rule} refuses it. Nothing was submitted.")),
        SubmitOutcome.CapReached { Quota: { What: QuotaOf.Person } full } => new(CardTone.Warning, "You have enough at once",
            CardText.Of($"You have access {full.Most} times over already, which is the most at once. "
                + $"Give one back with {Command("done")}, then ask again; {Command("mine")} lists them. Nothing was submitted.")),
        SubmitOutcome.CapReached full => new(CardTone.Warning, $"{full.Target} is full at the moment",
            CardText.Of($"{full.Quota.Most} people's access is on there, which is the most at once. {Command($"who {full.Target}")} lists them. "
                + $"Try again when one has ended; nothing was submitted.")),
        SubmitOutcome.TooManyPending many => new(CardTone.Warning, "Too many requests are waiting",
            CardText.Of($"{many.Most} of your requests wait for a decision. Withdraw one on its card, or wait for one; "
                + $"{Command("mine")} lists them.")),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    /// <summary>What stands under the field that it is about.</summary>
    public static string Of(DraftProblem problem) => problem switch
    {
        DraftProblem.Missing { Field: DraftField.Level } => "Say which level of access you need.",
        DraftProblem.Missing { Field: DraftField.Duration } => "Say for how long.",
        DraftProblem.Missing { Field: DraftField.Reason } => "Say why. Whoever decides reads it, and it is kept on record.",
        DraftProblem.Missing { Field: DraftField.Ticket } => "Name the ticket this belongs to.",
        DraftProblem.Missing { Field: DraftField.Statement } => "Write the statement that is to be run.",
        DraftProblem.Missing missing => $"The {Field(missing.Field)} is missing.",
        DraftProblem.Unknown { Known: [] } unknown => $"There is no {Field(unknown.Field)} {unknown.Name} here, nor any other.",
        DraftProblem.Unknown { Field: DraftField.Columns } unknown => $"There is no column {unknown.Name} here. Write it with its table: {Either(unknown.Known)}.",
        DraftProblem.Unknown unknown => $"There is no {Field(unknown.Field)} {unknown.Name} here. Nearest: {Either(unknown.Known)}.",
        DraftProblem.Ambiguous ambiguous => $"{ambiguous.Name} could be {Either(ambiguous.Candidates)}. Write it with its schema.",
        DraftProblem.TooMany { Field: DraftField.Statement } many => $"It reads more than {many.Most} tables. Ask for less in one statement.",
        DraftProblem.NotReading refused => refused.Verdict.Why,
        DraftProblem.WouldNotRun wouldNot => ServerSays(wouldNot.SqlState, wouldNot.Message),
        DraftProblem.NotPlanned not => $"What it would touch cannot be found out. {not.Why}",
        DraftProblem.TooMany { Field: DraftField.Columns } many => $"More than {many.Most} of them. Ask for whole tables.",
        DraftProblem.TooMany { Field: DraftField.Database } many => $"More than {many.Most} databases beside the first. Ask for the others by another request.",
        DraftProblem.TooMany many => $"More than {many.Most} of them. Ask for {(many.Field == DraftField.Tables ? "whole schemas, or for " : "")}the whole database.",
        DraftProblem.TooLong text => $"The {Field(text.Field)} is longer than {text.Most} characters. Shorten it.",
        DraftProblem.Unprintable text => $"The {Field(text.Field)} has characters in it that cannot be seen. Type it anew, without pasting.",
        DraftProblem.NotAsAsked { Hint: { } hint } asked => $"Rule {asked.Rule} asks for a {Field(asked.Field)} such as {hint}.",
        DraftProblem.NotAsAsked asked => $"The {Field(asked.Field)} is not written as rule {asked.Rule} asks.",
        DraftProblem.NotATime time => BadDuration(time.Text, DurationText.Read(time.Text, out _)),
        DraftProblem.TooShortATime shortest => $"The shortest time is {DurationText.Words(shortest.Shortest)}.",
        DraftProblem.TooLongATime longest => $"Rule {longest.Rule} allows at most {DurationText.Words(longest.Longest)}.",
        DraftProblem.NotAMoment moment => BadMoment(moment.Text, MomentText.Read(moment.Text, now: null, out _)),
        DraftProblem.TooSoon soon => $"{new CardPiece.Moment(soon.Until)} has passed, or is less than {DurationText.Words(soon.Shortest)} away.",
        DraftProblem.DurationAndUntil => "Say for how long or until when, not both.",
        DraftProblem.ForOneDatabase => "A login is for one database. More of them go with a statement only.",
        DraftProblem.SchemasAndTables => "Pick schemas or tables, not both.",
        DraftProblem.SchemasAndColumns => "Columns are of single tables: pick schemas or columns, not both.",
        DraftProblem.OnlyUnmasked kept => $"{kept.Table} {kept.Why}. Ask for it unmasked, or leave it out.",
        DraftProblem.NotAnAddress bad => BadAddress(bad.Text, bad.Fault),
        DraftProblem.CannotBind cannot => $"A login in {cannot.Database} cannot be held to an address. {cannot.Why} Without an address you can ask now.",
        DraftProblem.TakenOut { Field: DraftField.Columns } => "No columns are named any more, so this asks for whole tables. Send it like this if that is meant.",
        DraftProblem.TakenOut { Field: DraftField.Address } => "No address is named any more, so the login would be let in from anywhere. Send it like this if that is meant.",
        DraftProblem.TakenOut { Field: DraftField.Database } => "No database is chosen any more, so this asks for the first. Send it like this if that is meant.",
        DraftProblem.TakenOut => "Nothing is chosen any more, so this asks for the whole database. Send it like this if that is meant.",
        DraftProblem.LevelIsWhole whole => $"What {whole.Level} reaches is fixed by the operator. Leave schemas, tables and columns empty.",
        DraftProblem.NoOwnLogin own => $"{own.Level} gives roles to a login that you have anyway, and I know of none that is yours on {own.Target}. An operator of JitBot can set it.",
        _ => throw new InvalidOperationException($"Unknown problem {problem}."),
    };

    private static string Field(DraftField field) => field switch
    {
        DraftField.Level => "level",
        DraftField.Database => "database",
        DraftField.Schemas => "schema",
        DraftField.Tables => "table",
        DraftField.Columns => "column",
        DraftField.Address => "address",
        DraftField.Duration => "duration",
        DraftField.Until => "end",
        DraftField.Reason => "reason",
        DraftField.Ticket => "ticket",
        DraftField.Statement => "statement",
        _ => throw new InvalidOperationException($"Unknown field {field}."),
    };
}
