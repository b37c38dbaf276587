using System.Collections.Immutable;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Core.Approvals;

/// <summary>Who may decide, judged by the directory as it is now.</summary>
public sealed class ApproverRouting(IDirectory directory)
{
    /// <summary>Everybody who could decide what is open of this person's: enabled, linked to a chat account, somebody else, and not heard yet.</summary>
    public async Task<IReadOnlyList<Person>> EligibleAsync(Ballot ballot, PersonId requester, CancellationToken ct) =>
        [.. (await RosterAsync(ballot, ballot.Deciders, requester, ct)).Select(entry => entry.Person)];

    /// <summary>Whether there are enough different people for the open step and all after it; as long as that cannot be told, there are.</summary>
    public async Task<bool> CanBeDecidedAsync(Ballot ballot, PersonId requester, CancellationToken ct)
    {
        var left = ballot.Rule.Steps.Skip(ballot.OpenStep).ToArray();
        var all = left.SelectMany(step => step.Groups.Concat(step.EscalateTo)).Distinct(StringComparer.OrdinalIgnoreCase);
        var groups = all.ToArray();
        if (!(await directory.MembersAsync(groups, ct)).Unknown.IsEmpty)
        {
            return true;
        }

        var roster = await RosterAsync(ballot, groups, requester, ct);
        var voted = ballot.Step is null ? [] : ballot.Voters(ballot.OpenStep);
        return Quorum.CanBeFilled(left, voted, [.. roster.Select(entry => entry.Groups)]);
    }

    public async Task<bool> IsMemberAsync(IReadOnlyCollection<string> groups, Person person, CancellationToken ct) =>
        (await directory.MembersAsync(groups, ct)).People.Any(member => member.Id == person.Id);

    /// <summary>Whether this person decides about the request, now or at another step, or answers for its target.</summary>
    /// <param name="target">Null if it is no longer configured.</param>
    public Task<bool> AnswersForAsync(Person person, AccessRequest request, Target? target, CancellationToken ct) =>
        IsMemberAsync([.. request.Rule.AllGroups, .. request.OpenExtension?.Rule.AllGroups ?? [], .. target?.Owners ?? []], person, ct);

    /// <summary>The same person, also under two directory entries that share an e-mail address.</summary>
    public async Task<bool> IsRequesterAsync(Person person, PersonId requester, CancellationToken ct) =>
        AreOne(person, requester, await directory.FindAsync(requester, ct));

    private async Task<IReadOnlyList<(Person Person, ImmutableArray<string> Groups)>> RosterAsync(
        Ballot ballot, IReadOnlyCollection<string> groups, PersonId requester, CancellationToken ct)
    {
        var asking = await directory.FindAsync(requester, ct);
        var found = new List<(Person Person, string Group)>();
        foreach (var group in groups)
        {
            found.AddRange((await directory.MembersAsync([group], ct)).People.Select(member => (member, group)));
        }

        return
        [
            .. found
                .Where(entry => !entry.Person.Disabled && !entry.Person.Accounts.IsEmpty && !AreOne(entry.Person, requester, asking))
                .Where(entry => ballot.Decisions.All(decision => decision.Approver != entry.Person.Id))
                .GroupBy(entry => entry.Person.Id)
                .Select(entries => (entries.First().Person, entries.Select(entry => entry.Group).ToImmutableArray())),
        ];
    }

    private static bool AreOne(Person person, PersonId requester, Person? asking) =>
        person.Id == requester
        || (asking is not null && person.Email.Length > 0 && string.Equals(person.Email, asking.Email, StringComparison.OrdinalIgnoreCase));
}
