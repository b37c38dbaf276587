namespace JitBot.Core.Work;

/// <summary>Two lanes of work with due times, leases and workers of their own, so that a slow chat never delays an end.</summary>
public enum Lane
{
    /// <summary>What changes who has access. Every step of it speaks to the request's target.</summary>
    Access,

    /// <summary>Everything else: what tells people, and what needs nobody but the store.</summary>
    Outreach,
}

public enum WorkKind
{
    Lapse,
    Escalate,
    Issue,
    Extend,
    End,
    Confirm,
    ShowCards,
    HideSecret,
    Remind,
    Forget,
}

/// <summary>One thing a request is waiting for.</summary>
/// <param name="DueAt">UTC.</param>
public readonly record struct WorkItem(WorkKind Kind, DateTimeOffset DueAt);

/// <summary>What is remembered of work that did not succeed.</summary>
/// <param name="NotBefore">UTC; the work is due again from then on.</param>
/// <param name="Why">The last failure, for the operator; carries no secret.</param>
public sealed record Retry(int Attempts, DateTimeOffset NotBefore, string Why)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>The pause before another attempt: 1 s, 2 s, 4 s … up to a minute, each up to a fifth longer by <paramref name="jitter"/> (0 to 1).</summary>
    public static TimeSpan Pause(int attempts, double jitter)
    {
        var plain = Math.Min(Math.Pow(2, Math.Min(attempts, 10) - 1), LongestPause.TotalSeconds);
        return TimeSpan.FromMilliseconds(Math.Round(plain * 1000 * (1 + (jitter / 5))));
    }
}
