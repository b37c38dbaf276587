using System.Collections.Immutable;

namespace JitBot.Core.Targets;

/// <summary>How much a finding weighs, the heaviest first.</summary>
public enum Severity
{
    /// <summary>A rule of access is broken, or grants are refused here.</summary>
    Problem,

    /// <summary>It works, and less is held than could be.</summary>
    Warning,

    /// <summary>To be known.</summary>
    Note,
}

/// <summary>One thing that is wrong or weak on a target.</summary>
/// <param name="Id">What kind of thing, such as <c>login.superuser</c>; never changes, so that it can be looked for.</param>
/// <param name="What">What was found, one sentence.</param>
/// <param name="Meaning">What that means, one sentence.</param>
public sealed record Finding(string Id, Severity Severity, string What, string Meaning)
{
    /// <summary>The database it is in; null if it is of the whole server.</summary>
    public string? Database { get; init; }

    /// <summary>Statements that mend it, without semicolons, for an administrator of the server in <see cref="Database"/>, or anywhere if that is null.</summary>
    public ImmutableArray<string> Sql { get; init; } = [];

    /// <summary>What mends it elsewhere than in SQL, or accepts it: a line each, with the place it belongs to.</summary>
    public ImmutableArray<string> Settings { get; init; } = [];
}

public abstract record ExamineResult
{
    private ExamineResult() { }

    public sealed record Examined(ImmutableArray<Finding> Findings) : ExamineResult;

    /// <param name="Why">For the operator; carries no secret.</param>
    public sealed record Unreachable(string Why) : ExamineResult;
}
