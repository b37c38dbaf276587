using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Logins;
using JitBot.Connectors.PostgreSql.Scopes;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Rights;

/// <summary>
/// What accounts can do beyond their scope because anybody can, and where they get in without being held to an address and an end. Everything else
/// they have comes through roles that were seen to hold exactly what they should. Looked at anew when the last look is ten seconds old: a crowd of grants shares one.
/// </summary>
internal sealed class PublicRights(ServerConnections connections, TimeProvider time)
{
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(10);

    private readonly BriefMemory<(string Target, string What), SeenAround> _seen = new(time, Trust);

    /// <summary>Every right beyond the source's, and every way in that is not checked, in each database that an account of the source could connect to.</summary>
    public async Task<SeenAround> BeyondAsync(Target target, RightsSource source, string database, CancellationToken ct)
    {
        var all = await RecallAsync(target, $"account {database} {string.Join('\n', source.Roles)}", () => LookAsync(target, source, database), ct);
        return all with { Rights = [.. all.Rights.Where(right => !source.Covers(right) && (right.Schema is not { } schema || source.Enters(right.Database, schema)))] };
    }

    private async Task<SeenAround> LookAsync(Target target, RightsSource source, string database)
    {
        var accepted = new AcceptedRights(target.AcceptedRights);
        var (beyond, reachable, login) = await LookAroundAsync(target, source, CancellationToken.None);
        List<string> gaps = [];
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
                var inside = await RecallAsync(target, $"database {found.Name}", () => LookIntoAsync(target, found), CancellationToken.None);
                beyond.AddRange(inside.Rights);
                gaps.AddRange(inside.Unchecked);
            }
            catch (PostgresException closed) when (found.Name != database && RightsQuestions.CannotEnter(closed))
            {
                // What cannot be looked into cannot be vouched for, so being able to connect there is itself reported.
                beyond.Add(new(connect, $"GRANT CONNECT ON DATABASE {name} TO {SqlText.Identifier(login)}", found.Oid));
                gaps.Add($"Whether it is in {found.Name} cannot be seen: JitBot's login is not let in there.");
            }
        }

        return new([.. beyond.DistinctBy(right => right.Text, StringComparer.Ordinal)], [.. gaps], [.. reachable.Select(found => found.Name)]);
    }

    private async Task<(List<PublicRight> OnServer, List<ReachableDatabase> Databases, string Login)> LookAroundAsync(
        Target target, RightsSource source, CancellationToken ct)
    {
        await using var home = await connections.OpenHomeAsync(target, ct);
        var onServer = await home.AskServerRightsAsync(ct);
        var databases = await home.AskReachableDatabasesAsync(source.Roles, ct);
        return (onServer, databases, home.UserName!);
    }

    private async Task<SeenAround> LookIntoAsync(Target target, ReachableDatabase database)
    {
        await using var connection = await connections.OpenAsync(target, database.Name, CancellationToken.None);
        var rights = await connection.AskRightsInsideAsync(database, CancellationToken.None);
        var trigger = await LoginTrigger.ReadAsync(connection, CancellationToken.None);
        return new([.. rights], trigger.Why is { } why ? [$"{database.Name}: {why}"] : [], [database.Name]);
    }

    private Task<SeenAround> RecallAsync(Target target, string what, Func<Task<SeenAround>> look, CancellationToken ct) =>
        _seen.RecallAsync((target.Id, what), look, believe: _ => true, ct);
}

/// <param name="Rights">What anybody may do.</param>
/// <param name="Unchecked">Why the server itself holds no account to its address, and only passwords to their end: a line for each database that is entered so.</param>
/// <param name="Reached">The databases that were there to connect to.</param>
internal sealed record SeenAround(ImmutableArray<PublicRight> Rights, ImmutableArray<string> Unchecked, ImmutableArray<string> Reached);
