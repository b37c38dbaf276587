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

    public Task<Membership> MembersAsync(IReadOnlyCollection<string> groups, CancellationToken ct) => Task.FromResult(new Membership(
        [.. groups.SelectMany(group => options.Groups.GetValueOrDefault(group, [])).Distinct().Select(_people.GetValueOrDefault).OfType<Person>()],
        []));

    public Task<PersonGroups> GroupsOfAsync(PersonId id, CancellationToken ct) => Task.FromResult(new PersonGroups(
        [.. options.Groups.Where(group => group.Value.Contains(id)).Select(group => group.Key)],
        []));
}
