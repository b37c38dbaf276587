using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;
using Npgsql;
using static JitBot.Bot.Storage.PostgresValues;

namespace JitBot.Bot.Storage;

/// <summary>Requests as jsonb, with what is looked for beside it in columns. Each operation is one statement and one commit.</summary>
internal sealed partial class PostgresAccessStore(PostgresDatabase database, ILogger<PostgresAccessStore> logger) : IAccessStore
{
    // As documents have it, so that the two compare as texts: no digit that is not needed, and an offset, never a Z.
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'+00:00'";

    private static readonly TimeSpan PushBack = TimeSpan.FromHours(1);

    public event Action? Committed;

    public Task<AccessRequest?> TryAddAsync(AccessRequest request, CancellationToken ct) =>
        WriteAsync(RequestStatements.Add, request, [], ct);

    public Task<AccessRequest?> TryReplaceAsync(AccessRequest request, Lease? release, CancellationToken ct) =>
        WriteAsync(RequestStatements.Replace, request, [Number(request.Version), Token(release?.Token)], ct);

    public async Task<bool> TryDeleteAsync(RequestId id, long version, CancellationToken ct) =>
        await database.ExecuteAsync(RequestStatements.Delete, [Text(id.Value), Number(version)], ct) == 1;

    public async Task<AccessRequest?> FindAsync(RequestId id, CancellationToken ct) =>
        await database.ReadAsync(RequestStatements.Find, [Text(id.Value)], ReadDocument, ct) is [var found] ? found.Open() : null;

    public async Task<IReadOnlyList<AccessRequest>> ListAsync(RequestFilter filter, CancellationToken ct)
    {
        var found = await database.ReadAsync(RequestStatements.List(filter), Values(filter), ReadDocument, ct);
        return [.. found.Select(OpenOrReport).OfType<AccessRequest>()];
    }

    public async Task<int> CountAsync(RequestFilter filter, CancellationToken ct) =>
        (int)(await database.ReadAsync(RequestStatements.Count(filter), Values(filter), row => row.GetInt64(0), ct))[0];

