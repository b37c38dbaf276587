using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Logins;
using JitBot.Connectors.PostgreSql.Reach;
using JitBot.Connectors.PostgreSql.Rights;
using JitBot.Connectors.PostgreSql.Scopes;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <param name="Tls">Whether the session that asked is encrypted.</param>
internal sealed record ServerFacts(int Major, bool InRecovery, bool Tls);

/// <summary>How far the server's clock is ahead of JitBot's (behind, if negative), as one exchange of question and answer shows it.</summary>
/// <param name="Uncertainty">Half the time the exchange took: the answer may have been made at its beginning or its end.</param>
internal readonly record struct ClockReading(TimeSpan Ahead, TimeSpan Uncertainty)
{
    public static ClockReading Of(DateTimeOffset asked, DateTimeOffset server, DateTimeOffset answered) =>
        new(server - asked - ((answered - asked) / 2), (answered - asked) / 2);

    /// <summary>What the clocks differ by at least.</summary>
    public TimeSpan AtLeast => Ahead.Duration() > Uncertainty ? Ahead.Duration() - Uncertainty : TimeSpan.Zero;
}

/// <summary>JitBot's own login.</summary>
/// <param name="Home">The database it was connected to.</param>
/// <param name="Powers">SUPERUSER and the like, none of which it should have.</param>
/// <param name="CanSignal">It may end other people's sessions.</param>
/// <param name="HasGraveyard">There is a <c>jit_graveyard</c>.</param>
/// <param name="UsesGraveyard">It has that role's rights and may become it.</param>
/// <param name="ReadsIdentity">It may read which server it is on.</param>
/// <param name="ReadsHostBased">It may read the rules of pg_hba.conf.</param>
internal sealed record LoginFacts(
    string Name, string Home, ImmutableArray<string> Powers, bool CreateRole, bool Inherits, bool CanSignal, bool HasGraveyard, bool UsesGraveyard, bool ReadsIdentity, bool ReadsHostBased)
{
    public bool IsSuperuser => Powers.Contains("SUPERUSER", StringComparer.Ordinal);
}

/// <summary>A role that JitBot's login was put in by somebody.</summary>
/// <param name="Inherits">It has the role's rights.</param>
/// <param name="Becomes">It may SET ROLE to it.</param>
internal sealed record Membership(string Role, string Grantor, bool Inherits, bool Becomes);

/// <summary>A role seen for what it could do, directly or not.</summary>
/// <param name="Power">The first that must not be handed out; null if there is none.</param>
/// <param name="Giveable">JitBot may hand it out.</param>
/// <param name="Login">The first of the role and those it is in that can log in; null if none can.</param>
/// <param name="Owner">The first of them that owns something; null if none does.</param>
internal sealed record RolePower(string Role, string? Power, bool Giveable, string? Login, string? Owner);

/// <summary>A login that somebody has anyway.</summary>
/// <param name="IsOurs">It looks like a role of JitBot's.</param>
/// <param name="Expired">Its VALID UNTIL has passed.</param>
/// <param name="ShutOut">Databases of the target that it may not connect to.</param>
internal sealed record OwnLoginFacts(
    string Name, bool Exists, bool IsOurs, bool CanLogIn, bool Inherits, bool Expired, ImmutableArray<string> Powers, ImmutableArray<string> ShutOut)
{
    /// <summary>Not those that JitBot gave it.</summary>
    public ImmutableArray<OwnMembership> Memberships { get; init; } = [];
}

/// <param name="IsAdmin">It may put others into the role.</param>
/// <param name="Power">The first power of the role that must not be handed out; null if there is none.</param>
internal sealed record OwnMembership(string Role, string Grantor, bool IsAdmin, string? Power);

/// <summary>A database that the target names.</summary>
internal sealed record DatabaseAccess(string Name, bool Exists, bool Connects, bool PassesOn);

/// <summary>What the login was given in one database.</summary>
/// <param name="Unburied">Schemas in which it may not let <c>jit_graveyard</c> create.</param>
internal sealed record GivenFacts(bool RunsBlocks, int Relations, ImmutableArray<string> Unburied);

/// <param name="Schema">Null for all of them.</param>
/// <param name="What"><c>TABLES</c> or <c>SEQUENCES</c>.</param>
/// <param name="FutureOf">Whose tables still to be made; null for those that are there.</param>
internal sealed record OwnRight(string? Schema, string What, string? FutureOf);

/// <summary>What stands in one database.</summary>
internal sealed record InsideFacts(
    string Database,
    ImmutableArray<PublicRight> Public,
    ImmutableArray<ReachingFunction> Reaching,
    ImmutableArray<string> SharedMappings,
    GivenFacts Given,
    ImmutableArray<OwnRight> OwnRights,
    LoginTrigger Login)
{
    /// <summary>Rights that roles of the operator's hold with the option to pass them on.</summary>
    public ImmutableArray<PassableRight> Passable { get; init; } = [];

    /// <summary>Null where nothing is masked, or nothing can be asked for.</summary>
    public MaskFacts? Masks { get; init; }
}

/// <summary>A line of pg_hba.conf or a file it includes, as the server reads it.</summary>
/// <param name="Address">Empty for local connections.</param>
internal sealed record HostBasedRule(
    string File, int Line, string Type, ImmutableArray<string> Databases, ImmutableArray<string> Users, string Address, string Netmask, string Method);
