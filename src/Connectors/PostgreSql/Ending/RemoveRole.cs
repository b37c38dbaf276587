using System.Diagnostics;
using System.Text.Json;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>Something that keeps a role from being dropped.</summary>
/// <param name="Database">Where it is; null for the server as a whole.</param>
/// <param name="Prepared">The id of a prepared transaction; null for what the role owns or holds.</param>
internal sealed record Obstacle(string? Database, string? Prepared)
{
    public static Task<List<Obstacle>> FindAsync(NpgsqlConnection home, uint role, CancellationToken ct) => home.AskAsync(
        EndStatements.Obstacles,
        [role],
        row => new Obstacle(row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)),
        ct);
}

/// <summary>
/// Clears out of the way what keeps a closed role without sessions from being dropped. Each step is committed by itself, and may be done twice.
/// </summary>
internal sealed class RemoveRole(ServerConnections connections)
{
    // A table is half a dozen locks with its indexes, and a server has room for some thousands of them in all.
    private const int MostAtOnce = 500;

    /// <summary>Prepared transactions first, for they hold locks; then memberships; then what the role owns, which is kept.</summary>
    /// <param name="patience">After which what is left is for another time.</param>
    public async Task<Cleared> ClearAsync(
        Target target, NpgsqlConnection home, string role, IReadOnlyList<Obstacle> obstacles, TimeSpan patience, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await OrderAsync(home, BurialStatements.Enter, role, ct);
        foreach (var obstacle in obstacles.Where(obstacle => obstacle.Prepared is not null))
        {
            await RollBackAsync(target, role, obstacle.Database!, obstacle.Prepared!, ct);
        }

        await OrderAsync(home, BurialStatements.LeaveRoles, role, ct);
        List<string> kept = [];
        var databases = obstacles.Where(obstacle => obstacle.Prepared is null).Select(obstacle => obstacle.Database ?? home.Database);
        foreach (var database in databases.Distinct(StringComparer.Ordinal))
        {
            await using var there = await connections.VisitAsync(target, database, ct);
            while (true)
            {
                var buried = await BuryAsync(there, role, ct);
                kept.AddRange(buried.Kept);
                if (!buried.More)
                {
                    break;
                }

                if (watch.Elapsed > patience)
                {
                    return new(kept, IsDone: false);
                }
            }
        }

        return new(kept, IsDone: true);
    }

    /// <summary>As much at once as the server has locks for.</summary>
    private static async Task<Buried> BuryAsync(NpgsqlConnection there, string role, CancellationToken ct)
    {
        for (var most = MostAtOnce; ; most = Math.Max(1, most / 5))
        {
            try
            {
                return JsonSerializer.Deserialize<Buried>(await there.OrderAsync(BurialStatements.Bury, new { name = role, most }, ct), JsonSerializerOptions.Web)!;
            }
            catch (PostgresException full) when (full.Is(PostgresErrorCodes.OutOfMemory) && most > 1)
            {
                // Others hold the rest of them, or there are few from the first.
            }
        }
    }

    /// <summary>Rolls back what a role of ours has prepared; nothing is done about a role without the marker.</summary>
    /// <param name="ours">How its marker begins.</param>
    public async Task RollBackPreparedAsync(Target target, NpgsqlConnection home, string role, string ours, CancellationToken ct)
    {
        var prepared = await home.AskAsync(EndStatements.Prepared, [role, ours], row => (Database: row.GetString(0), Id: row.GetString(1)), ct);
        if (prepared.Count > 0)
        {
            await OrderAsync(home, BurialStatements.Enter, role, ct);
        }

        foreach (var (database, id) in prepared)
        {
            await RollBackAsync(target, role, database, id, ct);
        }
    }

    // Only the one who prepared a transaction may end it, so JitBot becomes the role: for one statement, which runs none of anybody's code, in a
    // session that is closed after it.
    private async Task RollBackAsync(Target target, string role, string database, string prepared, CancellationToken ct)
    {
        await using var there = await connections.VisitAsync(target, database, ct);
        await there.ExecuteAsync($"SET ROLE {SqlText.Identifier(role)}", ct);
        try
        {
            await there.ExecuteAsync($"ROLLBACK PREPARED {SqlText.Literal(prepared)}", ct);
        }
        catch (PostgresException gone) when (gone.Is(PostgresErrorCodes.UndefinedObject))
        {
            // Somebody else was faster.
        }
    }

    private static Task<string> OrderAsync(NpgsqlConnection connection, string block, string role, CancellationToken ct) =>
        connection.OrderAsync(block, new { name = role }, ct);

    private sealed record Buried(string[] Kept, bool More);
}

/// <param name="Kept">What the role owned and owns no more, one line each.</param>
/// <param name="IsDone">There is nothing left.</param>
internal sealed record Cleared(IReadOnlyList<string> Kept, bool IsDone);
