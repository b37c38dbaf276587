using Npgsql;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>What a role that cannot be removed yet is waiting for, in words for the operator.</summary>
internal static class Obstruction
{
    public static string Describe(string role, PostgresException problem) => problem.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege =>
            $"JitBot may not clear away what {role} owns: run docs/postgres-setup.sql in every database where it does",
        PostgresErrorCodes.DependentObjectsStillExist => DescribeHeld(role),
        PostgresErrorCodes.LockNotAvailable => $"what {role} owns or held is in use by somebody else ({problem.SqlState})",
        PostgresErrorCodes.QueryCanceled => $"what {role} owns is too much to be moved in nine seconds, or in use ({problem.SqlState}). {BySuperuser(role)}",
        PostgresErrorCodes.UndefinedObject => "there is no role jit_graveyard on this server: run docs/postgres-setup.sql",
        var state => $"{role} could not be removed ({state})",
    };

    public static string DescribeHeld(string role) =>
        $"{role} owns something that belongs to the whole server, such as a database, or was granted something that JitBot may not take back. "
        + BySuperuser(role);

    private static string BySuperuser(string role) =>
        $"A superuser can, in each database: REASSIGN OWNED BY {role} TO jit_graveyard; DROP OWNED BY {role}";
}
