using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>How far the removal of one account of a batch has come, and what it stumbled over.</summary>
internal sealed class EndingAccount(Account account)
{
    private const int MostTold = 50;
    private const int LongestTold = 200;

    private string? _why;

    public Account Account => account;

    public uint? RememberedOid { get; } = uint.TryParse(account.ServerId, CultureInfo.InvariantCulture, out var oid) ? oid : null;

    /// <summary>The role as it was found with our marker; null if there is none.</summary>
    public FoundRole? Role { get; private set; }

    /// <summary>By which sessions are known.</summary>
    public HashSet<uint> Oids { get; } = [];

    /// <summary>The logins it was taken from when it was closed.</summary>
    public HashSet<uint> Holders { get; } = [];

    public bool IsClosed { get; private set; }

    public bool IsCut { get; set; }

    public bool IsRemoved { get; set; }

    public List<string> Kept { get; } = [];

    /// <summary>Still in the running: nothing has gone wrong with it so far.</summary>
    public bool GoesOn => _why is null;

    public void Fail(string why) => _why ??= why;

    /// <summary>Takes in what the close found under the account's name.</summary>
    public void Closed(FoundRole? found)
    {
        IsClosed = true;
        if (found is { Ours: true })
        {
            Role = found;
            Oids.Add(found.Oid);
        }
        else if (found is not null && found.Oid == RememberedOid)
        {
            // The role we made, but its comment is gone. It may be open, and without the marker it is not touched.
            Reopen($"the comment that marks {found.Name} as JitBot's was removed: "
                + $"end it by hand (ALTER ROLE {found.Name} NOLOGIN; DROP ROLE {found.Name})");
        }

        if (RememberedOid is { } remembered)
        {
            Oids.Add(remembered);
        }
    }

    /// <summary>Takes in which role has the remembered OID, if the account's name did not lead to it.</summary>
    public void FoundById(string name, bool ours)
    {
        if (ours)
        {
            Role ??= new(RememberedOid!.Value, name, ours);
        }
        else
        {
            // OIDs come round again: this one says nothing about our sessions any more.
            Oids.Remove(RememberedOid!.Value);
        }
    }

    /// <summary>It is closed, but sessions that were to be cut go on.</summary>
    public void LeaveOpen(string why)
    {
        IsCut = false;
        Fail(why);
    }

    /// <summary>It was not closed after all.</summary>
    public void Reopen(string why)
    {
        IsClosed = false;
        Fail(why);
    }

    public EndResult Result() => this switch
    {
        { IsRemoved: true, IsCut: true } => new EndResult.Gone(Told()),
        { IsClosed: true, IsCut: true, Role: { } role } => new EndResult.Residue(_why ?? Obstruction.DescribeHeld(role.Name)),
        _ => new EndResult.CannotTell(_why ?? "it is not known how far it came"),
    };

    /// <summary>People may leave any number of things behind, under names of any length; what is told of them goes on record and onto cards.</summary>
    private ImmutableArray<string> Told()
    {
        var lines = Kept.Take(MostTold).Select(line => PlainText.Shorten(line, LongestTold));
        return Kept.Count > MostTold ? [.. lines, $"and {Kept.Count - MostTold} more"] : [.. lines];
    }

    /// <param name="Ours">It carries this account's marker.</param>
    internal sealed record FoundRole(uint Oid, string Name, bool Ours);
}
