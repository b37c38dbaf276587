using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Commands;

/// <summary>What a typed line asks the bot to do.</summary>
internal abstract record ChatCommand
{
    private ChatCommand() { }

    public sealed record Help : ChatCommand;

    /// <summary>Access is asked for; what was not said is left empty. An empty target is one that was not named.</summary>
    public sealed record Request(RequestDraft Draft) : ChatCommand;

    /// <summary>An approved statement is to be run.</summary>
    /// <param name="Id">Which one; null for the only one there is.</param>
    /// <param name="Typed">The statement as it was typed again; null if it was not.</param>
    public sealed record Run(RequestId? Id, string? Typed) : ChatCommand;

    public sealed record Mine : ChatCommand;

    public sealed record Who(string? Target) : ChatCommand;

    public sealed record Show(RequestId Id) : ChatCommand;

    /// <param name="Id">Which grant; null for the only one there is.</param>
    public sealed record Extend(RequestId? Id, TimeSpan By, string? Reason) : ChatCommand;

    /// <param name="Id">Which grant; null for the only one there is.</param>
    public sealed record Done(RequestId? Id) : ChatCommand;

    public sealed record Revoke(RequestId Id, string? Reason) : ChatCommand;

    public sealed record NotUnderstood(LineProblem Problem) : ChatCommand;
}

/// <summary>Why a typed line could not be followed, whoever typed it and whatever there is to ask for.</summary>
internal abstract record LineProblem
{
    private LineProblem() { }

    /// <param name="Nearest">The command that was probably meant, if any is near.</param>
    public sealed record UnknownCommand(string Word, string? Nearest) : LineProblem;

    public sealed record BadDuration(string Text, DurationFault Fault) : LineProblem;

    public sealed record BadMoment(string Text, MomentFault Fault) : LineProblem;

    /// <param name="Text">What stood behind <em>from</em>; empty if nothing did.</param>
    public sealed record BadAddress(string Text, AddressFault Fault) : LineProblem;

    /// <param name="Text">What stood where a length of time was expected; empty if nothing did.</param>
    public sealed record HowMuchLonger(string Text, DurationFault Fault) : LineProblem;

    public sealed record OpenQuote : LineProblem;

    /// <param name="Word">What names nothing: <c>tables</c> with nothing behind it, or a pair of quotes around nothing.</param>
    public sealed record NothingNamed(string Word) : LineProblem;

    /// <summary>Such as two times for how long.</summary>
    public sealed record Twice(string Word) : LineProblem;

    /// <param name="Text">What stands outside of the fences around a statement and says nothing about it.</param>
    public sealed record BesideTheFence(string Text) : LineProblem;

    /// <param name="Text">What stood where an id was expected; empty if nothing did.</param>
    public sealed record NotAnId(string Command, string Text) : LineProblem;
}
