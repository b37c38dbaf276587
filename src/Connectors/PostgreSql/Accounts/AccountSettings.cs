using System.Collections.Immutable;
using System.Globalization;
using JitBot.Connectors.PostgreSql.Scopes;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Accounts;

/// <summary>
/// What an account's sessions begin with. Conveniences: the holder can change any of them, and nothing that has to hold rests on them.
/// </summary>
/// <param name="SearchPaths">Of databases that are not in it, the database's own.</param>
/// <param name="StatementTimeout">Null for the server's own.</param>
/// <param name="Role">The role that sessions begin as; null for the account itself.</param>
internal sealed record AccountSettings(ImmutableArray<DatabasePath> SearchPaths, TimeSpan? StatementTimeout, string? Role)
{
    /// <returns>Nothing for an account that no session begins as.</returns>
    public static AccountSettings Of(AccountOrder order, RightsSource source) => order.Account.Own is not null
        ? new([], null, null)
        : new(source.SearchPaths, order.Profile.StatementTimeout, order.Profile.Level == AccessLevel.Ddl ? order.Profile.MemberOf[0] : null);

    /// <summary>The statements that set them on an account which has none.</summary>
    public IEnumerable<string> Statements(string account)
    {
        var role = SqlText.Identifier(account);
        foreach (var (database, path) in SearchPaths)
        {
            yield return $"ALTER ROLE {role} IN DATABASE {SqlText.Identifier(database)} SET search_path TO {string.Join(", ", path.Select(SqlText.Identifier))}";
        }

        if (Milliseconds is { } timeout)
        {
            yield return $"ALTER ROLE {role} SET statement_timeout TO {SqlText.Literal(timeout)}";
        }

        if (Role is { } become)
        {
            yield return $"ALTER ROLE {role} SET role TO {SqlText.Identifier(become)}";
        }
    }

    /// <summary>Whether an account has these and no others.</summary>
    /// <param name="found">As <see cref="AccountStatements.ReadBack"/> spells them: <c>database|name=value</c>.</param>
    public bool Are(IEnumerable<string> found) => found.Select(Normal).ToHashSet(StringComparer.Ordinal).SetEquals(Expected());

    private string? Milliseconds => StatementTimeout?.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);

    private IEnumerable<string> Expected()
    {
        foreach (var (database, path) in SearchPaths)
        {
            yield return $"{database}|search_path={string.Join('\n', path)}";
        }

        if (Milliseconds is { } timeout)
        {
            yield return $"|statement_timeout={timeout}";
        }

        if (Role is { } become)
        {
            yield return $"|role={become}";
        }
    }

    // The server writes a path with as few quotes as it can.
    private static string Normal(string setting) => setting.Split("|search_path=", 2) is [var database, var path]
        ? $"{database}|search_path={string.Join('\n', PathText.Read(path))}"
        : setting;
}
