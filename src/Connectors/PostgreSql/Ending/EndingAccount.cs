using System.Globalization;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>How far the removal of one account of a batch has come, and what it stumbled over.</summary>
internal sealed class EndingAccount(Account account, int at)
{
    private string? _why;

    public Account Account => account;

    /// <summary>Its place in the batch.</summary>
    public int At => at;

    public uint? RememberedOid { get; } = uint.TryParse(account.ServerId, CultureInfo.InvariantCulture, out var oid) ? oid : null;

    /// <summary>The role as it was found with our marker; null if there is none.</summary>
    public FoundRole? Role { get; private set; }

    /// <summary>By which sessions are known.</summary>
    public HashSet<uint> Oids { get; } = [];

    public bool IsClosed { get; private set; }

    public bool IsCut { get; set; }

    public bool IsRemoved { get; set; }

    public List<string> Kept { get; } = [];

    /// <summary>Still in the running: nothing has gone wrong with it so far.</summary>
    public bool GoesOn => _why is null;

    public void Fail(string why) => _why ??= why;

    /// <summary>Takes in what the close found under the account's name and its remembered OID.</summary>
    public void Closed(IEnumerable<FoundRole> found)
    {
        IsClosed = true;
        foreach (var role in found)
        {
            if (role.Ours)
            {
                Role = role;
                Oids.Add(role.Oid);
            }
            else if (role.Oid == RememberedOid && role.Name == account.Name)
            {
                // The role we made, but its comment is gone. It may be open, and without the marker it is not touched.
                Fail($"the comment that marks {role.Name} as JitBot's was removed: end it by hand (ALTER ROLE {role.Name} NOLOGIN; DROP ROLE {role.Name})");
                IsClosed = false;
            }
            else if (role.Name == account.Name)
            {
                Kept.Add($"A role {role.Name} that is not JitBot's was found and left alone");
            }
        }

        // An OID that another role has by now says nothing about our sessions.
        if (RememberedOid is { } remembered && found.All(role => role.Ours || role.Oid != remembered))
        {
            Oids.Add(remembered);
        }
    }

    public EndResult Result() => this switch
    {
        { IsRemoved: true, IsCut: true } => new EndResult.Gone([.. Kept]),
        { IsClosed: true, IsCut: true } => new EndResult.Residue(_why ?? "it could not be removed yet"),
        _ => new EndResult.CannotTell(_why ?? "it is not known how far it came"),
    };

    internal sealed record FoundRole(int At, uint Oid, string Name, bool Ours);
}
