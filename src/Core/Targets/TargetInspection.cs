using System.Collections.Immutable;

namespace JitBot.Core.Targets;

/// <summary>What stands on a target, as the sweep holds it against the store.</summary>
/// <param name="Identity">Which server it is (PostgreSQL: <c>system_identifier</c>): it lives as long as the server's data do, and no other server has it.</param>
/// <param name="Epoch">The number that the sweep last left there; 0 if it never did, or if it is gone.</param>
/// <param name="Accounts">Every account that carries this installation's marker, also those of other targets on the same server.</param>
/// <param name="Strangers">Accounts that are named as ours are and do not carry our marker. They are never touched.</param>
/// <param name="ScopeFindings">What shared roles have that JitBot did not give them, a sentence each.</param>
public sealed record TargetInspection(
    string Identity,
    long Epoch,
    ImmutableArray<InspectedAccount> Accounts,
    ImmutableArray<Stranger> Strangers,
    ImmutableArray<string> ScopeFindings);

/// <param name="IsOpen">It can log in.</param>
/// <param name="Sessions">How many it has at this moment.</param>
public sealed record InspectedAccount(Account Account, bool IsOpen, int Sessions)
{
    /// <summary>The roles it is in, by name.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>The logins that are in it, by name, other than JitBot's.</summary>
    public ImmutableArray<string> GivenTo { get; init; } = [];

    /// <summary>Whether a login of its holder's has through it what it is to have; true where there is none to have anything.</summary>
    public bool Reaches(OwnLogin? own) => own is null
        || (GivenTo.Contains(own.Name, StringComparer.Ordinal) && own.Roles.All(role => Roles.Contains(role, StringComparer.Ordinal)));
}

/// <param name="What">Whose it is, as far as can be told: the end of a sentence.</param>
public sealed record Stranger(string Name, string What);

public abstract record InspectResult
{
    private InspectResult() { }

    public sealed record Read(TargetInspection Found) : InspectResult;

    /// <param name="Why">For the operator; carries no secret.</param>
    public sealed record Unreachable(string Why) : InspectResult;
}

public abstract record EpochResult
{
    private EpochResult() { }

    /// <summary>The target has this epoch now, or a higher one.</summary>
    public sealed record Raised : EpochResult;

    public sealed record Unreachable(string Why) : EpochResult;
}
