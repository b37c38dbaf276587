using JitBot.Core.Storage;
using Npgsql;
using static JitBot.Bot.Storage.PostgresValues;

namespace JitBot.Bot.Storage;

/// <summary>Small documents by kind and id. Each operation is one statement and one commit.</summary>
internal sealed class PostgresKeyedStore(PostgresDatabase database) : IKeyedStore
{
    public async Task<KeyedDocument?> FindAsync(string kind, string id, DateTimeOffset now, CancellationToken ct)
    {
        const string Find = """
            select kind, id, version, document, expires_at from jitbot.keyed
            where kind = $1 and id = $2 and (expires_at is null or expires_at > $3)
            """;
        return (await database.ReadAsync(Find, [Text(kind), Text(id), Time(now)], Read, ct)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<KeyedDocument>> ListAsync(string kind, DateTimeOffset now, CancellationToken ct)
    {
        const string List = """
            select kind, id, version, document, expires_at from jitbot.keyed
            where kind = $1 and (expires_at is null or expires_at > $2)
            order by id
            """;
        return await database.ReadAsync(List, [Text(kind), Time(now)], Read, ct);
    }

    public async Task<IReadOnlyList<KeyedDocument>> ListAfterAsync(string kind, string after, int limit, DateTimeOffset now, CancellationToken ct)
    {
        const string ListAfter = """
            select kind, id, version, document, expires_at from jitbot.keyed
            where kind = $1 and id > $2 and (expires_at is null or expires_at > $3)
            order by id limit $4
            """;
        return await database.ReadAsync(ListAfter, [Text(kind), Text(after), Time(now), Number(limit)], Read, ct);
    }

    public async Task<KeyedDocument?> FindLastAsync(string kind, DateTimeOffset now, CancellationToken ct)
    {
        const string FindLast = """
            select kind, id, version, document, expires_at from jitbot.keyed
            where kind = $1 and (expires_at is null or expires_at > $2)
            order by id desc limit 1
            """;
        return (await database.ReadAsync(FindLast, [Text(kind), Time(now)], Read, ct)).SingleOrDefault();
    }

    public async Task<(IReadOnlyList<KeyedDocument> Last, int Total)> ListLastAsync(string kind, int limit, DateTimeOffset now, CancellationToken ct)
    {
        // Counted where no document is read; only those that are given are.
        const string ListLast = """
            select kind, id, version, document, expires_at,
                (select count(*)::int from jitbot.keyed where kind = $1 and (expires_at is null or expires_at > $2))
            from jitbot.keyed
            where kind = $1 and (expires_at is null or expires_at > $2)
            order by id desc limit $3
            """;
        var rows = await database.ReadAsync(ListLast, [Text(kind), Time(now), Number(limit)], row => (Document: Read(row), Total: row.GetInt32(5)), ct);
        return ([.. rows.Select(row => row.Document)], rows is [var first, ..] ? first.Total : 0);
    }

    public async Task<long?> TryPutAsync(KeyedDocument document, DateTimeOffset now, CancellationToken ct)
    {
        const string Insert = """
            insert into jitbot.keyed as stored (kind, id, version, document, expires_at)
            values ($1, $2, nextval('jitbot.version'), $3, $4)
            on conflict (kind, id) do update
                set version = excluded.version, document = excluded.document, expires_at = excluded.expires_at
                where stored.expires_at <= $5
            returning version
            """;
        const string Update = """
            update jitbot.keyed set version = nextval('jitbot.version'), document = $3, expires_at = $4
            where kind = $1 and id = $2 and (expires_at is null or expires_at > $5) and version = $6
            returning version
            """;
        NpgsqlParameter[] values = [Text(document.Kind), Text(document.Id), Json(document.Json), Time(document.ExpiresAt), Time(now)];
        var written = document.Version == 0
            ? await database.ReadAsync(Insert, values, row => row.GetInt64(0), ct)
            : await database.ReadAsync(Update, [.. values, Number(document.Version)], row => row.GetInt64(0), ct);
        return written is [var version] ? version : null;
    }

    public async Task<bool> TryDeleteAsync(string kind, string id, long version, CancellationToken ct)
    {
        const string Delete = "delete from jitbot.keyed where kind = $1 and id = $2 and version = $3";
        return await database.ExecuteAsync(Delete, [Text(kind), Text(id), Number(version)], ct) == 1;
    }

    public Task<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken ct)
    {
        // Whoever is writing one of them right now is giving it a new life.
        const string DeleteExpired = """
            with expired as materialized (
                select kind, id from jitbot.keyed where expires_at <= $1 order by expires_at limit $2 for update skip locked)
            delete from jitbot.keyed using expired where keyed.kind = expired.kind and keyed.id = expired.id
            """;
        return database.ExecuteAsync(DeleteExpired, [Time(now), Number(limit)], ct);
    }

    private static KeyedDocument Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4));
}
