using JitBot.Connectors.PostgreSql.Statements;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

/// <summary>The list of functions that are refused by name, held against the functions that each version comes with.</summary>
public sealed class ServersOwnFunctionsTests(ServerFixture servers)
{
    // They tell, count, draw lots, or ask for powers themselves.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "amvalidate", "array_sample", "array_shuffle", "clock_timestamp", "current_query", "currval", "gen_random_uuid", "lastval", "lo_close", "lo_get",
        "lo_lseek", "lo_lseek64", "lo_tell", "lo_tell64", "pg_available_wal_summaries", "pg_blocking_pids", "pg_collation_actual_version",
        "pg_database_collation_actual_version", "pg_is_in_recovery", "pg_is_wal_replay_paused", "pg_isolation_test_session_is_blocked", "pg_jit_available",
        "pg_lock_status", "pg_notification_queue_usage", "pg_partition_ancestors", "pg_partition_tree", "pg_prepared_xact", "pg_safe_snapshot_blocking_pids",
        "pg_sequence_last_value", "pg_stat_clear_snapshot", "pg_stat_force_next_flush", "pg_stop_making_pinned_objects", "pg_wal_summary_contents",
        "plpgsql_call_handler", "plpgsql_validator", "random", "random_normal", "setseed", "timeofday", "txid_status", "uuidv4", "uuidv7",
    };

    private static readonly string[] Telling =
        ["pg_control_", "pg_current_wal_", "pg_get_", "pg_indexes_size", "pg_last_", "pg_relation_size", "pg_database_size", "pg_table_size", "pg_tablespace_size", "pg_total_", "pg_stat_get_", "pg_xact_"];

    public static TheoryData<int> Majors => [15, 16, 17, 18];

    // Rule 32
    [Theory, MemberData(nameof(Majors))]
    public async Task Whatever_of_the_servers_own_may_change_something_is_refused_in_a_statement_by_its_name(int major)
    {
        await using var world = await PostgresWorld.StartAsync(servers, major);
        await using var admin = NpgsqlDataSource.Create(world.Server.ConnectionString(world.Database));
        await using var command = admin.CreateCommand("""
            SELECT DISTINCT p.proname::text FROM pg_proc p
            WHERE p.oid < 16384 AND p.provolatile = 'v' AND p.prokind IN ('f', 'w')
              AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) AND 'internal'::regtype <> ALL (p.proargtypes::oid[])
              AND EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0)
            ORDER BY 1
            """);
        List<string> open = [];
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var name = reader.GetString(0);
            if (!Harmless.Contains(name) && !Array.Exists(Telling, start => name.StartsWith(start, StringComparison.Ordinal)) && RefusedFunctions.WhyNot("pg_catalog", name) is null)
            {
                open.Add(name);
            }
        }

        Assert.Equal([], open);
    }
}
