namespace JitBot.Core.People;

/// <summary>Who people are and which groups they are in, as it is now.</summary>
public interface IDirectory
{
    Task<Person?> FindAsync(PersonId id, CancellationToken ct);

    /// <summary>The person this chat account is linked to; null for a stranger.</summary>
    Task<Person?> FindAsync(ChatAccount account, CancellationToken ct);

    /// <summary>The person with this e-mail address, in any case; null for a stranger.</summary>
    Task<Person?> FindByEmailAsync(string email, CancellationToken ct);

    /// <summary>
    /// Everybody in any of the groups; a group that is not configured has nobody in it. Groups may be kept elsewhere: while that cannot be asked,
    /// nobody counts as a member on its word, and the group is told as unknown.
    /// </summary>
    Task<Membership> MembersAsync(IReadOnlyCollection<string> groups, CancellationToken ct);

    /// <summary>Every group this person is in; none for somebody who is not known.</summary>
    Task<PersonGroups> GroupsOfAsync(PersonId id, CancellationToken ct);
}
