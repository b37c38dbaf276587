using System.Collections.Immutable;

namespace JitBot.Core.Targets;

/// <summary>What a login of a profile may do with the data in its scope.</summary>
public enum AccessLevel
{
    Read,
    Write,
}

/// <summary>A level of access as one target offers it.</summary>
public sealed record AccessProfile
{
    /// <summary>The word people ask with, such as <c>read</c>.</summary>
    public required string Name { get; init; }

    public required AccessLevel Level { get; init; }

    /// <summary>The most connections one login may hold at a time.</summary>
    public int ConnectionLimit { get; init; } = 10;

    /// <summary>Roles the operator made. If there are any, they alone decide what the login reaches, and no table scope can be asked for.</summary>
    public ImmutableArray<string> MemberOf { get; init; } = [];

    public static ImmutableArray<AccessProfile> BuiltIn { get; } =
    [
        new() { Name = "read", Level = AccessLevel.Read },
        new() { Name = "write", Level = AccessLevel.Write },
    ];
}
