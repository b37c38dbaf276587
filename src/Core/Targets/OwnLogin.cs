using System.Collections.Immutable;
using JitBot.Core.People;

namespace JitBot.Core.Targets;

/// <summary>A login that somebody has anyway, and what a grant gives it for its time. Fixed with the request, for it is what approvers are shown.</summary>
/// <param name="Name">As the server spells it.</param>
/// <param name="Roles">Roles the operator made.</param>
/// <param name="CutSessions">Its sessions are cut at the end. Whether or not they are, what the roles gave is gone from them.</param>
public sealed record OwnLogin(string Name, ImmutableArray<string> Roles, bool CutSessions)
{
    /// <returns>Null if the level makes logins of its own, or if the person has none on the target.</returns>
    public static OwnLogin? Of(Person person, Target target, AccessProfile profile) =>
        profile.ForOwnLogin && person.Logins.TryGetValue(target.Id, out var name) ? new(name, profile.MemberOf, profile.CutSessions) : null;

    public bool Equals(OwnLogin? other) =>
        other is not null && Name == other.Name && CutSessions == other.CutSessions && Roles.SequenceEqual(other.Roles, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Name, CutSessions, Roles.Length);
}
