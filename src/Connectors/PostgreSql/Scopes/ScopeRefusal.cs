using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Scopes;

/// <summary>Why a scope cannot be given as it stands in the catalogue.</summary>
internal static class ScopeRefusal
{
    /// <param name="login">JitBot's own, to be named in what the operator can run.</param>
    /// <returns>A sentence that says what was found and what to do; null if nothing is in the way.</returns>
    public static string? Of(AccessScope scope, ScopeShape shape, string login)
    {
        var there = shape.Relations.Select(relation => relation.Name).ToHashSet();
        if (scope.Tables.FirstOrDefault(table => !there.Contains(table)) is { Name: not null } gone)
        {
            return $"There is no table {gone} in {scope.Database} any more, or it is one of the server's own: ask again for what is there.";
        }

        if (!scope.Tables.IsEmpty && shape.Relations.FirstOrDefault(relation => !relation.Giveable) is { } kept)
        {
            var schema = SqlText.Identifier(kept.Name.Schema);
            var to = $"TO {SqlText.Identifier(login)} WITH GRANT OPTION";
            var privileges = string.Join(", ", kept.Privileges);
            return $"JitBot may not give {privileges} on {kept.Name} in {scope.Database}. Its owner can allow it: "
                + $"GRANT USAGE ON SCHEMA {schema} {to}; GRANT {privileges} ON {schema}.{SqlText.Identifier(kept.Name.Name)} {to}; "
                + "or run docs/postgres-setup.sql again, which also thinks of its sequences.";
        }

        var giveable = shape.Relations.Where(relation => relation.Giveable).Select(relation => relation.Name.Schema).ToHashSet(StringComparer.Ordinal);
        if (scope.Schemas.FirstOrDefault(schema => !giveable.Contains(schema)) is { } empty)
        {
            return $"The schema {empty} of {scope.Database} holds no table that JitBot may give: run docs/postgres-setup.sql there, or ask for another.";
        }

        return giveable.Count > 0 || scope.IsEmpty
            ? null
            : $"The database {scope.Database} holds no table that JitBot may give: run docs/postgres-setup.sql there.";
    }
}
