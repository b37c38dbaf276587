using System.Net.Sockets;
using System.Security.Authentication;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql;

/// <summary>What an exception of the driver means. Only SQLSTATE is looked at: messages are translated and may quote statements.</summary>
internal static class ServerFailure
{
    /// <summary>Why the server could not do its part now though it may later; null if trying again would not help.</summary>
    public static string? Unreachable(Exception problem) => problem switch
    {
        PostgresException { SqlState: var state } => state switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"the server refuses JitBot's own login ({state})",
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
                $"the server is stopping or starting ({state})",
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => $"the server did not answer in time ({state})",
            PostgresErrorCodes.ReadOnlySqlTransaction => $"the server is a standby and changes nothing ({state})",
            _ when state.StartsWith("53", StringComparison.Ordinal) => $"the server is out of room or connections ({state})",
            _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) =>
                $"the connection was lost ({state})",
            _ when state.StartsWith("58", StringComparison.Ordinal) => $"the server's machine failed it ({state})",
            _ when IsConflict(problem) => $"others are changing the same roles and tables at this moment ({state})",
            _ => null,
        },
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => "the server did not answer in time",
        NpgsqlException { InnerException: SocketException { SocketErrorCode: var error } } => $"there is no connection to the server ({error})",
        NpgsqlException { InnerException: AuthenticationException } or AuthenticationException => "no TLS connection could be agreed on with the server",
        NpgsqlException => "the connection to the server was lost",
        SocketException { SocketErrorCode: var error } => $"there is no connection to the server ({error})",
        IOException => "the connection to the server was lost",
        _ => null,
    };

    /// <summary>
    /// Nothing is to be had of the server at all, whoever asks for what: as against one statement that it did not get done, for a lock that
    /// somebody holds or a reason of its own.
    /// </summary>
    public static bool IsDown(Exception problem) => Unreachable(problem) is not null && problem is not PostgresException
    {
        SqlState: PostgresErrorCodes.QueryCanceled
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.InternalError,
    };

    /// <summary>The server has no room for another lock, or for another connection.</summary>
    public static bool IsOutOfRoom(Exception problem) => problem.Is(PostgresErrorCodes.OutOfMemory) || problem.Is(PostgresErrorCodes.TooManyConnections);

    /// <summary>What the server says no to, such as a right that JitBot's login lacks; null for what is not the server's no.</summary>
    public static string? Refused(Exception problem) => problem is not PostgresException { SqlState: var state } ? null : state switch
    {
        PostgresErrorCodes.InsufficientPrivilege => $"JitBot's login may not do this ({state}): run docs/postgres-setup.sql again",
        PostgresErrorCodes.InvalidCatalogName => $"the server has no database of that name ({state})",
        _ => $"the server refused ({state})",
    };

    /// <summary>What trying again does not mend, in words that name what does; null for anything else.</summary>
    /// <param name="database">Where it was met.</param>
    public static string? ForGood(Exception problem, Target target, string database) => problem is not PostgresException { SqlState: var state } ? null : state switch
    {
        PostgresErrorCodes.InsufficientPrivilege => $"JitBot's login on {target.Id} may not do this ({state}): run docs/postgres-setup.sql in {database} again.",
        PostgresErrorCodes.InvalidCatalogName => NoDatabase(target, database),
        _ => null,
    };

    public static string NoDatabase(Target target, string database) => $"There is no database {database} on {target.Id}: ask again for one that is there.";

    /// <summary>Somebody else changed the same catalogue row or held a lock: nothing was done, and a moment later it works.</summary>
    public static bool IsConflict(Exception problem) => problem is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.InternalError, // "tuple concurrently updated" has no state of its own
    };

    public static bool Is(this Exception problem, string state) => problem is PostgresException postgres && postgres.SqlState == state;
}
