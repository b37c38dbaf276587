using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>Something that the holder of an account tries beyond what was granted: a row of <c>docs/security.md</c>, and a test on every version.</summary>
/// <param name="Id">Never changes: documents and scripts point to it.</param>
/// <param name="Tried">What is done, in a plain sentence without its full stop.</param>
/// <param name="Expected">What comes of it.</param>
/// <param name="Steps">In order. All but the last get through; what the last comes to is what is expected.</param>
internal sealed record Attack(string Id, string Tried, Expected Expected, params ImmutableArray<Step> Steps)
{
    /// <summary>How the holder has what it has.</summary>
    public Holding By { get; init; }

    /// <summary>The levels of the account it is tried with.</summary>
    public ImmutableArray<AccessLevel> At { get; init; } = [AccessLevel.Read, AccessLevel.Write];

    /// <summary>
    /// An SQL condition that says whether the holder got what the attack is after, put to the server by a superuser after the last step: true if it
    /// succeeds, and else false. <c>{seen}</c> is what the last statement showed.
    /// </summary>
    public string? Gained { get; init; }

    /// <summary>The operator has accepted PUBLIC's rights that <see cref="Town.Opened"/> gives.</summary>
    public bool Accepted { get; init; }

    /// <summary>
    /// What is different in the database after the account is gone, as pieces of lines of <see cref="WorldPrint"/>: every line that is holds one of them.
    /// </summary>
    public ImmutableArray<string> Leaves { get; init; } = [];

    /// <summary>Run by a superuser after the last step, where what the attack needed or left would be in the way.</summary>
    public string? Undo { get; init; }

    /// <summary>It takes many seconds, and is left for full runs.</summary>
    public bool IsSlow { get; init; }
}

/// <summary>How the holder of an account has what it has.</summary>
internal enum Holding
{
    /// <summary>Through a shared role of JitBot's, which holds the scope.</summary>
    Scope,

    /// <summary>By becoming the owner, at level ddl.</summary>
    Owner,

    /// <summary>Through a role of the operator's.</summary>
    Premade,

    /// <summary>As the last, but it is a login that somebody has anyway.</summary>
    OwnLogin,
}

/// <summary>What an attack comes to.</summary>
/// <param name="Note">What a reader should know: why it does no harm, or what the operator can do.</param>
internal abstract record Outcome(string? Note)
{
    /// <summary>Most of what is refused is refused with this: the right is missing.</summary>
    public static readonly Outcome Denied = new Refused("42501");

    /// <summary>The same, before the last step is come to.</summary>
    public static readonly Outcome DeniedAtOnce = new Refused("42501") { AtOnce = true };

    /// <summary>The session was ended by JitBot before it came to that.</summary>
    public static readonly Outcome Cut = new Refused(Refused.SessionCut);
}

/// <param name="State">SQLSTATE of the server's answer.</param>
internal sealed record Refused(string State, string? Note = null) : Outcome(Note)
{
    public const string SessionCut = "57P01";

    /// <summary>Already before the last step.</summary>
    public bool AtOnce { get; init; }
}

/// <summary>The statements run, and nothing is gained by it.</summary>
internal sealed record Harmless(string Why) : Outcome(Why);

/// <summary>The holder gets what no approver was shown.</summary>
internal sealed record Succeeds(string Remedy) : Outcome(Remedy);

/// <summary>What an attack comes to on each major version.</summary>
/// <param name="First">On the oldest version.</param>
/// <param name="Later">From which version on it comes to something else.</param>
internal sealed record Expected(Outcome First, params ImmutableArray<(int Since, Outcome Outcome)> Later)
{
    public Outcome On(int major) => Later.LastOrDefault(later => later.Since <= major).Outcome ?? First;

    public static implicit operator Expected(Outcome always) => new(always);
}
