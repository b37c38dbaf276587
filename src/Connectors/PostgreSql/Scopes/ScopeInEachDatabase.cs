using System.Collections.Immutable;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>A scope for several databases is a role for each: what a role holds lies in one database, and an account can be in all of them.</summary>
internal static class ScopeInEachDatabase
{
    /// <inheritdoc cref="ScopeRoles.EnsureAsync"/>
    public static async Task<SourceResult> EnsureInEachDatabaseAsync(
        this ScopeRoles scopes, Target target, AccessScope scope, ImmutableArray<string> privileges, CancellationToken ct)
    {
        var sources = ImmutableArray.CreateBuilder<RightsSource>();
        foreach (var there in scope.InEachDatabase())
        {
            try
            {
                var found = await scopes.EnsureAsync(target, there, privileges, ct);
                if (found is not SourceResult.Ready { Source: var source })
                {
                    return found;
                }

                sources.Add(source);
            }
            catch (PostgresException problem) when (ServerFailure.ForGood(problem, target, there.Database) is { } why)
            {
                return new SourceResult.Refused(why);
            }
        }

        return new SourceResult.Ready(sources is [var only] ? only : new RightsSource.Several(sources.ToImmutable()));
    }
}
