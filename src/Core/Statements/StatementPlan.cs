using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Core.Statements;

/// <summary>What a statement would touch, as the server plans it; nothing was run.</summary>
/// <param name="Tables">Every relation it reads, directly or through a view, by name.</param>
/// <param name="Rows">How many rows the server expects to give back.</param>
/// <param name="Cost">In the server's own unit: 1 is about one page read in order.</param>
public sealed record StatementPlan(ImmutableArray<TouchedTable> Tables, double Rows, double Cost);

/// <param name="Columns">Those that are read, as far as the plan shows; in the order of their names.</param>
/// <param name="IsNamed">The statement names it; otherwise it is read through another that does.</param>
/// <param name="ScannedRows">How many rows are read one after the other, if all of it is; else null.</param>
public sealed record TouchedTable(TableName Name, ImmutableArray<string> Columns, bool IsNamed, double? ScannedRows);

public abstract record PlanResult
{
    private PlanResult() { }

    /// <param name="Plan">Null for a statement that has none, such as SHOW.</param>
    public sealed record Planned(StatementPlan? Plan) : PlanResult;

    /// <summary>It would not run: the server says why.</summary>
    /// <inheritdoc cref="RunResult.Failed"/>
    public sealed record Failed(string SqlState, string Message, int? At) : PlanResult;

    /// <summary>The login it needs cannot be made.</summary>
    /// <param name="Why">One sentence that says what was found and what to do.</param>
    public sealed record Refused(string Why) : PlanResult;

    public sealed record Unreachable(string Why) : PlanResult;
}
