using JitBot.Connectors.PostgreSql.Statements;
using JitBot.Core.Grants;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

/// <summary>A database with an account that statements are run as.</summary>
internal sealed class StatementWorld : IAsyncDisposable
{
    public static readonly StatementLimits Limits = new(TimeSpan.FromSeconds(5), Rows: 1000, Bytes: 1 << 20);

    private StatementWorld(PostgresWorld postgres, Account account) => (Postgres, Account) = (postgres, account);

    public PostgresWorld Postgres { get; }
    public Account Account { get; }

    public static async Task<StatementWorld> StartAsync(ServerFixture servers, int major, params string[] tables)
    {
        var postgres = await PostgresWorld.StartAsync(servers, major);
        return new(postgres, await postgres.HaveAsync(postgres.Order(postgres.Scope(tables is [] ? ["public.employee"] : tables))));
    }

    /// <summary>With a password of its own, as each run.</summary>
    public async Task<(RunResult Result, KeptResult Kept)> RunAsync(string sql, StatementLimits? limits = null, CancellationToken ct = default)
    {
        var password = await OpenAsync();
        var kept = new KeptResult();
        return (await Postgres.Connector.RunAsync(Postgres.Target, Account, password, sql, limits ?? Limits, kept, ct), kept);
    }

    /// <summary>Past the check.</summary>
    public async Task<RunResult> RunUncheckedAsync(string sql, StatementLimits limits) =>
        await RunAsAccount.RunAsync(Postgres.Target, Account, await OpenAsync(), sql, limits, new KeptResult(), default);

    public async Task<Secret> OpenAsync()
    {
        var password = Secret.NewPassword();
        Assert.IsType<OpenResult.Opened>(await Postgres.Connector.OpenAsync(Postgres.Target, Account, password, CancellationToken.None));
        return password;
    }

    /// <summary>Of every row of every table and sequence, and of the large objects.</summary>
    public async Task<string> ChecksumAsync()
    {
        var sums = await Postgres.AdminAsync("""
            SELECT string_agg(format('%s %s', c.oid::regclass, query_to_xml(format('SELECT md5(coalesce(string_agg(ROW(t.*)::text, '','' ORDER BY ROW(t.*)::text), '''')) AS s FROM ONLY %s t', c.oid::regclass), true, false, '')), E'\n' ORDER BY c.oid)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'S', 'm') AND n.nspname IN ('public', 'pay')
            """);
        return $"{sums}\n{await Postgres.AdminAsync("SELECT count(*) FROM pg_largeobject_metadata")} large objects";
    }

    public ValueTask DisposeAsync() => Postgres.DisposeAsync();
}
