using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Accounts;
using JitBot.Connectors.PostgreSql.Ending;
using JitBot.Connectors.PostgreSql.Reach;
using JitBot.Core.Grants;
using JitBot.Core.Statements;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Statements;

/// <summary>
/// Asks the server what a statement would touch. Planning runs functions, so it is done with a login that has exactly what is asked for and is gone
/// when this is over.
/// </summary>
internal sealed class PlanStatement(StatementGate statements, IssueAccount issue, OpenAccount open, EndAccounts ending)
{
    private const int MostTables = 100;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // Whatever a transaction opens to plan a query, it holds a lock on until it ends: views that the plan no longer shows as well. Masked views stand for
    // their tables, which are opened with them.
    private const string Opened = """
        SELECT DISTINCT n.nspname, c.relname, greatest(c.reltuples, 0)::float8, wn.nspname, w.relname,
            ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
        FROM pg_catalog.pg_locks l
        JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = current_database()
        JOIN pg_catalog.pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_class w ON w.oid = coalesce(pg_partition_root(c.oid), c.oid)
        JOIN pg_catalog.pg_namespace wn ON wn.oid = w.relnamespace
        WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            AND n.nspname NOT LIKE 'jit\_%' AND n.nspname NOT LIKE 'pg\_t%'
        """;

    public async Task<PlanResult> PlanAsync(Target target, AccountOrder order, string statement, CancellationToken ct)
    {
        if (await statements.RefusalAsync(target, order.Scope.Database, ct) is { } shut)
        {
            return new PlanResult.Refused(shut);
        }

        if (StatementCheck.Explained(statement) is not { } explained)
        {
            return new PlanResult.Planned(null);
        }

        if (await issue.IssueAsync(target, order, ct) is var issued && issued is not IssueResult.Issued { ServerId: var id })
        {
            return issued switch
            {
                IssueResult.Refused refused => new PlanResult.Refused(refused.Why),
                IssueResult.NotNow busy => new PlanResult.Unreachable(busy.Why),
                IssueResult.Unreachable down => new PlanResult.Unreachable(down.Why),
                _ => throw new InvalidOperationException($"Unknown result {issued}."),
            };
        }

        var account = order.Account with { ServerId = id };
        try
        {
            return await ExplainAsync(target, account, statement, explained, ct);
        }
        finally
        {
            // Never cancelled: it exists. What is left by a server that fails now is over within moments by its own end, and the sweep's.
            await ending.EndAsync(target, [account], CancellationToken.None);
        }
    }

    private async Task<PlanResult> ExplainAsync(Target target, Account account, string statement, int explained, CancellationToken ct)
    {
        var password = Secret.NewPassword();
        if (await open.OpenAsync(target, account, password, ct) is not OpenResult.Opened)
        {
            return new PlanResult.Unreachable($"{target.Id}: the login for planning went away.");
        }

        await using var logins = ServerConnections.Reader(target, account, password, Timeout);
        await using var session = await logins.OpenConnectionAsync(ct);
        await session.ExecuteAsync("BEGIN READ ONLY", ct);
        const string Explain = "EXPLAIN (VERBOSE, FORMAT JSON) ";
        try
        {
            var json = (await session.AskAsync(Explain + statement[explained..], [], row => row.GetString(0), ct))[0];
            ImmutableArray<OpenedRelation> opened =
                [.. await session.AskAsync(Opened, [], row => new OpenedRelation(new(row.GetString(0), row.GetString(1)), new(row.GetString(3), row.GetString(4)), row.GetDouble(2), [.. row.GetFieldValue<string[]>(5)]), ct)];
            if (ReadPlan.Refused(json) is { } called)
            {
                return new PlanResult.Refused($"What it reads calls {called.Name}, which {called.Why}: read the tables below it instead, or ask for a login.");
            }

            var plan = ReadPlan.Read(json, opened, statement);
            return plan.Tables.Length > MostTables
                ? new PlanResult.Refused($"It reads {plan.Tables.Length} tables, and nobody can look over more than {MostTables}: ask for a login, or for less.")
                : new PlanResult.Planned(plan);
        }
        catch (NotSqlException)
        {
            return new PlanResult.Refused("The server's plan of it cannot be read, and nobody could be shown what it touches: ask for a login.");
        }
        catch (NotSupportedException)
        {
            return new PlanResult.Failed(PostgresErrorCodes.FeatureNotSupported, RunAsAccount.NotOne, null);
        }
        catch (PostgresException refused) when (refused.SqlState is not PostgresErrorCodes.AdminShutdown && ServerFailure.Unreachable(refused) is null)
        {
            var at = RunAsAccount.At(Explain + statement[explained..], refused.Position);

            // Planning runs functions, and nobody has approved anything yet: only what is said of the statement itself is passed on, never of a value.
            var words = refused.SqlState.StartsWith("42", StringComparison.Ordinal) ? refused.MessageText : "the server cannot plan it";
            return new PlanResult.Failed(refused.SqlState, words, at - Explain.Length + explained);
        }
    }
}
