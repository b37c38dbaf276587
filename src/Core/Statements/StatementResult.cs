using System.Collections.Immutable;

namespace JitBot.Core.Statements;

/// <summary>How much one run may take. Past any of them the query itself is stopped, not only what is shown of it.</summary>
/// <param name="Timeout">Kept by the server.</param>
/// <param name="Rows">The most that are read.</param>
/// <param name="Bytes">The most of all values together, as UTF-8.</param>
public sealed record StatementLimits(TimeSpan Timeout, long Rows, long Bytes);

/// <param name="IsNumber">Its values stand to the right.</param>
public sealed record ResultColumn(string Name, bool IsNumber);

/// <summary>Takes a result as it comes, row by row, and of several databases one after the other; what it keeps, is its own affair.</summary>
public interface IResultSink
{
    /// <summary>Once for each database, before any row of it; not at all if the statement fails there before.</summary>
    /// <returns>False if it cannot take these columns after those of another database: then it is given nothing more.</returns>
    ValueTask<bool> BeginAsync(string database, ImmutableArray<ResultColumn> columns, CancellationToken ct);

    /// <param name="values">As the server writes them, times in UTC; null for NULL. Not to be kept: the next row comes in the same place.</param>
    ValueTask RowAsync(IReadOnlyList<string?> values, CancellationToken ct);
}

public enum ResultCap
{
    /// <summary>It ended by itself.</summary>
    None,
    Rows,
    Bytes,
}

/// <summary>What became of a statement in one of the databases it is for.</summary>
public sealed record DatabaseResult(string Database, RunResult Result)
{
    /// <summary>How many left the server, however it ended.</summary>
    public long Rows { get; init; }

    /// <summary>Of all values that left the server, as UTF-8.</summary>
    public long Bytes { get; init; }
}

public abstract record RunResult
{
    private RunResult() { }

    /// <param name="Bytes">Of all values that were read, as UTF-8.</param>
    /// <param name="Cap">What it was stopped for; rows before that were given.</param>
    public sealed record Ran(long Rows, long Bytes, TimeSpan Took, ResultCap Cap) : RunResult;

    /// <summary>Its columns are others than in the databases before, and where its result goes they have to be the same. No row was given.</summary>
    public sealed record OtherColumns(TimeSpan After) : RunResult;

    /// <summary>It is not one statement that reads, or what is known to hold one does not hold any in its database: it was not run.</summary>
    public sealed record NotReading(StatementVerdict.Refused Verdict) : RunResult;

    /// <summary>The server says no.</summary>
    /// <param name="Message">The server's own words: for the requester, since they may quote data.</param>
    /// <param name="At">Where in the statement, in UTF-16 units from 0; null if the server does not say.</param>
    public sealed record Failed(string SqlState, string Message, int? At, TimeSpan Took) : RunResult;

    /// <summary>It took longer than it may, and the server stopped it.</summary>
    public sealed record TimedOut(TimeSpan After) : RunResult;

    /// <summary>The grant ended while it ran, or somebody ended its session.</summary>
    public sealed record Cut(TimeSpan After) : RunResult;

    /// <summary>The login is not there, or lets nobody in any more.</summary>
    public sealed record NoLogin : RunResult;

    public sealed record Unreachable(string Why) : RunResult;
}
