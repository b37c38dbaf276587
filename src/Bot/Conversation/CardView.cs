using System.Collections.Immutable;
using JitBot.Bot.Bytebase.Api;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Conversation;

internal enum CardTone
{
    Neutral,
    Waiting,
    Good,
    Warning,
    Bad,
}

/// <summary>What a card says, before a platform draws it. One voice for every face.</summary>
internal sealed record CardView
{
    public required string Title { get; init; }
    public required CardTone Tone { get; init; }

    /// <summary>How things stand, in a few words: <c>Waiting for approval</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Said to the one who pressed, above the card as it stands: why nothing came of it, or what happened.</summary>
    public Note? Note { get; init; }

    /// <summary>One plain line for the notification, and for clients that draw no cards.</summary>
    public required string Summary { get; init; }

    /// <summary>What is said before the facts: why it is asked.</summary>
    public ImmutableArray<CardText> Lead { get; init; } = [];

    public ImmutableArray<CardFact> Facts { get; init; } = [];

    /// <summary>Several things of their own, each with its own buttons.</summary>
    public ImmutableArray<CardItem> Items { get; init; } = [];

    public ImmutableArray<CardText> Text { get; init; } = [];
    public ImmutableArray<CardAction> Actions { get; init; } = [];

    /// <summary>What is too long to be read on a card, where the platform can put a file beside it; elsewhere it follows as text.</summary>
    public CardFile? File { get; init; }

    /// <summary>Who is called by name, so that their platform tells them of the message.</summary>
    public ImmutableArray<Person> Calls { get; init; } = [];

    /// <summary>Opens all that is on record, where the platform has a window for it; elsewhere the card says enough.</summary>
    public CardAction? Details { get; init; }
}

/// <summary>A short word from the bot to one person, alone or above the card it is about.</summary>
internal sealed record Note(CardTone Tone, string Title, CardText Text)
{
    /// <summary>What else there is to say, line by line.</summary>
    public ImmutableArray<CardText> More { get; init; } = [];

    public CardView Card() => new() { Title = Title, Tone = Tone, Summary = Title, Text = [Text, .. More] };
}

/// <param name="Name">Such as <c>statement.sql</c>.</param>
internal sealed record CardFile(string Name, string Text);

internal sealed record CardFact(string Label, CardText Value);

internal sealed record CardItem(CardTone Tone, ImmutableArray<CardText> Text, ImmutableArray<CardAction> Actions);

/// <summary>What a button is about: ids, never facts.</summary>
internal abstract record ButtonSubject
{
    private ButtonSubject() { }

    /// <param name="Terms">Those that were shown.</param>
    public sealed record OfRequest(RequestId Request, int Terms) : ButtonSubject;

    public sealed record OfFinding(string Target, FindingId Finding) : ButtonSubject;

    /// <param name="Terms">Those that were shown.</param>
    public sealed record OfIssue(IssueId Issue, string Terms) : ButtonSubject;
}

internal enum ActionStyle
{
    Plain,
    Primary,
    Danger,
}

/// <summary>A button.</summary>
/// <param name="Id">One of <see cref="ActionIds"/>.</param>
internal sealed record CardAction(string Id, string Label, ActionStyle Style, ButtonSubject About)
{
    /// <summary>What it is about to do, said before it is done so that it is confirmed; null where the card says enough.</summary>
    public CardText? Says { get; init; }

    /// <summary>Whether something comes between the press and what it does: a question, or a word to be confirmed.</summary>
    public bool Asks => AsksFor is not null || Says is not null;

    /// <summary>The label of the button that then does it, if it is another.</summary>
    public string? Confirms { get; init; }

    /// <summary>The label of a line of text that has to be given with the press, such as why something is denied; null if none.</summary>
    public string? AsksFor { get; init; }

    /// <summary>At most so many characters of it.</summary>
    public int LongestText => HowLong.IsEmpty ? DraftAnalyst.MostReason : ExtendGrant.MostReason;

    /// <summary>Whether what it asks for may stay empty.</summary>
    public bool AnswerIsOptional { get; init; }

    /// <summary>The lengths of time to choose from, where one has to be given with the press.</summary>
    public ImmutableArray<TimeSpan> HowLong { get; init; } = [];

    public string HowLongLabel { get; init; } = "How much longer";
}

/// <summary>What buttons are called on the wire. Posted messages outlive versions: a meaning never changes, a new one gets a new number.</summary>
internal static class ActionIds
{
    public const string Approve = "jit.approve.v1";
    public const string Deny = "jit.deny.v1";
    public const string Withdraw = "jit.withdraw.v1";
    public const string ShowCredentials = "jit.credentials.v1";
    public const string GiveBack = "jit.done.v1";
    public const string Extend = "jit.extend.v1";
    public const string Revoke = "jit.revoke.v1";
    public const string Nudge = "jit.nudge.v1";
    public const string Why = "jit.why.v1";
    public const string Details = "jit.details.v1";
    public const string Run = "jit.run.v1";
    public const string CancelRun = "jit.run.cancel.v1";
    public const string TurnPage = "jit.run.page.v1";
    public const string ExportCsv = "jit.export.csv.v1";
    public const string ExportJsonLines = "jit.export.jsonl.v1";
    public const string AskChanged = "jit.run.changed.v1";
    public const string CloseFinding = "jit.residue.close.v1";
    public const string KeepFinding = "jit.residue.keep.v1";
    public const string ApproveIssue = "jit.bytebase.approve.v1";
    public const string DenyIssue = "jit.bytebase.deny.v1";
    public const string EndIssue = "jit.bytebase.end.v1";
    public const string Submit = "jit.submit.v1";
    public const string ChangeForm = "jit.form.v1";
}
