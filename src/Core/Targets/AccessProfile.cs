using System.Collections.Immutable;

namespace JitBot.Core.Targets;

/// <summary>What a login of a profile may do with the data in its scope.</summary>
public enum AccessLevel
{
    Read,
    Write,

    /// <summary>Everything that one premade role owns: its tables can be altered and dropped, and nothing of them is masked.</summary>
    Ddl,
}

/// <summary>A level of access as one target offers it.</summary>
public sealed record AccessProfile
{
    /// <summary>What can be done with rows, in the engine's own words; nothing else can be given.</summary>
    public static ImmutableArray<string> AllPrivileges { get; } = ["SELECT", "INSERT", "UPDATE", "DELETE"];

    /// <summary>The word people ask with, such as <c>read</c>.</summary>
    public required string Name { get; init; }

    public required AccessLevel Level { get; init; }

    /// <summary>The most connections one login may hold at a time.</summary>
    public int ConnectionLimit { get; init; } = 10;

    /// <summary>How long one statement may run, unless its author says otherwise; null to leave it to the server.</summary>
    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>Some of <see cref="AllPrivileges"/>, in their order; empty for those of the level.</summary>
    public ImmutableArray<string> Privileges { get; init; } = [];

    /// <summary>
    /// Roles the operator made. If there are any, they alone decide what the login reaches, and no table scope can be asked for. A profile of level
    /// <see cref="AccessLevel.Ddl"/> has exactly one: the owner that its logins become.
    /// </summary>
    public ImmutableArray<string> MemberOf { get; init; } = [];

    /// <summary>
    /// No login is made: the roles of <see cref="MemberOf"/> are given, for the time of the grant, to the login that its holder has on the target anyway.
    /// </summary>
    public bool ForOwnLogin { get; init; }

    /// <summary>At the end of such a grant the login's sessions are cut. Otherwise they stay open, without what the roles gave.</summary>
    public bool CutSessions { get; init; }

    /// <summary>Whether the operator's roles decide what it reaches, past any masking.</summary>
    public bool IsPremade => !MemberOf.IsEmpty;

    /// <summary>What its logins may do with the tables in their scope.</summary>
    public ImmutableArray<string> Gives => !Privileges.IsEmpty ? Privileges : Level == AccessLevel.Read ? ["SELECT"] : AllPrivileges;

    /// <summary>
    /// What the login of an approved statement has: it reads what the statement names, and nobody but JitBot logs in with it. Every target has it, and
    /// nobody can ask for a login of it. Two connections, so that one which was just cancelled is in nobody's way.
    /// </summary>
    public static AccessProfile Statement { get; } = new() { Name = "statement", Level = AccessLevel.Read, ConnectionLimit = 2 };

    public static ImmutableArray<AccessProfile> BuiltIn { get; } =
    [
        new() { Name = "read", Level = AccessLevel.Read },
        new() { Name = "write", Level = AccessLevel.Write },
    ];
}
