using System.Collections.Immutable;
using JitBot.Core.Audit;
using JitBot.Core.Storage;

namespace JitBot.Core.Incidents;

/// <summary>What tools say is wrong at the moment. Policies ask how severe the worst of it is.</summary>
public sealed class OpenIncidents(IKeyedStore store, AuditLog log, TimeProvider time)
{
    private readonly KeyedRecords<SourceIncidents> _sources = new(store, time, "incidents");

    /// <returns>How severe the worst open incident of all sources is, as <see cref="Severity.Spelled"/> spells it; null if none is open.</returns>
    public async Task<string?> WorstAsync(CancellationToken ct)
    {
        var now = time.Now();
        var all = await _sources.ListAsync(ct);
        return Severity.WorstOf(all.Values.SelectMany(source => source.All).Where(incident => incident.IsOpenAt(now)).Select(incident => incident.Severity));
    }

    /// <summary>Takes a source's word on some incidents, all of it in one write.</summary>
    /// <param name="openFor">How long one counts as open that nothing more is heard of.</param>
    /// <returns>What came of each, in the same order.</returns>
    public async Task<ImmutableArray<IncidentChange>> HearAsync(string source, IReadOnlyCollection<IncidentReport> reports, TimeSpan openFor, CancellationToken ct)
    {
        ImmutableArray<IncidentChange> changes = [];
        var written = await _sources.ChangeAsync(source, known =>
        {
            var now = time.Now();
            // What was forgotten is over before anything new is heard of it, so that the record has its end.
            var (next, came) = (known.CloseForgotten(source, now), ImmutableArray.CreateBuilder<IncidentChange>(reports.Count));
            foreach (var report in reports)
            {
                (next, var change) = next.Hear(source, report, openFor, now);
                came.Add(change);
            }

            changes = came.ToImmutable();
            return ReferenceEquals(next, known) && known.Unrecorded.IsEmpty ? null : next;
        }, ct);
        await RecordAsync(source, written, ct);
        return changes;
    }

    /// <summary>
    /// Closes what nothing was heard of for too long and what is of a source that is not listened to any more, and puts on record what a crash kept from it.
    /// </summary>
    /// <param name="sources">Those that may tell of incidents.</param>
    public async Task CloseForgottenAsync(IReadOnlyCollection<string> sources, CancellationToken ct)
    {
        foreach (var (source, known) in await _sources.ListAsync(ct))
        {
            var isDue = !known.Unrecorded.IsEmpty || !ReferenceEquals(Closed(known), known);
            await RecordAsync(source, isDue ? await _sources.ChangeAsync(source, Closed, ct) : null, ct);

            SourceIncidents Closed(SourceIncidents current) => sources.Contains(source, StringComparer.Ordinal) ? current.CloseForgotten(source, time.Now()) : current.CloseAll(source, time.Now());
        }
    }

    private async Task RecordAsync(string source, SourceIncidents? written, CancellationToken ct)
    {
        if (written is not { Unrecorded: { IsEmpty: false } changes })
        {
            return;
        }

        foreach (var change in changes)
        {
            await log.AddAsync(change.Entry, change.Id, ct: ct);
        }

        await _sources.ChangeAsync(source, current => current with { Unrecorded = [.. current.Unrecorded.Where(change => changes.All(done => done.Id != change.Id))] }, ct);
    }
}
