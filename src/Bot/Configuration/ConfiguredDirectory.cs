using System.Collections.Frozen;
using JitBot.Core.People;

namespace JitBot.Bot.Configuration;

/// <summary>People and groups as the configuration lists them.</summary>
internal sealed class ConfiguredDirectory(JitOptions options) : IDirectory
{
    private readonly FrozenDictionary<PersonId, Person> _people = options.People.ToFrozenDictionary(person => person.Id);

    private readonly FrozenDictionary<ChatAccount, Person> _accounts = options.People
        .SelectMany(person => person.Accounts.Select(account => (account, person)))
        .ToFrozenDictionary(entry => entry.account, entry => entry.person);

    public Task<Person?> FindAsync(PersonId id, CancellationToken ct) => Task.FromResult(_people.GetValueOrDefault(id));

    public Task<Person?> FindAsync(ChatAccount account, CancellationToken ct) => Task.FromResult(_accounts.GetValueOrDefault(account));

    public Task<IReadOnlyList<Person>> MembersAsync(IReadOnlyCollection<string> groups, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Person>>(
            [.. groups.SelectMany(group => options.Groups.GetValueOrDefault(group, [])).Distinct().Select(_people.GetValueOrDefault).OfType<Person>()]);
}
