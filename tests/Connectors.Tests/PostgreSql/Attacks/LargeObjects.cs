using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>Large objects have no schema: PUBLIC may make them in every database it may connect to.</summary>
internal static class LargeObjects
{
    private const string Kept = "it is its own; at the end it goes to `jit_graveyard` with every right on it revoked, and requester and owners are told. "
        + "Nobody needs large objects? `REVOKE EXECUTE` on what `doctor` lists as `reach.large-objects`";

    public static readonly ImmutableArray<Attack> All =
    [
        new("large.make", "Makes a large object, also at level read", new Harmless(Kept), "SELECT lo_from_bytea(0, 'mine')") { Leaves = ["large object"] },
        new("large.publish", "Makes one and lets everybody read it after the end: `GRANT SELECT … TO PUBLIC`", new Harmless(Kept),
            "SELECT lo_from_bytea(4714, 'mine')", "GRANT SELECT ON LARGE OBJECT 4714 TO PUBLIC", Ended)
        {
            Leaves = ["large object 4714"], Gained = "EXISTS (SELECT FROM pg_largeobject_metadata l, aclexplode(l.lomacl) a WHERE l.oid = 4714 AND a.grantee <> 'jit_graveyard'::regrole)",
        },
        new("large.beside", "Makes one in another database, where PUBLIC's `CONNECT` is accepted", new Harmless(Kept),
            Beside("SELECT lo_from_bytea(0, 'mine')")) { Accepted = true },
        new("large.read", "Reads a large object of somebody else's", Denied, "SELECT lo_get(4711)"),
        new("large.write", "Writes into a large object of somebody else's", Denied, "SELECT lo_put(4711, 0, 'mine')"),
        new("large.remove", "Removes a large object of somebody else's", Denied, "SELECT lo_unlink(4711)"),
        new("large.take", "Makes itself the owner of one: `ALTER LARGE OBJECT … OWNER TO`", Denied, "ALTER LARGE OBJECT 4711 OWNER TO {self}"),
        new("large.pages", "Reads the pages that hold all of them: `pg_largeobject`", Denied, "SELECT data FROM pg_largeobject"),
        new("large.compatible", "Switches the check off: `SET lo_compat_privileges`", Denied, "SET lo_compat_privileges = on"),
        new("large.import", "Reads a file of the server's into one: `lo_import`", Denied, "SELECT lo_import('/etc/passwd')"),
        new("large.export", "Writes one into a file of the server's: `lo_export`", Denied, "SELECT lo_export(4711, '/tmp/mine')"),
    ];
}
