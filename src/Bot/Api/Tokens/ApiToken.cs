using System.Collections.Immutable;
using JitBot.Core.People;

namespace JitBot.Bot.Api.Tokens;

/// <summary>A token as it is kept: without its secret, which nobody can get back. Times are UTC.</summary>
internal sealed record ApiToken
{
    /// <inheritdoc cref="TokenText.Id"/>
    public required string Id { get; init; }

    /// <summary>What it is for, in the operator's word; null if they gave none.</summary>
    public string? Name { get; init; }

    /// <summary>Whose word it carries. Disabled or gone from the directory, they take it with them.</summary>
    public required PersonId Owner { get; init; }

    /// <summary>Some of <see cref="ApiScopes.All"/>.</summary>
    public required ImmutableArray<string> Scopes { get; init; }

    /// <summary>SHA-256 of the secret part, in lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null for one that does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To about an hour; null if it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Such as <c>deploy/k3v7q2mzt5ab</c>.</summary>
    public string Label => Name is null ? Id : $"{Name}/{Id}";

    public bool Allows(string scope) => Scopes.Contains(scope, StringComparer.Ordinal);
}
