using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core.Audit;

namespace JitBot.Core.Incidents;

/// <summary>The incidents of one source; a keyed document. What it says of them, it says purely.</summary>
internal sealed record SourceIncidents
{
    public const int MostOpen = 1000;
    private const int MostClosed = 500;

    /// <summary>How long a closed one is remembered, so that an old word sent again does not open it.</summary>
    private static readonly TimeSpan ClosedIsKept = TimeSpan.FromDays(7);

    public ImmutableArray<Incident> All { get; init; } = [];

    /// <summary>What is to go on record; it stays here until it is there.</summary>
    public ImmutableArray<UnrecordedChange> Unrecorded { get; init; } = [];

    /// <summary>How many changes there were, ever.</summary>
    public long Changes { get; init; }

    /// <summary>The same after this word. None of them may be forgotten by now: <see cref="CloseForgotten"/> comes first.</summary>
    /// <param name="openFor">How long an incident counts as open that nothing more is heard of.</param>
    public (SourceIncidents Next, IncidentChange Change) Hear(string source, IncidentReport report, TimeSpan openFor, DateTimeOffset now)
    {
        var at = report.At < now ? Clock.Whole(report.At) : now;
        var known = All.FirstOrDefault(incident => incident.Id == report.Id);
        if (at < now - ClosedIsKept || at < known?.HeardAt)
        {
            return (this, IncidentChange.Outdated);
        }

        var wasOpen = known is { ClosedAt: null };
        if (!report.IsOpen)
        {
            var over = (known ?? New(report, at, now)) with { HeardAt = at, ClosedAt = wasOpen ? now : known?.ClosedAt ?? now };
            return wasOpen ? (With(over, now).Record(AuditEvents.IncidentClosed, source, over, now), IncidentChange.Closed) : (With(over, now), IncidentChange.NotOpen);
        }

        if (!wasOpen)
        {
            var opened = New(report, at, now + openFor);
            return All.Count(incident => incident.ClosedAt is null) >= MostOpen
                ? (this, IncidentChange.TooMany)
                : (With(opened, now).Record(AuditEvents.IncidentOpened, source, opened, now), IncidentChange.Opened);
        }

        var renewed = known! with { Severity = report.Severity, Title = report.Title, HeardAt = at, Until = now + openFor };
        return known.Severity == renewed.Severity
            ? (With(renewed, now), IncidentChange.Renewed)
            : (With(renewed, now).Record(AuditEvents.IncidentChanged, source, renewed, now), IncidentChange.SeverityChanged);
    }

    /// <summary>The same with those closed that nothing was heard of for too long; itself if there are none.</summary>
    public SourceIncidents CloseForgotten(string source, DateTimeOffset now) => Close(source, now, incident => !incident.IsOpenAt(now), "Nothing more was heard of it.");

    /// <summary>The same with all closed, because nobody listens to the source any more; itself if none is open.</summary>
    public SourceIncidents CloseAll(string source, DateTimeOffset now) => Close(source, now, _ => true, "Its source may not tell of incidents any more.");

    private SourceIncidents Close(string source, DateTimeOffset now, Func<Incident, bool> isOver, string why)
    {
        var next = this;
        foreach (var over in All.Where(incident => incident.ClosedAt is null && isOver(incident)))
        {
            var closed = over with { ClosedAt = now };
            next = next.With(closed, now).Record(AuditEvents.IncidentClosed, source, closed, now, why);
        }

        return next;
    }

    private static Incident New(IncidentReport report, DateTimeOffset at, DateTimeOffset until) =>
        new() { Id = report.Id, Severity = report.Severity, Title = report.Title, Since = at, HeardAt = at, Until = until };

    private SourceIncidents With(Incident changed, DateTimeOffset now)
    {
        var others = All.Where(incident => incident.Id != changed.Id).Append(changed).ToLookup(incident => incident.ClosedAt is null);
        var closed = others[false].Where(incident => incident.ClosedAt > now - ClosedIsKept).OrderByDescending(incident => incident.ClosedAt).Take(MostClosed);
        return this with { All = [.. others[true], .. closed] };
    }

    private SourceIncidents Record(string @event, string source, Incident incident, DateTimeOffset now, string? reason = null) => this with
    {
        Changes = Changes + 1,
        Unrecorded = Unrecorded.Add(new(
            $"incident.{source}.{(Changes + 1).ToString(CultureInfo.InvariantCulture)}",
            AuditEntry.Of(now, @event, AuditEntry.Service, reason,
                ("source", source), ("incident", incident.Id), ("severity", incident.Severity), ("title", incident.Title), ("since", incident.Since.ToString("o")))
                with { Via = reason is null ? $"webhook {source}" : null })),
    };
}

/// <param name="Id">So that it is on record once, however often that is tried.</param>
internal sealed record UnrecordedChange(string Id, AuditEntry Entry);
