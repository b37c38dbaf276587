using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>Roles the operator made and named in a profile. JitBot hands them out without holding their rights itself.</summary>
internal static class PremadeRoles
{
    /// <summary>
    /// <c>$1</c> the roles. One row each: its name; the first of the powers that must never be handed out, its own or of a role it is in, directly or not,
    /// however the membership is limited, for a limit of today can be lifted tomorrow; whether JitBot may hand it out; and the first of these roles that can
    /// log in, and that owns something.
    /// </summary>
    internal const string Inspect = """
        WITH RECURSIVE reached (start, role) AS (
            SELECT r.oid, r.oid FROM pg_roles r WHERE r.rolname = ANY ($1)
            UNION
            SELECT reached.start, m.roleid FROM reached JOIN pg_auth_members m ON m.member = reached.role)
        SELECT s.rolname::text,
            coalesce(
                (SELECT CASE WHEN r.rolsuper THEN 'SUPERUSER' WHEN r.rolcreaterole THEN 'CREATEROLE' WHEN r.rolcreatedb THEN 'CREATEDB'
                        WHEN r.rolreplication THEN 'REPLICATION' WHEN r.rolbypassrls THEN 'BYPASSRLS' ELSE 'membership of ' || r.rolname END
                 FROM reached JOIN pg_roles r ON r.oid = reached.role
                 WHERE reached.start = s.oid
                   AND (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls OR r.rolname ~ '^pg_')
                 LIMIT 1),
                (SELECT 'ADMIN OPTION on ' || pg_get_userbyid(m.roleid)
                 FROM reached JOIN pg_auth_members m ON m.member = reached.role
                 WHERE reached.start = s.oid AND m.admin_option
                 LIMIT 1)),
            current_setting('server_version_num')::int < 160000 OR pg_has_role(s.oid, 'MEMBER WITH ADMIN OPTION'),
            (SELECT r.rolname::text FROM reached JOIN pg_roles r ON r.oid = reached.role WHERE reached.start = s.oid AND r.rolcanlogin LIMIT 1),
            (SELECT pg_get_userbyid(d.refobjid)::text FROM reached JOIN pg_shdepend d ON d.refobjid = reached.role
             WHERE reached.start = s.oid AND d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o' AND d.classid <> 'pg_default_acl'::regclass
             LIMIT 1)
        FROM pg_roles s
        WHERE s.rolname = ANY ($1)
        """;

    public static async Task<SourceResult> InspectAsync(
        ServerConnections connections, Target target, AccessScope scope, AccessProfile profile, CancellationToken ct)
    {
        var names = profile.MemberOf;
        if (!scope.IsWholeDatabase)
        {
            return new SourceResult.Refused(
                $"The profile {scope.Level} gives what its roles give: ask for the whole database {scope.Database}, without schemas or tables.");
        }

        await using var connection = await connections.OpenHomeAsync(target, ct);
        var found = await connection.AskAsync(
            Inspect,
            [names.ToArray()],
            row => (Role: row.GetString(0), Power: row.IsDBNull(1) ? null : row.GetString(1), Giveable: row.GetBoolean(2), Login: row.IsDBNull(3) ? null : row.GetString(3)),
            ct);
        if (found.FirstOrDefault(role => role.Power is not null) is { Role: not null } powerful)
        {
            return new SourceResult.Refused(
                $"The role {powerful.Role} has {powerful.Power}, which JitBot never hands out: take it out of the profile {scope.Level}.");
        }

        if (found.FirstOrDefault(role => !role.Giveable) is { Role: not null } kept)
        {
            var (role, login) = (SqlText.Identifier(kept.Role), SqlText.Identifier(connection.UserName!));
            return new SourceResult.Refused(
                $"JitBot may not hand out the role {kept.Role} on {target.Id}: GRANT {role} TO {login} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE.");
        }

        // Whoever becomes a role may set its password, and log in with that when the grant is over.
        ImmutableArray<string> logins = Becomes(profile, connection.PostgreSqlVersion.Major) ? [.. found.Select(role => role.Login).OfType<string>().Distinct(StringComparer.Ordinal)] : [];
        var accepted = new AcceptedRights(target.AcceptedRights);
        if (logins.FirstOrDefault(login => !accepted.Contains(AsRight(login))) is { } open)
        {
            return new SourceResult.Refused(
                $"The role {open} can log in on {target.Id}, and who becomes it can give it a password and come back after the end: ALTER ROLE {SqlText.Identifier(open)} NOLOGIN; "
                + $"or accept {AsRight(open)} in AcceptedRights of {target.Id}.");
        }

        return names.Except(found.Select(role => role.Role), StringComparer.Ordinal).FirstOrDefault() is { } missing
            ? new SourceResult.Refused($"There is no role {missing} on {target.Id}: make it, or take it out of the profile {scope.Level}.")
            : new SourceResult.Ready(new RightsSource.Premade(names) { Accepted = [.. logins.Select(AsRight)] });
    }

    /// <summary>Whether accounts of a profile can become its roles; otherwise they only have their rights.</summary>
    /// <param name="serverVersion">The major version.</param>
    public static bool Becomes(AccessProfile profile, int serverVersion) => profile.Level == AccessLevel.Ddl || serverVersion < 16;

    /// <summary>How an operator accepts that a role which can be become can log in.</summary>
    public static string AsRight(string login) => $"LOGIN {login}";
}