    private static NpgsqlParameter[] Values(RequestFilter filter) =>
    [
        Number(filter.Limit), Text(filter.Requester?.Value), Text(filter.Target), Time(filter.After?.SubmittedAt), Text(filter.After?.Id.Value),
        Text(filter.LiveSince?.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture)),
    ];

    public async Task<ImmutableArray<Claimed>> ClaimDueAsync(DueClaim claim, CancellationToken ct)
    {
        NpgsqlParameter[] values =
            [Time(claim.Now), Time(claim.Now + RequestLifecycle.Lease), Texts(claim.NotTargets), Text(claim.OnlyTarget), Number(claim.Limit)];
        var taken = await database.ReadAsync(RequestStatements.Claim(claim.Lane), values, ReadTaken, ct);

        // What an update returns comes in no order of its own.
        var claimed = ImmutableArray.CreateBuilder<Claimed>(taken.Count);
        var unreadable = new List<Taken>();
        foreach (var row in taken.OrderBy(row => row.Due))
        {
            if (OpenOrReport(row.Document) is { } request)
            {
                claimed.Add(new(request, new(request.Id, claim.Lane, row.Token)));
            }
            else
            {
                unreadable.Add(row);
            }
        }

        await PushBackAsync(unreadable, claim, ct);
        return claimed.ToImmutable();
    }

    public async Task<Claimed?> TryLeaseAsync(RequestId id, Lane lane, DateTimeOffset now, CancellationToken ct)
    {
        NpgsqlParameter[] values = [Text(id.Value), Time(now), Time(now + RequestLifecycle.Lease)];
        var taken = await database.ReadAsync(RequestStatements.TakeLease(lane), values, ReadTaken, ct);
        return taken is [var row] ? new(row.Document.Open(), new(id, lane, row.Token)) : null;
    }

    public async Task ReleaseAsync(IReadOnlyCollection<Lease> leases, CancellationToken ct)
    {
        if (leases.Count > 0)
        {
            NpgsqlParameter[] values = [Texts(leases.Select(lease => lease.Request.Value)), Tokens(leases.Select(lease => lease.Token))];
            await database.ExecuteAsync(RequestStatements.Release, values, ct);
        }
    }

    public async Task<DateTimeOffset?> NextDueAsync(Lane lane, IReadOnlyCollection<string> notTargets, CancellationToken ct) =>
        (await database.ReadAsync(RequestStatements.NextDue(lane), [Texts(notTargets)], row => row.IsDBNull(0) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(0), ct))
        .Single();

    public async Task<IReadOnlyList<Unsealed>> ListUnsealedAsync(int limit, CancellationToken ct)
    {
        var unsealed = new List<Unsealed>();
        var after = (At: DateTimeOffset.MinValue, Id: "");
        while (unsealed.Count < limit)
        {
            var found = await database.ReadAsync(
                RequestStatements.ListUnsealed, [Number(limit), Time(after.At), Text(after.Id)],
                row => (Document: ReadDocument(row), Sealed: row.GetInt32(3), At: row.GetFieldValue<DateTimeOffset>(4)), ct);
            unsealed.AddRange(found.Select(row => (Request: row.Document.TryOpen(out _), row.Sealed)).Where(row => row.Request is not null).Select(row => new Unsealed(row.Request!, row.Sealed)));
            if (found.Count < limit)
            {
                break;
            }

            // Those that nobody can read must not stand in the way of the rest.
            after = (found[^1].At, found[^1].Document.Id);
        }

        return unsealed;
    }

    public async Task<DateTimeOffset?> UnsealedSinceAsync(CancellationToken ct)
    {
        var oldest = await database.ReadAsync(RequestStatements.UnsealedSince, [], row => row.IsDBNull(0) ? null : row.GetString(0), ct);
        return DateTimeOffset.TryParse(oldest[0], CultureInfo.InvariantCulture, out var since) ? since : null;
    }

    public async Task MarkSealedAsync(IReadOnlyCollection<SealedSteps> marks, CancellationToken ct)
    {
        if (marks.Count > 0)
        {
            await database.ExecuteAsync(RequestStatements.MarkSealed, [Texts(marks.Select(mark => mark.Request.Value)), Integers(marks.Select(mark => mark.Count))], ct);
        }
    }

    private async Task<AccessRequest?> WriteAsync(string statement, AccessRequest request, NpgsqlParameter[] conditions, CancellationToken ct)
    {
        NpgsqlParameter[] values =
        [
            Text(request.Id.Value), Json(RequestDocument.Write(request)),
            Text(request.Requester.Value), Text(request.Scope.Target), Text(request.State.ToString()), Time(request.SubmittedAt),
            Time(request.NextWork(Lane.Access)?.DueAt), Time(request.NextWork(Lane.Outreach)?.DueAt),
            .. conditions,
        ];
        if (await database.ReadAsync(statement, values, row => row.GetInt64(0), ct) is not [var version])
        {
            return null;
        }

        Committed?.Invoke();
        return request with { Version = version };
    }

    // Left where it is, a document that nobody can read would be claimed again by every tick.
    private async Task PushBackAsync(IReadOnlyCollection<Taken> unreadable, DueClaim claim, CancellationToken ct)
    {
        if (unreadable.Count > 0)
        {
            NpgsqlParameter[] values =
                [Texts(unreadable.Select(row => row.Document.Id)), Tokens(unreadable.Select(row => row.Token)), Time(claim.Now + PushBack)];
            await database.ExecuteAsync(RequestStatements.PushBack(claim.Lane), values, ct);
        }
    }

    private AccessRequest? OpenOrReport(StoredDocument document)
    {
        if (document.TryOpen(out var unreadable) is { } request)
        {
            return request;
        }

        LogUnreadable(unreadable!, document.Id);
        return null;
    }

    private static StoredDocument ReadDocument(NpgsqlDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetString(2));

    private static Taken ReadTaken(NpgsqlDataReader row) => new(ReadDocument(row), row.GetGuid(3), row.GetFieldValue<DateTimeOffset>(4));

    private sealed record StoredDocument(string Id, long Version, string Json)
    {
        public AccessRequest Open() => RequestDocument.Read(Json, Version);

        public AccessRequest? TryOpen(out UnreadableDocumentException? why)
        {
            try
            {
                why = null;
                return Open();
            }
            catch (UnreadableDocumentException unreadable)
            {
                why = unreadable;
                return null;
            }
        }
    }

    private sealed record Taken(StoredDocument Document, Guid Token, DateTimeOffset Due);

    [LoggerMessage(Level = LogLevel.Error, Message = "The document of request {Request} cannot be read; it is left out, and as work tried again in an hour.")]
    private partial void LogUnreadable(Exception unreadable, string request);
}
