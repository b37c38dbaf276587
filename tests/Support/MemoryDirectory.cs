using System.Collections.Concurrent;
using System.Collections.Immutable;
using JitBot.Core.People;

namespace JitBot.Support;

/// <summary>People that a test can disable, rename and move between groups; those of <see cref="JitWorld"/> unless others are given.</summary>
public sealed class MemoryDirectory : IDirectory
{
    public MemoryDirectory()
        : this(
            ((string[])["Dana", "Sam", "Omar", "Rita", "Olga", "Lena"]).Select(Example),
            new() { ["dba"] = ["omar", "rita", "lena"], ["hr-owners"] = ["olga"] })
    {
    }

    /// <param name="groups">The ids of each group's members.</param>
    public MemoryDirectory(IEnumerable<Person> people, Dictionary<string, string[]> groups)
    {
        People = new(people.ToDictionary(person => person.Id.Value, StringComparer.Ordinal), StringComparer.Ordinal);
        Groups = new(groups, StringComparer.Ordinal);
    }

    public ConcurrentDictionary<string, Person> People { get; }

    public ConcurrentDictionary<string, string[]> Groups { get; }

    /// <summary>Groups of which it cannot be told who is in them: nobody, as far as is known.</summary>
    public ImmutableHashSet<string> Unknown { get; set; } = [];

    public void Change(string id, Func<Person, Person> change) => People[id] = change(People[id]);

    public Task<Person?> FindAsync(PersonId id, CancellationToken ct) => Task.FromResult(People.GetValueOrDefault(id.Value));

    public Task<Person?> FindAsync(ChatAccount account, CancellationToken ct) =>
        Task.FromResult(People.Values.FirstOrDefault(person => person.Accounts.Contains(account)));

    public Task<Person?> FindByEmailAsync(string email, CancellationToken ct) =>
        Task.FromResult(People.Values.FirstOrDefault(person => string.Equals(person.Email, email, StringComparison.OrdinalIgnoreCase)));

    public Task<Membership> MembersAsync(IReadOnlyCollection<string> groups, CancellationToken ct) => Task.FromResult(new Membership(
        [.. groups.Except(Unknown).SelectMany(group => Groups.GetValueOrDefault(group, [])).Distinct(StringComparer.Ordinal).Select(People.GetValueOrDefault).OfType<Person>()],
        [.. groups.Where(Unknown.Contains)]));

    public Task<PersonGroups> GroupsOfAsync(PersonId id, CancellationToken ct) => Task.FromResult(new PersonGroups(
        [.. Groups.Where(group => group.Value.Contains(id.Value, StringComparer.Ordinal)).Select(group => group.Key).Except(Unknown)],
        [.. Unknown]));

    private static Person Example(string name)
    {
        var id = name.ToLowerInvariant();
        return new()
        {
            Id = new(id),
            Name = $"{name} Example",
            Email = $"{id}@example.com",
            Accounts = [new("teams", "tenant", $"user-{id}")],
            Disabled = id == "lena",
        };
    }
}
