using System.Text;
using Npgsql;

namespace JitBot.Bot.Storage;

/// <summary>Which failures mean that the store is down for now, and which are faults of ours.</summary>
internal static class PostgresFailure
{
    /// <summary>True if the same statement may well succeed later without anybody changing the program.</summary>
    public static bool MeansDown(Exception failure) =>
        // Without an answer of the server's, it was the way there: the network, the pool, the time. Time may run out between two of the driver's own steps, which
        // then says so in no words of its own.
        failure is TimeoutException or (NpgsqlException and not PostgresException)
        || (failure is PostgresException { SqlState: var state } && MeansDown(state));

    private static bool MeansDown(string state) =>
        state[..2] is
            "08"    // connection
            or "28" // login refused: a password being changed
            or "40" // rolled back: deadlock, serialization
            or "53" // out of connections, memory, disk
            or "57" // shutting down, starting, statement timed out
            or "58" // the system below
        || state is PostgresErrorCodes.ReadOnlySqlTransaction // a standby, in the middle of a failover
            or PostgresErrorCodes.InvalidCatalogName
            or PostgresErrorCodes.UndefinedTable // the first replica of all is still making them
            or PostgresErrorCodes.LockNotAvailable;

    /// <summary>True for NUL and half surrogate pairs, which neither the driver nor the server takes, and for JSON that is none.</summary>
    public static bool MeansUnfitText(Exception failure) => failure is EncoderFallbackException or PostgresException
    {
        SqlState: PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.InvalidTextRepresentation,
    };

    /// <summary>In words that carry neither address nor password nor data.</summary>
    public static string Describe(Exception failure) => failure switch
    {
        PostgresException answer => $"The store's database does not serve now (SQLSTATE {answer.SqlState}).",
        TimeoutException or { InnerException: TimeoutException } => "The store's database did not answer in time.",
        _ => "The store's database cannot be reached.",
    };
}
