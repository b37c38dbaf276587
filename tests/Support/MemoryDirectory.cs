using System.Collections.Concurrent;
using JitBot.Core.People;

namespace JitBot.Support;

/// <summary>People that a test can disable, rename and move between groups.</summary>
public sealed class MemoryDirectory : IDirectory
{
    public ConcurrentDictionary<string, Person> People { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string[]> Groups { get; } = new(StringComparer.Ordinal)
    {
        ["dba"] = ["omar", "rita", "lena"],
        ["hr-owners"] = ["olga"],
    };

    public MemoryDirectory()
    {
        foreach (var name in (string[])["Dana", "Sam", "Omar", "Rita", "Olga", "Lena"])
        {
            var id = name.ToLowerInvariant();
            People[id] = new()
            {
                Id = new(id),
                Name = $"{name} Example",
                Email = $"{id}@example.com",
                Accounts = [new("teams", "tenant", $"user-{id}")],
                Disabled = id == "lena",
            };
        }
    }

    public void Change(string id, Func<Person, Person> change) => People[id] = change(People[id]);

    public Task<Person?> FindAsync(PersonId id, CancellationToken ct) => Task.FromResult(People.GetValueOrDefault(id.Value));

    public Task<Person?> FindAsync(ChatAccount account, CancellationToken ct) =>
        Task.FromResult(People.Values.FirstOrDefault(person => person.Accounts.Contains(account)));

    public Task<IReadOnlyList<Person>> MembersAsync(IReadOnlyCollection<string> groups, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Person>>(
            [.. groups.SelectMany(group => Groups.GetValueOrDefault(group, [])).Distinct(StringComparer.Ordinal).Select(People.GetValueOrDefault).OfType<Person>()]);
}
