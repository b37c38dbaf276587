using System.Collections.Immutable;
using JitBot.Core.Policy;
using JitBot.Core.Targets;

namespace JitBot.Core.Requests;

/// <summary>What somebody asked for, in their own words and perhaps not yet whole.</summary>
public sealed record RequestDraft
{
    public required string Target { get; init; }
    public string? Level { get; init; }
    public string? Database { get; init; }
    public ImmutableArray<string> Schemas { get; init; } = [];

    /// <summary>Names as typed: <c>employee</c> or <c>public.employee</c>.</summary>
    public ImmutableArray<string> Tables { get; init; } = [];

    public TimeSpan? Duration { get; init; }
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
    Duration,
    Reason,
    Ticket,
}

/// <summary>One thing that keeps a draft from being submitted.</summary>
public abstract record DraftProblem(DraftField Field)
{
    public sealed record Missing(DraftField Field) : DraftProblem(Field);

    /// <param name="Known">What there is instead, the nearest first.</param>
    public sealed record Unknown(DraftField Field, string Name, ImmutableArray<string> Known) : DraftProblem(Field);

    public sealed record Ambiguous(string Name, ImmutableArray<string> Candidates) : DraftProblem(DraftField.Tables);

    public sealed record TooMany(DraftField Field, int Most) : DraftProblem(Field);

    public sealed record TooLong(DraftField Field, int Most) : DraftProblem(Field);

    /// <summary>NUL, other control characters, lone surrogates, byte-order marks or invisible direction marks.</summary>
    public sealed record Unprintable(DraftField Field) : DraftProblem(Field);

    /// <summary>What a face was given for how long, and could not read as a length of time.</summary>
    public sealed record NotATime(string Text) : DraftProblem(DraftField.Duration);

    public sealed record TooShortATime(TimeSpan Shortest) : DraftProblem(DraftField.Duration);

    public sealed record TooLongATime(TimeSpan Longest, string Rule) : DraftProblem(DraftField.Duration);

    /// <summary>Schemas and tables exclude each other.</summary>
    public sealed record SchemasAndTables() : DraftProblem(DraftField.Tables);

    /// <summary>The level's premade roles decide its reach, so it cannot be narrowed.</summary>
    public sealed record LevelIsWhole(string Level) : DraftProblem(DraftField.Tables);
}

/// <summary>A draft held against target, catalogue and policy.</summary>
/// <param name="Rule">The rule that would decide, once level is known.</param>
/// <param name="Scope">What would be granted; null while there are problems with it.</param>
public sealed record DraftAnalysis(
    RequestDraft Draft,
    Target Target,
    TargetCatalog Catalog,
    PinnedRule? Rule,
    AccessScope? Scope,
    ImmutableArray<DraftProblem> Problems);
