using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Targets;
using JitBot.Core.Requests;

namespace JitBot.Core.Approvals;

/// <summary>Who may decide, judged by the directory as it is now.</summary>
public sealed class ApproverRouting(IDirectory directory)
{
    /// <summary>Everybody who could decide a request of this person under this rule: enabled, linked to a chat account, and somebody else.</summary>
    public async Task<IReadOnlyList<Person>> EligibleAsync(PinnedRule rule, PersonId requester, CancellationToken ct)
    {
        var asking = await directory.FindAsync(requester, ct);
        var members = (await directory.MembersAsync(rule.Approvers, ct)).People;
        return [.. members.Where(member => !member.Disabled && !member.Accounts.IsEmpty && !AreOne(member, requester, asking))];
    }

    public async Task<bool> IsMemberAsync(IReadOnlyCollection<string> groups, Person person, CancellationToken ct) =>
        (await directory.MembersAsync(groups, ct)).People.Any(member => member.Id == person.Id);

    /// <summary>Whether this person decides about the request or answers for its target.</summary>
    /// <param name="target">Null if it is no longer configured.</param>
    public Task<bool> AnswersForAsync(Person person, AccessRequest request, Target? target, CancellationToken ct) =>
        IsMemberAsync([.. request.Rule.Approvers, .. request.OpenExtension?.Rule.Approvers ?? [], .. target?.Owners ?? []], person, ct);

    /// <summary>The same person, also under two directory entries that share an e-mail address.</summary>
    public async Task<bool> IsRequesterAsync(Person person, PersonId requester, CancellationToken ct) =>
        AreOne(person, requester, await directory.FindAsync(requester, ct));

    private static bool AreOne(Person person, PersonId requester, Person? asking) =>
        person.Id == requester
        || (asking is not null && person.Email.Length > 0 && string.Equals(person.Email, asking.Email, StringComparison.OrdinalIgnoreCase));
}
