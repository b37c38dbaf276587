using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Bot.Slack;
using JitBot.Core.People;

namespace JitBot.Bot.Configuration;

/// <summary>People and groups as the configuration lists them, and as Slack has the user groups that it names.</summary>
/// <param name="userGroups">Null where there is no Slack.</param>
internal sealed class ConfiguredDirectory(JitOptions options, UserGroups? userGroups = null) : IDirectory
{
    private readonly FrozenDictionary<PersonId, Person> _people = options.People.ToFrozenDictionary(person => person.Id);

    private readonly FrozenDictionary<ChatAccount, Person> _accounts = options.People
        .SelectMany(person => person.Accounts.Select(account => (account, person)))
        .ToFrozenDictionary(entry => entry.account, entry => entry.person);

    private readonly FrozenDictionary<string, Person> _addresses = options.People.ToFrozenDictionary(person => person.Email, StringComparer.OrdinalIgnoreCase);

    private readonly ILookup<string, Person> _slackUsers = options.People
        .SelectMany(person => person.Accounts.Select(account => (account, person)))
        .Where(entry => entry.account.Platform == SlackOptions.Platform && options.Slack?.MayServe(entry.account.Tenant) == true)
        .ToLookup(entry => entry.account.User, entry => entry.person, StringComparer.Ordinal);

    public Task<Person?> FindAsync(PersonId id, CancellationToken ct) => Task.FromResult(_people.GetValueOrDefault(id));

    public Task<Person?> FindAsync(ChatAccount account, CancellationToken ct) => Task.FromResult(_accounts.GetValueOrDefault(account));

    public Task<Person?> FindByEmailAsync(string email, CancellationToken ct) => Task.FromResult(_addresses.GetValueOrDefault(email));

    public async Task<Membership> MembersAsync(IReadOnlyCollection<string> groups, CancellationToken ct)
    {
        var found = await Task.WhenAll(groups.Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(async name => (Name: name, Members: await MembersOfAsync(options.Groups.GetValueOrDefault(name), ct))));
        return new(
            [.. found.SelectMany(group => group.Members.People).DistinctBy(person => person.Id)],
            [.. found.Where(group => !group.Members.AreAll).Select(group => group.Name)]);
    }

    public async Task<PersonGroups> GroupsOfAsync(PersonId id, CancellationToken ct)
    {
        // Nobody can be in a user group of Slack without an account there, whatever Slack would say.
        var mayBeInSlack = _slackUsers.Any(user => user.Any(person => person.Id == id));
        var found = await Task.WhenAll(options.Groups.Select(async group => (Name: group.Key, Members: await MembersOfAsync(group.Value, ct))));
        var isIn = found.ToLookup(group => group.Members.People.Any(person => person.Id == id));
        return new(
            [.. isIn[true].Select(group => group.Name)],
            [.. isIn[false].Where(group => mayBeInSlack && !group.Members.AreAll).Select(group => group.Name)]);
    }

    /// <returns>Those known to be in it, and whether that is everybody.</returns>
    private async Task<(ImmutableArray<Person> People, bool AreAll)> MembersOfAsync(Group? group, CancellationToken ct)
    {
        if (group is null)
        {
            return ([], true);
        }

        var listed = group.People.Select(_people.GetValueOrDefault).OfType<Person>();
        var answers = await Task.WhenAll(group.SlackUserGroups.Select(async id => userGroups is null ? null : await userGroups.MembersAsync(id, ct)));
        var users = answers.OfType<ImmutableHashSet<string>>().SelectMany(users => users).Order(StringComparer.Ordinal);
        return ([.. listed, .. users.SelectMany(user => _slackUsers[user])], answers.All(answer => answer is not null));
    }
}
