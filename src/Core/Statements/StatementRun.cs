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

    /// <summary>What took its result failed.</summary>
    Broken,

    /// <summary>The grant ended under it.</summary>
    Cut,

    /// <summary>It did not begin.</summary>
    NotRun,
}

/// <summary>
/// One run of an approved statement, on record from before it began. Never a row, and nothing that the server said of one.
/// </summary>
/// <param name="At">UTC.</param>
/// <param name="Hash">SHA-256 of the text as UTF-8, in lower-case hexadecimal digits.</param>
/// <param name="Export">The result was taken out as a file.</param>
public sealed record StatementRun(string Id, RequestId Request, PersonId By, DateTimeOffset At, string Hash, string Text, bool Export)
{
    public RunEnd End { get; init; }

    /// <summary>How many rows left the server.</summary>
    public long Rows { get; init; }

    /// <summary>Of all values that left the server, as UTF-8.</summary>
    public long Bytes { get; init; }

    public TimeSpan Took { get; init; }

    /// <summary>The server's code for why it failed; null if it did not.</summary>
    public string? SqlState { get; init; }
}
