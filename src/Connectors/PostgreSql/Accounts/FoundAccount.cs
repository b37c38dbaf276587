using System.Collections.Immutable;

namespace JitBot.Connectors.PostgreSql.Accounts;

/// <summary>An account as the server has it after it was made.</summary>
/// <param name="Memberships"><c>role|admin|inherit|set</c> each.</param>
/// <param name="HasOwn">It owns something, holds a right that came by no role, or has settings.</param>
internal sealed record FoundAccount(
    string ServerId, bool IsPowerful, bool CanLogIn, int ConnectionLimit, string? Marker, ImmutableArray<string> Memberships, bool HasOwn)
{
    /// <returns>What is wrong with it, as the end of a sentence; null if it is as it was ordered.</returns>
    public string? Difference(string marker, int connectionLimit, IEnumerable<string> roles) => this switch
    {
        { IsPowerful: true } => "has powers that no account may have",
        { CanLogIn: true } => "can log in before its password was shown",
        { HasOwn: true } => "owns something or has rights or settings of its own",
        _ when Marker != marker => "does not carry its marker",
        _ when ConnectionLimit != connectionLimit => $"may hold {ConnectionLimit} connections instead of {connectionLimit}",
        _ when !Memberships.ToHashSet(StringComparer.Ordinal).SetEquals(roles.Select(role => $"{role}|f|t|f")) =>
            $"is in other roles than it should be ({string.Join(", ", Memberships)})",
        _ => null,
    };
}
