using System.Collections.Immutable;

namespace JitBot.Connectors.PostgreSql.Accounts;

/// <summary>An account as the server has it after it was made.</summary>
/// <param name="Memberships"><c>role|admin|inherit|set</c> each.</param>
/// <param name="Settings"><c>database|name=value</c> each.</param>
/// <param name="HasOwn">It owns something, or holds a right that came by no role.</param>
internal sealed record FoundAccount(
    string ServerId, bool IsPowerful, bool CanLogIn, int ConnectionLimit, string? Marker, ImmutableArray<string> Memberships, ImmutableArray<string> Settings, bool HasOwn)
{
    /// <param name="serverVersion">The major version.</param>
    /// <returns>What is wrong with it, as the end of a sentence; null if it is as it was ordered.</returns>
    public string? Difference(string marker, int connectionLimit, IEnumerable<string> roles, AccountSettings settings, int serverVersion) => this switch
    {
        { IsPowerful: true } => "has powers that no account may have",
        { CanLogIn: true } => "can log in before its password was shown",
        { HasOwn: true } => "owns something or has rights of its own",
        _ when Marker != marker => "does not carry its marker",
        _ when ConnectionLimit != connectionLimit => $"may hold {ConnectionLimit} connections instead of {connectionLimit}",
        _ when !Memberships.ToHashSet(StringComparer.Ordinal).SetEquals(roles.Select(role => $"{role}|f|{(role == settings.Role && serverVersion >= 16 ? "f|t" : "t|f")}")) =>
            $"is in other roles than it should be ({string.Join(", ", Memberships)})",
        _ when !settings.Are(Settings) => "has other settings than it should have",
        _ => null,
    };
}
