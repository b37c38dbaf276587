namespace JitBot.Support.Faults;

/// <summary>When a trap springs: the server has not seen the statement, or has done it and nobody was told.</summary>
public enum Moment
{
    Before,
    After,
}

/// <summary>What a statement counts for.</summary>
public enum Traffic
{
    Counted,

    /// <summary>Counted once its answer shows that it found something: a look that comes round all the time, mostly for nothing.</summary>
    CountedIfItFinds,

    Ignored,
}

/// <summary>
/// Counts statements on any number of proxies from the moment it is set, and springs at one of them. A statement is what the server answers
/// with one ReadyForQuery: a simple query, or everything up to a Sync. Logging in, and messages without a text, are none.
/// </summary>
/// <param name="sort">By the statement's text; the texts of a batch are joined by <c>;</c>.</param>
/// <param name="at">The statement to spring at, from 1; 0 to only count.</param>
public sealed class StatementTrap(Func<string, Traffic> sort, int at = 0, Moment moment = Moment.Before)
{
    private readonly Lock _gate = new();
    private readonly List<CountedStatement> _seen = [];
    private readonly TaskCompletionSource<string> _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was counted so far, in order.</summary>
    public IReadOnlyList<CountedStatement> Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>Completes with the statement's text when the trap has sprung and what it does is done.</summary>
    public Task<string> Sprung => _sprung.Task;

    internal void Tell(string statement) => _sprung.TrySetResult(statement);

    /// <returns>The statement's number; 0 if it has none, or none yet. True if the trap springs.</returns>
    internal (int Number, bool Springs) Ask(string text)
    {
        lock (_gate)
        {
            if (text.Length == 0 || sort(text) != Traffic.Counted)
            {
                return (0, false);
            }

            _seen.Add(new(text, IsLook: false));
            return (_seen.Count, moment == Moment.Before && _seen.Count == at);
        }
    }

    /// <returns>True if the trap springs.</returns>
    internal bool Answer(string text, int number, int rows)
    {
        lock (_gate)
        {
            if (number == 0 && rows > 0 && text.Length > 0 && sort(text) == Traffic.CountedIfItFinds)
            {
                _seen.Add(new(text, IsLook: true));
                number = _seen.Count;
            }

            return moment == Moment.After && number == at && at > 0;
        }
    }
}

/// <param name="IsLook">Counted when it found something, so that a trap cannot spring before it; that would be the same as springing after the one before.</param>
public readonly record struct CountedStatement(string Text, bool IsLook);
