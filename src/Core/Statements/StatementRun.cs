using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core.Audit;
using JitBot.Core.People;
using JitBot.Core.Requests;

namespace JitBot.Core.Statements;

public enum RunEnd
{
    /// <summary>It is running, or the replica that ran it is gone.</summary>
    Unknown,
    Done,

    /// <summary>Stopped at the most rows or bytes there may be.</summary>
    Capped,

    /// <summary>The server said no.</summary>
    Failed,
    TimedOut,
    Cancelled,

    /// <summary>What took its result failed, or could not take it.</summary>
    Broken,

    /// <summary>The grant ended under it.</summary>
    Cut,

    /// <summary>It did not begin.</summary>
    NotRun,
}

/// <param name="End"><see cref="RunEnd.NotRun"/> also where an earlier database was the last.</param>
/// <param name="Rows">How many left the server.</param>
public sealed record DatabaseRun(string Database, RunEnd End, long Rows);

/// <summary>
/// One run of an approved statement, on record from before it began. Never a row, and nothing that the server said of one.
/// </summary>
/// <param name="Id">In the order in which runs of a request began.</param>
/// <param name="At">UTC.</param>
/// <param name="Hash">SHA-256 of the text as UTF-8, in lower-case hexadecimal digits.</param>
/// <param name="Export">The result was taken out as a file.</param>
public sealed record StatementRun(string Id, RequestId Request, PersonId By, DateTimeOffset At, string Hash, string Text, bool Export)
{
    /// <summary>How it ended in the last database that it was run in.</summary>
    public RunEnd End { get; init; }

    /// <summary>Every database that it is for, in order; empty in runs from before statements could be for several.</summary>
    public ImmutableArray<DatabaseRun> Databases { get; init; } = [];

    /// <summary>How many rows left the server, of all databases.</summary>
    public long Rows { get; init; }

    /// <summary>Of all values that left the server, as UTF-8.</summary>
    public long Bytes { get; init; }

    public TimeSpan Took { get; init; }

    /// <summary>The server's code for why it failed; null if it did not.</summary>
    public string? SqlState { get; init; }

    /// <summary>With what is known of each database so far.</summary>
    /// <param name="results">In order; of those that nothing is known of, none.</param>
    /// <param name="gone">All that left the servers, of the database after them too.</param>
    /// <param name="unknown">What is to be said of the database after them, where it was begun and nobody knows more; null if it was not begun.</param>
    internal StatementRun With(IReadOnlyList<DatabaseResult> results, LeavingRows gone, RunEnd? unknown) => this with
    {
        Databases =
        [
            .. Databases.Select((place, i) => i < results.Count ? place with { End = EndOf(results[i].Result), Rows = results[i].Rows }
                : i == results.Count && unknown is { } end ? place with { End = end, Rows = gone.Rows - results.Sum(one => one.Rows) }
                : place with { End = RunEnd.NotRun }),
        ],
        End = unknown ?? EndOf(results[^1].Result),
        Rows = gone.Rows,
        Bytes = gone.Bytes,
        SqlState = results is [.., { Result: RunResult.Failed { SqlState: var state } }] ? state : null,
    };

    /// <summary>That it begins, with its text.</summary>
    internal AuditEntry Begun(Person runner) => AuditEntry.By(At, AuditEvents.RunBegun, runner, null,
        ("run", Id), ("hash", Hash), ("statement", Text), ("databases", string.Join(", ", Databases.Select(place => place.Database))), ("export", Export ? "yes" : "no"));

    /// <summary>How it ended and what left the servers; never a row.</summary>
    internal AuditEntry Ended(Person runner) => AuditEntry.By(Clock.Whole(At + Took), AuditEvents.RunEnded, runner, null,
        ("run", Id), ("hash", Hash), ("end", End.ToString()), ("rows", Rows.ToString(CultureInfo.InvariantCulture)), ("bytes", Bytes.ToString(CultureInfo.InvariantCulture)),
        ("took", Took.ToString("c")), ("sqlstate", SqlState ?? ""), ("databases", string.Join(", ", Databases.Select(place => $"{place.Database}: {place.End}, {place.Rows} rows"))),
        ("export", Export ? "yes" : "no"));

    private static RunEnd EndOf(RunResult result) => result switch
    {
        RunResult.Ran { Cap: ResultCap.None } => RunEnd.Done,
        RunResult.Ran => RunEnd.Capped,
        RunResult.Failed => RunEnd.Failed,
        RunResult.TimedOut => RunEnd.TimedOut,
        RunResult.Cut => RunEnd.Cut,
        RunResult.OtherColumns => RunEnd.Broken,
        RunResult.NotReading or RunResult.NoLogin or RunResult.Unreachable => RunEnd.NotRun,
        _ => throw new InvalidOperationException($"Unknown result {result}."),
    };
}
