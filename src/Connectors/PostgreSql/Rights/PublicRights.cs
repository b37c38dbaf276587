using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Scopes;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Rights;

/// <summary>
/// What accounts can do beyond their scope because anybody can. Everything else they have comes through roles that were seen to hold exactly
/// what they should. Looked at anew when the last look is ten seconds old: a crowd of grants shares one.
/// </summary>
internal sealed class PublicRights(ServerConnections connections, TimeProvider time)
{
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(10);

    private readonly BriefMemory<(string Target, string What), ImmutableArray<PublicRight>> _seen = new(time, Trust);

    /// <summary>Every right beyond the source's, in each database that an account of the source could connect to.</summary>
    public async Task<ImmutableArray<PublicRight>> BeyondAsync(Target target, RightsSource source, string database, CancellationToken ct)
    {
        var all = await RecallAsync(target, $"account {database} {string.Join('\n', source.Roles)}", () => LookAsync(target, source, database), ct);
        return [.. all.Where(right => !source.Covers(right) && (right.Schema is not { } schema || source.Enters(right.Database, schema)))];
    }

    private async Task<ImmutableArray<PublicRight>> LookAsync(Target target, RightsSource source, string database)
    {
        var accepted = new AcceptedRights(target.AcceptedRights);
        var (beyond, reachable, login) = await LookAroundAsync(target, source, CancellationToken.None);
        foreach (var found in reachable)
        {
            var (name, connect) = (SqlText.Identifier(found.Name), $"CONNECT {found.Name}");
            var asked = found.LetIn || found.Name == database;
            beyond.AddRange(found.Rights(orConnect: !asked));
            if (!asked && !accepted.Contains(connect))
            {
                continue; // nobody will get in there, and looking into a template would stand in the way of CREATE DATABASE
            }

            try
            {
                beyond.AddRange(await RecallAsync(target, $"database {found.Name}", () => LookIntoAsync(target, found), CancellationToken.None));
            }
            catch (PostgresException closed) when (found.Name != database && RightsQuestions.CannotEnter(closed))
            {
                // What cannot be looked into cannot be vouched for, so being able to connect there is itself reported.
                beyond.Add(new(connect, $"GRANT CONNECT ON DATABASE {name} TO {SqlText.Identifier(login)}", found.Oid));
            }
        }

        return [.. beyond.DistinctBy(right => right.Text, StringComparer.Ordinal)];
    }

    private async Task<(List<PublicRight> OnServer, List<ReachableDatabase> Databases, string Login)> LookAroundAsync(
        Target target, RightsSource source, CancellationToken ct)
    {
        await using var home = await connections.OpenHomeAsync(target, ct);
        var onServer = await home.AskServerRightsAsync(ct);
        var databases = await home.AskReachableDatabasesAsync(source.Roles, ct);
        return (onServer, databases, home.UserName!);
    }

    private async Task<ImmutableArray<PublicRight>> LookIntoAsync(Target target, ReachableDatabase database)
    {
        await using var connection = await connections.OpenAsync(target, database.Name, CancellationToken.None);
        return [.. await connection.AskRightsInsideAsync(database, CancellationToken.None)];
    }

    private Task<ImmutableArray<PublicRight>> RecallAsync(
        Target target, string what, Func<Task<ImmutableArray<PublicRight>>> look, CancellationToken ct) =>
        _seen.RecallAsync((target.Id, what), look, believe: _ => true, ct);
}
