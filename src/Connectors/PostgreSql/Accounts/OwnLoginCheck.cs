using System.Collections.Immutable;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Accounts;

/// <summary>A login that somebody has anyway, as the server has it at this moment. JitBot changes nothing about it but what it is a member of.</summary>
/// <param name="Power">What it can do that JitBot has no business with: such a login could keep what it is given, and its sessions cannot be cut.</param>
/// <param name="IsOurs">An account of ours or JitBot's own login.</param>
/// <param name="Inherits">Before 16 it alone decides whether it has the rights of the roles that it is in.</param>
/// <param name="CanKeep">Before 16 a session that has become a role stays it, whatever becomes of the membership.</param>
/// <param name="Owns">The first of the roles, or of those they are in, that owns something: whoever has its rights could give them away for good.</param>
/// <param name="Lacks">The roles whose rights it does not have.</param>
internal sealed record OwnLoginCheck(bool CanLogIn, string? Power, bool IsOurs, bool Inherits, bool CanKeep, string? Owns, ImmutableArray<string> Lacks)
{
    /// <summary><c>$1</c> the login, <c>$2</c> the roles.</summary>
    private const string Ask = """
        WITH RECURSIVE reached (role) AS (
            SELECT oid FROM pg_roles WHERE rolname = ANY ($2)
            UNION
            SELECT m.roleid FROM reached JOIN pg_auth_members m ON m.member = reached.role)
        SELECT r.rolcanlogin,
            CASE WHEN r.rolsuper THEN 'SUPERUSER' WHEN r.rolcreaterole THEN 'CREATEROLE' WHEN r.rolreplication THEN 'REPLICATION'
                WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
            r.rolname = current_user OR starts_with(r.rolname, 'jit_') OR coalesce(starts_with(shobj_description(r.oid, 'pg_authid'), 'jitbot {'), false),
            r.rolinherit OR current_setting('server_version_num')::int >= 160000,
            current_setting('server_version_num')::int < 160000,
            (SELECT pg_get_userbyid(s.refobjid)::text FROM pg_shdepend s JOIN reached ON reached.role = s.refobjid
                WHERE s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o' AND s.classid <> 'pg_default_acl'::regclass LIMIT 1),
            ARRAY(SELECT name FROM unnest($2) name
                WHERE NOT coalesce(pg_has_role(r.oid, to_regrole(quote_ident(name))::oid, 'USAGE'), false))
        FROM pg_roles r
        WHERE r.rolname = $1
        """;

    /// <returns>Null if there is no such role.</returns>
    public static async Task<OwnLoginCheck?> FindAsync(NpgsqlConnection connection, OwnLogin own, CancellationToken ct) => (await connection.AskAsync(
        Ask,
        [own.Name, own.Roles.ToArray()],
        row => new OwnLoginCheck(row.GetBoolean(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetBoolean(2), row.GetBoolean(3), row.GetBoolean(4),
            row.IsDBNull(5) ? null : row.GetString(5), [.. row.GetFieldValue<string[]>(6)]),
        ct)).SingleOrDefault();

    /// <returns>Why nothing can be given to it, and what to do; null if it can.</returns>
    public static string? Refusal(OwnLoginCheck? found, OwnLogin own, string target) => found switch
    {
        null => $"There is no login {own.Name} on {target}: make it, or set another one under Logins of the person.",
        { IsOurs: true } => $"{own.Name} on {target} is JitBot's own: set another login under Logins of the person.",
        { CanLogIn: false } => $"{own.Name} on {target} may not log in: ALTER ROLE {SqlText.Identifier(own.Name)} LOGIN, or set another one under Logins of the person.",
        { Power: { } power } => $"{own.Name} on {target} has {power}, and JitBot gives nothing to such a login: it could not be taken back for certain.",
        { Inherits: false } => $"{own.Name} on {target} does not have the rights of the roles that it is in: ALTER ROLE {SqlText.Identifier(own.Name)} INHERIT.",
        { Owns: { } owner } => $"The role {owner} on {target} owns something, and {own.Name} could grant that to itself for good: take {owner} out of this level, or give it to logins of JitBot's.",
        { CanKeep: true } when !own.CutSessions =>
            $"On {target}, before PostgreSQL 16, a session that has become one of the roles would stay it past the end: set CutSessions for this level.",
        _ => null,
    };
}
