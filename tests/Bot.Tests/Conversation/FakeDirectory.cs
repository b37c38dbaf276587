using JitBot.Core.People;

namespace JitBot.Bot.Tests.Conversation;

/// <summary>The cast: Ada and Bo are DBAs, Bo also in security, Olga owns hr-prod.</summary>
internal sealed class FakeDirectory : IDirectory
{
    private readonly Dictionary<PersonId, Person> _people = new[] { Cast.Dana, Cast.Ada, Cast.Bo, Cast.Olga, Cast.Sam }.ToDictionary(person => person.Id);

    private readonly Dictionary<string, Person[]> _groups = new(StringComparer.Ordinal)
    {
        ["dba"] = [Cast.Ada, Cast.Bo],
        ["security"] = [Cast.Bo],
        ["hr-owners"] = [Cast.Olga],
    };

    public void Change(Person person) => _people[person.Id] = person;

    public Task<Person?> FindAsync(PersonId id, CancellationToken ct) => Task.FromResult(_people.GetValueOrDefault(id));

    public Task<Person?> FindAsync(ChatAccount account, CancellationToken ct) =>
        Task.FromResult(_people.Values.FirstOrDefault(person => person.Accounts.Contains(account)));

    public Task<IReadOnlyList<Person>> MembersAsync(IReadOnlyCollection<string> groups, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Person>>([.. groups.SelectMany(group => _groups.GetValueOrDefault(group) ?? []).DistinctBy(person => person.Id)]);
}
