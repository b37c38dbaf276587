using System.Collections.Immutable;
using JitBot.Bot.Bytebase.Api;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Conversation;

/// <summary>Who is speaking, from the platform's verified message.</summary>
/// <param name="InPrivate">The chat that only this person and the bot see.</param>
internal sealed record Asker(Person Person, string Platform, bool InPrivate);

/// <summary>A button pressed on a posted card.</summary>
/// <param name="Text">The line it asked for; null if it asked for none.</param>
/// <param name="Message">The surface's reference of the message it stands on; null if unknown.</param>
/// <param name="HowLong">The length of time it asked for, as typed or picked; null if it asked for none.</param>
internal sealed record ButtonPress(string ActionId, RequestId Request, int Terms, string? Text, string? Message, string? HowLong = null);

/// <summary>A button pressed on a message about what was found on a target.</summary>
/// <inheritdoc cref="ButtonPress"/>
internal sealed record FindingPress(string ActionId, string Target, FindingId Finding, string? Text, string? Message, string? HowLong = null);

/// <summary>A button pressed on a card about one of Bytebase's issues.</summary>
/// <inheritdoc cref="ButtonPress"/>
internal sealed record IssuePress(string ActionId, IssueId Issue, string Terms, string? Text, string? Message);

/// <summary>What the face shows in answer, to the person who asked.</summary>
internal abstract record Reply
{
    private Reply() { }

    /// <param name="IsPressed">It is the card that was pressed, as it stands now, with a word on what came of it if there is one.</param>
    public sealed record Card(CardView View, bool IsPressed = false) : Reply;

    /// <summary>A word to the one who pressed, beside the form they pressed on: what they typed stays in it.</summary>
    public sealed record Aside(CardView View) : Reply;

    /// <summary>A card with a password in it: in private only, never posted, never logged.</summary>
    public sealed record Credentials(CardView View) : Reply;

    /// <summary>A statement is to be run, in a place that the face makes for this person alone (<see cref="Dialogue.RunAsync"/>).</summary>
    /// <param name="Typed">The statement as it was typed again; null if it was not.</param>
    public sealed record Run(RequestId Request, string? Typed) : Reply;

    /// <summary>The request form, filled with what was understood; problems stand under their fields once somebody tried to submit.</summary>
    /// <param name="FormId">Makes submitting the same form twice one request.</param>
    public sealed record Form(DraftAnalysis Analysis, string FormId, bool ShowProblems) : Reply
    {
        /// <summary>All that was said, also in fields that are not shown at this level: not asked for now, and there again at one that shows them.</summary>
        public RequestDraft Said { get; init; } = Analysis.Draft;
    }

    /// <summary>The form's first question, where nothing said which of several targets.</summary>
    /// <param name="Otherwise">The same question in words, where there is no form to ask it with.</param>
    public sealed record PickTarget(RequestDraft Draft, ImmutableArray<string> Targets, string FormId, CardView Otherwise) : Reply;

    /// <summary>A form was asked for where others read along; it has to be shown in private.</summary>
    public sealed record PrivateForm(DraftAnalysis Analysis, string FormId) : Reply;
}
