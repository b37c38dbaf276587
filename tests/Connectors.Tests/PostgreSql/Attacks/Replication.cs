using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Tricks;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>The server keeps its log at <c>wal_level = logical</c>, so all of this could be had.</summary>
internal static class Replication
{
    public static readonly ImmutableArray<Attack> All =
    [
        new("wal.connection", "Logs in for replication, which sees every database", Denied, Replicates(wholeServer: true)),
        new("wal.connection-database", "Logs in for the replication of one database", Denied, Replicates(wholeServer: false)),
        new("wal.physical-slot", "Has the server keep its log for it: `pg_create_physical_replication_slot`", Denied, "SELECT pg_create_physical_replication_slot('mine')"),
        new("wal.logical-slot", "Has changes decoded for it: `pg_create_logical_replication_slot`", Denied,
            "SELECT pg_create_logical_replication_slot('mine', 'pgoutput')"),
        new("wal.read-slot", "Reads changes that were decoded for others: `pg_logical_slot_peek_changes`", Denied,
            Given("SELECT pg_create_logical_replication_slot('theirs', 'pgoutput')"), "SELECT pg_logical_slot_peek_changes('theirs', NULL, NULL)")
        {
            Undo = "SELECT pg_drop_replication_slot('theirs')",
        },
        new("wal.drop-slot", "Removes somebody else's slot", Denied, "SELECT pg_drop_replication_slot('theirs')"),
        new("wal.publication", "Publishes tables: `CREATE PUBLICATION`", Denied, "CREATE PUBLICATION mine"),
        new("wal.subscription", "Subscribes to another server: `CREATE SUBSCRIPTION`", Denied,
            "CREATE SUBSCRIPTION mine CONNECTION 'host=127.0.0.1 dbname={db}' PUBLICATION theirs WITH (connect = false)"),
        new("wal.origin", "Changes how far replication has come: `pg_replication_origin_create`", Denied, "SELECT pg_replication_origin_create('mine')"),
        new("wal.switch", "Begins another file of the log: `pg_switch_wal`", Denied, "SELECT pg_switch_wal()"),
        new("wal.message", "Writes a message into the log that is replicated, also at level read: `pg_logical_emit_message`",
            new Succeeds("consumers of logical decoding that listen for messages get it. Where there are any: "
                + "`REVOKE EXECUTE ON FUNCTION pg_logical_emit_message(boolean, text, text)` and its other forms `FROM PUBLIC`; `doctor` lists it"),
            "SELECT pg_logical_emit_message(false, 'mine', 'forged') IS NOT NULL") { Gained = "{seen} = 'True'" },
        new("notify.send", "Sends a notification that an application takes for its own, also at level read: `NOTIFY`",
            new Succeeds("every login of a database may, and no right governs it. Applications must not act on a notification's text, only look at their tables when one comes"),
            Application("LISTEN orders"), "NOTIFY orders, 'ship it'", Hears(Who.Application, "ship it")) { Gained = "{seen} = 'heard'" },
        new("notify.listen", "Listens to notifications that applications send each other: `LISTEN`",
            new Succeeds("as above: nothing in their text that a login of this database may not know"),
            "LISTEN orders", Application("NOTIFY orders, 'the sent secret'"), Hears(Who.Holder, "the sent secret")) { Gained = "{seen} = 'heard'" },
    ];
}
