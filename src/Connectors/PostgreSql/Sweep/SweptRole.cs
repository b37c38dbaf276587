using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Sweep;

/// <summary>A role that is ours, or that looks as if it were.</summary>
internal sealed record SweptRole(
    uint Oid, string Name, string Comment, bool CanLogIn, int Sessions, ImmutableArray<string> Roles, ImmutableArray<string> GivenTo)
{
    /// <param name="serverVersion">The major version.</param>
    /// <returns>Null if it is not an account with this installation's marker.</returns>
    public InspectedAccount? AsAccount(string installation, Target target, int serverVersion)
    {
        if (Marker.ReadAccount(installation, Comment) is not var (request, person, end))
        {
            return null;
        }

        // The marker does not say which database; nothing that is done to a found account asks. Nor whether sessions are to be cut: before 16 they always are.
        var own = GivenTo is [var login, ..] ? new OwnLogin(login, Roles, CutSessions: serverVersion < 16) : null;
        var serverId = Oid.ToString(CultureInfo.InvariantCulture);
        return new(new(request, person, Name, serverId, target.Databases[0], end) { Own = own }, CanLogIn, Sessions) { Roles = Roles, GivenTo = GivenTo };
    }

    /// <returns>Null if it is ours, or shared by another JitBot's accounts.</returns>
    public Stranger? AsStranger(string installation) => Marker.ReadInstallation(Comment) switch
    {
        null => new(Name, "carries no marker: somebody made it by hand, or its comment was changed"),
        (var owner, true) when owner != installation => new(Name, $"is an account of another JitBot, installation {owner}"),
        (_, true) when Marker.ReadAccount(installation, Comment) is null => new(Name, "carries a marker of ours that cannot be read: its comment was changed"),
        _ => null,
    };
}
