using System.Collections.Immutable;
using System.Text.Json;
using JitBot.Support;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Playground.Page;

/// <summary>Looks into the server with a superuser's eyes once a second, and raises the signal when what it saw is new.</summary>
internal sealed class DatabasePanel : IAsyncDisposable
{
    private const int MostHappened = 40;

    private const string Accounts = """
        select r.rolname, r.rolcanlogin, (substr(marker, 8)::jsonb->>'end')::timestamptz, clock_timestamp()
        from pg_roles r, shobj_description(r.oid, 'pg_authid') marker
        where marker like 'jitbot {%' and substr(marker, 8)::jsonb ? 'request'
        order by r.oid
        """;

    private const string Sessions = """
        select usename, pid, datname, coalesce(state, ''), backend_start, coalesce(left(query, 300), '')
        from pg_stat_activity where backend_type = 'client backend' and starts_with(usename, 'jit_') order by backend_start
        """;

    // A right reaches an account through the scope roles it is a member of.
    private const string Scope = """
        select account.rolname, right_name, array_agg(distinct place order by place)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        cross join lateral aclexplode(c.relacl) acl
        join pg_auth_members m on m.roleid = acl.grantee
        join pg_roles account on account.oid = m.member
        cross join lateral (select
            case n.nspname when 'public' then c.relname when 'jit_masked_public' then c.relname || ' (masked)' else n.nspname || '.' || c.relname end as place,
            lower(acl.privilege_type) as right_name) r
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and starts_with(account.rolname, 'jit_')
        group by account.rolname, right_name
        """;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly JitServer _databases;
    private readonly Signal _news;
    private readonly Task _looking;

    public DatabasePanel(JitServer databases, Signal news)
    {
        (_databases, _news) = (databases, news);
        Now = DatabaseView.Unknown($"PostgreSQL {databases.Server.MajorVersion}");
        _looking = LookAsync(_stop.Token);
    }

    public DatabaseView Now { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task LookAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Every);
        do
        {
            try
            {
                Note(await ReadAsync(ct));
            }
            catch (NpgsqlException)
            {
                // Restarting, or on its way out: what was seen last stands until the next look.
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private void Note((DateTime At, ImmutableArray<AccountView> Accounts) seen)
    {
        if (Now.At != default && JsonSerializer.Serialize(seen.Accounts) == JsonSerializer.Serialize(Now.Accounts))
        {
            return;
        }

        ImmutableArray<HappenedView> happened = Now.At == default ? [] : [.. DatabaseChanges.Between(Now.Accounts, seen.Accounts, seen.At)];
        Now = Now with { At = seen.At, Accounts = seen.Accounts, Happened = [.. Now.Happened.Concat(happened).TakeLast(MostHappened)] };
        _news.Raise();
    }

    private async Task<(DateTime At, ImmutableArray<AccountView> Accounts)> ReadAsync(CancellationToken ct)
    {
        var scopes = new List<(string Account, string Database, string Right, string[] Tables)>();
        foreach (var database in _databases.Targets)
        {
            scopes.AddRange(await QueryAsync(database, Scope, row => (row.GetString(0), database, row.GetString(1), row.GetFieldValue<string[]>(2)), ct));
        }

        var sessions = await QueryAsync("postgres", Sessions, row => (
            Account: row.GetString(0),
            Session: new SessionView(row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetDateTime(4), row.GetString(5))), ct);
        var at = default(DateTime);
        var accounts = await QueryAsync("postgres", Accounts, row =>
        {
            var name = row.GetString(0);
            at = row.GetDateTime(3);
            return new AccountView(name, row.GetBoolean(1), row.GetDateTime(2),
                [.. scopes.Where(scope => scope.Account == name)
                    .GroupBy(scope => (scope.Database, Tables: string.Join(", ", scope.Tables)))
                    .Select(scope => $"{scope.Key.Database}: {string.Join(", ", scope.Select(each => each.Right))} on {scope.Key.Tables}")],
                [.. sessions.Where(session => session.Account == name).Select(session => session.Session)]);
        }, ct);
        return (accounts.Count > 0 ? at : TimeProvider.System.GetUtcNow().UtcDateTime, [.. accounts]);
    }

    private async Task<List<T>> QueryAsync<T>(string database, string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_databases.Server.ConnectionString(database));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
