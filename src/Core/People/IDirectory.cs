namespace JitBot.Core.People;

/// <summary>Who people are and which groups they are in, as it is now.</summary>
public interface IDirectory
{
    Task<Person?> FindAsync(PersonId id, CancellationToken ct);

    /// <summary>The person this chat account is linked to; null for a stranger.</summary>
    Task<Person?> FindAsync(ChatAccount account, CancellationToken ct);

    /// <summary>Everybody in any of the groups, disabled people included; an unknown group has nobody in it.</summary>
    Task<IReadOnlyList<Person>> MembersAsync(IReadOnlyCollection<string> groups, CancellationToken ct);
}
