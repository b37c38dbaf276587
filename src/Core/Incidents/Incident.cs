namespace JitBot.Core.Incidents;

/// <summary>Something that is wrong somewhere, as a source told it. Times are UTC.</summary>
public sealed record Incident
{
    /// <summary>The source's own, which nobody else's collides with.</summary>
    public required string Id { get; init; }

    /// <summary>As <see cref="Incidents.Severity.Spelled"/> spells it; empty if the source did not say.</summary>
    public required string Severity { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>When the newest word on it was given; an older one says nothing any more.</summary>
    public required DateTimeOffset HeardAt { get; init; }

    /// <summary>From then on it counts as over, unless it was heard of again.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    public bool IsOpenAt(DateTimeOffset now) => ClosedAt is null && now < Until;
}

/// <summary>A source's word on one incident.</summary>
/// <param name="IsOpen">Whether it is open, or else over.</param>
/// <param name="At">When the source says it gave this word; it counts for no later than now.</param>
public sealed record IncidentReport(string Id, bool IsOpen, string Severity, string Title, DateTimeOffset At);

/// <summary>What came of a word on an incident.</summary>
public enum IncidentChange
{
    Opened,

    /// <summary>It was open, and stays so.</summary>
    Renewed,

    SeverityChanged,
    Closed,

    /// <summary>There was nothing open to be closed.</summary>
    NotOpen,

    /// <summary>A newer word was heard already, or it is older than closed incidents are kept.</summary>
    Outdated,

    /// <summary>The source has so many open that no more are taken.</summary>
    TooMany,
}
