using System.Collections.Concurrent;
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

    public void Change(string id, Func<Person, Person> change) => People[id] = change(People[id]);

    public Task<Person?> FindAsync(PersonId id, CancellationToken ct) => Task.FromResult(People.GetValueOrDefault(id.Value));

    public Task<Person?> FindAsync(ChatAccount account, CancellationToken ct) =>
        Task.FromResult(People.Values.FirstOrDefault(person => person.Accounts.Contains(account)));

    public Task<IReadOnlyList<Person>> MembersAsync(IReadOnlyCollection<string> groups, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Person>>(
            [.. groups.SelectMany(group => Groups.GetValueOrDefault(group, [])).Distinct(StringComparer.Ordinal).Select(People.GetValueOrDefault).OfType<Person>()]);

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
