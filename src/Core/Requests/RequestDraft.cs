using System.Collections.Immutable;
using JitBot.Core.Policy;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Core.Requests;

/// <summary>What somebody asked for, in their own words and perhaps not yet whole.</summary>
public sealed record RequestDraft
{
    public required string Target { get; init; }
    public string? Level { get; init; }
    public string? Database { get; init; }

    /// <summary>More databases of the target that the statement is to run in, as typed, in this order after <see cref="Database"/>; none for a login.</summary>
    public ImmutableArray<string> AlsoIn { get; init; } = [];

    public ImmutableArray<string> Schemas { get; init; } = [];

    /// <summary>Names as typed: <c>employee</c> or <c>public.employee</c>.</summary>
    public ImmutableArray<string> Tables { get; init; } = [];

    /// <summary>Names as typed: <c>employee.email</c> or <c>public.employee.email</c>. Of a table that has any, the others are not asked for.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>Masked columns are asked for as they are.</summary>
    public bool Unmask { get; init; }

    /// <summary>The SQL to be run, as typed; null if a login is asked for. Level, schemas, tables and columns then follow from it.</summary>
    public string? Statement { get; init; }

    /// <summary>The statement's result may be taken out as a file.</summary>
    public bool Export { get; init; }

    /// <summary>Where access is to come from, as typed: <c>10.1.2.3</c>, <c>10.0.0.0/24</c>; null for anywhere.</summary>
    public string? Address { get; init; }

    /// <summary>How long, counted from when access is there; or else <see cref="Until"/>.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The end itself, however late access begins.</summary>
    public DateTimeOffset? Until { get; init; }

    public string? Reason { get; init; }
    public string? Ticket { get; init; }
}

/// <summary>A field of the form, for a problem to stand under.</summary>
public enum DraftField
{
    Level,
    Database,
    Schemas,
    Tables,
    Columns,
    Address,
    Duration,
    Until,
    Reason,
    Ticket,
    Statement,
}

/// <summary>One thing that keeps a draft from being submitted.</summary>
public abstract record DraftProblem(DraftField Field)
{
    public sealed record Missing(DraftField Field) : DraftProblem(Field);

    /// <param name="Known">What there is instead, the nearest first.</param>
    public sealed record Unknown(DraftField Field, string Name, ImmutableArray<string> Known) : DraftProblem(Field);

    public sealed record Ambiguous(DraftField Field, string Name, ImmutableArray<string> Candidates) : DraftProblem(Field);

    public sealed record TooMany(DraftField Field, int Most) : DraftProblem(Field);

    public sealed record TooLong(DraftField Field, int Most) : DraftProblem(Field);

    /// <summary>NUL, other control characters, lone surrogates, byte-order marks or invisible direction marks.</summary>
    public sealed record Unprintable(DraftField Field) : DraftProblem(Field);

    /// <summary>It does not look as the rule asks.</summary>
    /// <param name="Hint">What it should look like, in the operator's words; null if they said nothing.</param>
    public sealed record NotAsAsked(DraftField Field, string Rule, string? Hint) : DraftProblem(Field);

    /// <summary>What a face was given for how long, and could not read as a length of time.</summary>
    public sealed record NotATime(string Text) : DraftProblem(DraftField.Duration);

    public sealed record TooShortATime(TimeSpan Shortest) : DraftProblem(DraftField.Duration);

    /// <param name="Field">The one of the two by which it is too long.</param>
    public sealed record TooLongATime(DraftField Field, TimeSpan Longest, string Rule) : DraftProblem(Field);

    /// <summary>What a face was given as an end, and could not read as a moment.</summary>
    public sealed record NotAMoment(string Text) : DraftProblem(DraftField.Until);

    /// <summary>The end has passed, or is nearer than the shortest time.</summary>
    /// <param name="Until">UTC.</param>
    public sealed record TooSoon(DateTimeOffset Until, TimeSpan Shortest) : DraftProblem(DraftField.Until);

