using System.Collections.Immutable;
using System.Text.Json;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Reach;

/// <summary>
/// Whether statements may be run in a database: not while anybody may execute there what no check of a text and no read-only transaction holds, unless the
/// operator has accepted it. Looked at anew when the last look is ten seconds old, and each time while it is shut.
/// </summary>
internal sealed class StatementGate(ServerConnections connections, TimeProvider time)
{
    private const int Named = 5;

    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(10);

    private readonly BriefMemory<(string Target, string Database), string?> _seen = new(time, Trust);

    /// <returns>Why no statement is run there, in words that name what mends it; null if they are.</returns>
    public Task<string?> RefusalAsync(Target target, string database, CancellationToken ct) =>
        _seen.RecallAsync((target.Id, database), () => LookAsync(target, database), believe: why => why is null, ct);

    /// <returns>Why none is run in one of them, the first that there is a reason for; null if they are.</returns>
    public async Task<string?> RefusalAsync(Target target, ImmutableArray<string> databases, CancellationToken ct)
    {
        foreach (var database in databases)
        {
            try
            {
                if (await RefusalAsync(target, database, ct) is { } shut)
                {
                    return shut;
                }
            }
            catch (PostgresException problem) when (ServerFailure.ForGood(problem, target, database) is { } why)
            {
                return why;
            }
        }

        return null;
    }

    private async Task<string?> LookAsync(Target target, string database)
    {
        await using var connection = await connections.OpenAsync(target, database, CancellationToken.None);
        return Refusal(target, database, await connection.AskReachingAsync(CancellationToken.None));
    }

    internal static string? Refusal(Target target, string database, IEnumerable<ReachingFunction> reaching)
    {
        var accepted = new AcceptedRights(target.AcceptedRights);
        ReachingFunction[] open = [.. reaching.Where(function => function.ClosesStatements && !accepted.Contains(function.Right(database)))];
        if (open.Length == 0)
        {
            return null;
        }

        string[] names = [.. open.Select(function => function.Name).Distinct(StringComparer.Ordinal)];
        string[] taken = [.. open.Where(function => function.MayBeRevoked).Select(function => function.Signature).Take(Named)];
        var accept = $"accept it in AcceptedRights of {target.Id}: {string.Join(", ", open.Select(function => function.Accepting(database)).Distinct(StringComparer.Ordinal).Take(Named).Select(Quoted))}";
        return $"No statement is run in {database} on {target.Id} while anybody may execute {string.Join(", ", names.Take(Named))}{More(names.Length)}, "
            + "which a transaction that reads does not hold. "
            + (taken.Length == 0 ? $"If that is known, {accept}." : $"Take it away: {ReachingFunction.Revoke(taken)}; or {accept}.");
    }

    private static string More(int names) => names > Named ? $" and {names - Named} more (./jitbot doctor lists them)" : "";

    private static string Quoted(string right) => JsonSerializer.Serialize(right, Doctor.Acceptance.Json);
}
