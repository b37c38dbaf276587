using JitBot.Core.People;

namespace JitBot.Support;

/// <summary>Answers as another does; while it is first asked which groups somebody is in, something else happens.</summary>
public sealed class InterruptedDirectory(IDirectory inner, Func<Task> meanwhile) : IDirectory
{
    private Func<Task>? _meanwhile = meanwhile;

    public Task<Person?> FindAsync(PersonId id, CancellationToken ct) => inner.FindAsync(id, ct);

    public Task<Person?> FindAsync(ChatAccount account, CancellationToken ct) => inner.FindAsync(account, ct);

    public Task<Person?> FindByEmailAsync(string email, CancellationToken ct) => inner.FindByEmailAsync(email, ct);

    public Task<Membership> MembersAsync(IReadOnlyCollection<string> groups, CancellationToken ct) => inner.MembersAsync(groups, ct);

    public async Task<PersonGroups> GroupsOfAsync(PersonId id, CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _meanwhile, null) is { } happens)
        {
            await happens();
        }

        return await inner.GroupsOfAsync(id, ct);
    }
}
