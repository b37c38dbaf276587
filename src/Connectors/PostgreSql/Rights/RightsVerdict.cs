using System.Collections.Immutable;

namespace JitBot.Connectors.PostgreSql.Rights;

/// <summary>Whether what an account can do beyond its scope may stand.</summary>
/// <param name="Accepted">What the operator knows of.</param>
/// <param name="Why">Why it may not stand; null if it may.</param>
internal sealed record RightsVerdict(ImmutableArray<string> Accepted, string? Why)
{
    private const int Named = 5;

    /// <param name="serverVersion">
    /// The major version. Before 16 a holder can become the shared scope role, and whatever could be created then would outlive the grant;
    /// no acceptance makes up for that.
    /// </param>
    public static RightsVerdict On(ImmutableArray<PublicRight> beyond, AcceptedRights accepted, string target, int serverVersion)
    {
        bool MayStand(PublicRight right) => accepted.Contains(right.Text) && !(right.IsCreate && serverVersion < 16);
        ImmutableArray<PublicRight> wider = [.. beyond.Where(right => !MayStand(right))];
        return new([.. beyond.Where(MayStand).Select(right => right.Text)], wider.IsEmpty ? null : Refusal(wider, target, serverVersion));
    }

    private static string Refusal(ImmutableArray<PublicRight> wider, string target, int serverVersion)
    {
        var more = wider.Length > Named ? $" and {wider.Length - Named} more" : "";
        var accept = wider.All(right => right.IsCreate && serverVersion < 16)
            ? "; before PostgreSQL 16 this cannot be accepted"
            : $"; or accept it in AcceptedRights of {target}";
        return $"Anybody on {target} could do more than was asked for: {string.Join(", ", wider.Take(Named).Select(right => right.Text))}{more}. "
            + $"Take it away: {string.Join("; ", wider.Take(Named).Select(right => right.Mend))}{accept}.";
    }
}
