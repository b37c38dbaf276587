using JitBot.Bot.Bytebase.Api;
using JitBot.Core.People;

namespace JitBot.Bot.Bytebase;

/// <summary>Whether somebody may say a word about an issue, by the directory as it is at this moment (rule 34).</summary>
internal sealed class JudgeWord(IDirectory directory, BytebaseOptions options)
{
    /// <returns>Null if they may.</returns>
    public async Task<IssueOutcome?> RefusalAsync(BridgedIssue issue, Person person, WordKind kind, CancellationToken ct)
    {
        if (await directory.FindAsync(person.Id, ct) is not { Disabled: false } now)
        {
            return new IssueOutcome.ApproverDisabled();
        }

        var isOwn = issue.Facts.IsOf(now.Email);
        if (kind == WordKind.End && isOwn)
        {
            return null;
        }

        // Bytebase compares the requester with the service account, so it would let this pass (rule 35).
        if (isOwn)
        {
            return new IssueOutcome.OwnRequest();
        }

        // To Bytebase all of it is the service account, and who approved there is somebody else; that each role is filled by another person is seen to here.
        if (kind == WordKind.Approve && (issue.Words.Any(earlier => earlier.Kind == WordKind.Approve && earlier.By == person.Id) || issue.Facts.IsApprovedBy(now.Email)))
        {
            return new IssueOutcome.AlreadyApproved();
        }

        return await NotAnApproverAsync(issue, now, ct)
            ?? (kind == WordKind.Approve ? await RequesterRefusalAsync(issue.Facts, ct) : null);
    }

    /// <summary>Whether the issue is theirs, or theirs to decide.</summary>
    public async Task<bool> ConcernsAsync(BridgedIssue issue, Person person, CancellationToken ct) =>
        issue.Facts.IsOf(person.Email) || await NotAnApproverAsync(issue, person, ct) is null;

    private async Task<IssueOutcome?> NotAnApproverAsync(BridgedIssue issue, Person person, CancellationToken ct)
    {
        if (options.Of(issue.Name) is not { } project)
        {
            return new IssueOutcome.UnknownIssue();
        }

        var groups = await directory.GroupsOfAsync(person.Id, ct);
        var unknown = project.Approvers.Intersect(groups.Unknown, StringComparer.OrdinalIgnoreCase).ToArray();
        return project.Approvers.Intersect(groups.Groups, StringComparer.OrdinalIgnoreCase).Any() ? null
            : unknown.Length > 0 ? new IssueOutcome.GroupsUnknown([.. unknown])
            : new IssueOutcome.NotAnApprover(project.Approvers);
    }

    /// <summary>
    /// Whether it may be approved for those who ask and would have it. Somebody whom we do not know may be the approver under another address (rule 35);
    /// a denial gives nobody anything.
    /// </summary>
    private async Task<IssueOutcome?> RequesterRefusalAsync(IssueFacts facts, CancellationToken ct)
    {
        var people = await IssuePeople.OfAsync(facts, directory, ct);
        return people.Strangers(facts) is [_, ..] strangers ? new IssueOutcome.RequesterUnknown(strangers)
            : people.Creator is { Disabled: true } ? new IssueOutcome.RequesterDisabled(facts.Creator)
            : people.Holder is { Disabled: true } ? new IssueOutcome.RequesterDisabled(facts.Holder)
            : null;
    }
}
