using JitBot.Bot.Bytebase.Api;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Requests;

namespace JitBot.Bot.Bytebase;

/// <param name="Terms">What they were shown.</param>
/// <param name="Person">From the platform's verified message, as linked in the directory.</param>
/// <param name="Platform">Where they read it.</param>
/// <param name="Reason">Required to deny.</param>
internal sealed record WordCommand(IssueId Issue, string Terms, WordKind Kind, Person Person, string Platform, string? Reason);

/// <summary>
/// Somebody approves, denies or ends. Their word is written down before Bytebase hears of it, so that no crash and no slow Bytebase loses it, and so
/// that two of them are one after the other; <see cref="CarryOut"/> then takes it there.
/// </summary>
internal sealed class GiveWord(BridgedIssues issues, JudgeWord judge, BytebaseOptions options, TimeProvider time)
{
    public async Task<IssueOutcome> HandleAsync(WordCommand command, CancellationToken ct)
    {
        if (await issues.FindAsync(command.Issue, ct) is not { } issue)
        {
            return new IssueOutcome.UnknownIssue();
        }

        if (await judge.RefusalAsync(issue, command.Person, command.Kind, ct) is { } refusal)
        {
            return refusal;
        }

        IssueOutcome outcome = new IssueOutcome.AlreadyDecided();
        await issues.ChangeAsync(command.Issue, current =>
        {
            outcome = current is null ? new IssueOutcome.AlreadyDecided() : Refusal(current, command) ?? new IssueOutcome.Given(Word(current, command));
            return outcome is IssueOutcome.Given given ? current!.Given(given.Word) : null;
        }, ct);
        return outcome;
    }

    private IssueOutcome? Refusal(BridgedIssue issue, WordCommand command)
    {
        if (issue.UnderWay is { } other)
        {
            return new IssueOutcome.OnItsWay(other);
        }

        if (command.Kind == WordKind.End)
        {
            return issue.Facts.Kind != IssueKind.AccessGrant ? new IssueOutcome.NotToEnd() : issue.Standing == IssueStanding.Active ? null : new IssueOutcome.AlreadyDecided();
        }

        if (issue.Standing != IssueStanding.Waiting)
        {
            return new IssueOutcome.AlreadyDecided();
        }

        if (command.Terms != issue.Facts.Terms)
        {
            return new IssueOutcome.TermsChanged();
        }

        if (issue.Facts.OpenRole is not { } role || options.Of(issue.Name)?.Roles.Contains(role, StringComparer.Ordinal) != true)
        {
            return new IssueOutcome.WaitsForRole(issue.Facts.OpenRole ?? "");
        }

        return command.Kind == WordKind.Approve && issue.Facts.CannotShow is { } why ? new IssueOutcome.CannotShow(why)
            : command.Kind == WordKind.Approve && !issue.IsWholeOn(command.Platform) ? new IssueOutcome.NotWhole()
            : DraftAnalyst.ReasonProblem(command.Reason, required: command.Kind == WordKind.Deny) is { } problem ? new IssueOutcome.ReasonNeeded(problem)
            : null;
    }

    private IssueWord Word(BridgedIssue issue, WordCommand command) => new(
        command.Kind, command.Person.Id, command.Person.Name, command.Person.Email, command.Person.Via, time.Now(),
        string.IsNullOrWhiteSpace(command.Reason) ? null : command.Reason.Trim(), command.Terms, issue.Facts.Heard.Length);
}