    /// <summary>A length of time and an end exclude each other.</summary>
    public sealed record DurationAndUntil() : DraftProblem(DraftField.Until);

    /// <summary>Schemas and tables exclude each other.</summary>
    public sealed record SchemasAndTables() : DraftProblem(DraftField.Tables);

    /// <summary>Columns of single tables are asked for, not of schemas.</summary>
    public sealed record SchemasAndColumns() : DraftProblem(DraftField.Columns);

    /// <summary>It cannot be given masked.</summary>
    /// <param name="Why">The rest of a sentence about the table.</param>
    public sealed record OnlyUnmasked(TableName Table, string Why) : DraftProblem(DraftField.Tables);

    /// <param name="Text">As typed.</param>
    public sealed record NotAnAddress(string Text, AddressFault Fault) : DraftProblem(DraftField.Address);

    /// <summary>The database cannot hold an account to an address, so none is given that was asked to be.</summary>
    /// <param name="Why">A sentence or two that say what mends it.</param>
    public sealed record CannotBind(string Database, string Why) : DraftProblem(DraftField.Address);

    /// <summary>What a face was shown with did not come back. More is asked for without it, so it is shown once more before it counts.</summary>
    public sealed record TakenOut(DraftField Field) : DraftProblem(Field);

    /// <summary>It is not one statement that reads.</summary>
    /// <param name="Verdict">Its place is within the statement as it was typed.</param>
    public sealed record NotReading(StatementVerdict.Refused Verdict) : DraftProblem(DraftField.Statement);

    /// <summary>The server would not run it.</summary>
    /// <param name="Message">The server's own words; where it is for several databases, after the name of the one and a colon.</param>
    /// <param name="At">Where in the statement as it was typed, in UTF-16 units from 0; null if the server does not say.</param>
    /// <inheritdoc cref="RunResult.Failed"/>
    public sealed record WouldNotRun(string SqlState, string Message, int? At) : DraftProblem(DraftField.Statement);

    /// <summary>What it would touch cannot be found out, so nobody could be shown what they approve.</summary>
    /// <param name="Why">A sentence or two that say what mends it, where it is for several databases after the name of the one and a colon.</param>
    public sealed record NotPlanned(string Why) : DraftProblem(DraftField.Statement);

    /// <summary>A login is for one database; more of them go with a statement only.</summary>
    public sealed record ForOneDatabase() : DraftProblem(DraftField.Database);

    /// <summary>The level's premade roles decide its reach, so it cannot be narrowed.</summary>
    public sealed record LevelIsWhole(string Level) : DraftProblem(DraftField.Tables);

    /// <summary>The level gives roles to a login that people have, and JitBot knows of none that is theirs there.</summary>
    public sealed record NoOwnLogin(string Level, string Target) : DraftProblem(DraftField.Level);
}

/// <summary>A draft held against target, catalogue and policy.</summary>
/// <param name="Policy">The policy it was held against.</param>
/// <param name="Facts">What the policy judged it on, once the level is known; of what is still missing, something usual.</param>
/// <param name="Verdict">What the policy says to it, once the level is known.</param>
/// <param name="Scope">What would be granted; null while there are problems with it.</param>
/// <param name="Lasts">For how long: as was asked, or what is left now until the end that was asked for; null while there are problems with it.</param>
/// <param name="Times">Lengths of time to choose from, each allowed by the rule that would apply to it; the longest last.</param>
public sealed record DraftAnalysis(
    RequestDraft Draft,
    Target Target,
    TargetCatalog Catalog,
    PolicyDocument Policy,
    RequestFacts? Facts,
    PolicyVerdict? Verdict,
    AccessScope? Scope,
    TimeSpan? Lasts,
    ImmutableArray<TimeSpan> Times,
    ImmutableArray<DraftProblem> Problems)
{
    /// <summary>The rule that would decide, once the level is known.</summary>
    public PinnedRule? Rule => Verdict?.Pinned;
}
