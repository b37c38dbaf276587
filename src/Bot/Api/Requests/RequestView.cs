using System.Collections.Immutable;
using System.ComponentModel;
using JitBot.Bot.Conversation;
using JitBot.Core.Approvals;
using JitBot.Core.Requests;

namespace JitBot.Bot.Api.Requests;

/// <summary>A request with all that whoever decides it is shown. Times are UTC, lengths of time by ISO 8601.</summary>
internal sealed record RequestView
{
    [Description("Twelve characters of a–z and 2–7.")]
    public required string Id { get; init; }

    public required RequestState State { get; init; }

    [Description("A number raised only when what is to be decided changes. A decision names the terms it is about.")]
    public required int Terms { get; init; }

    [Description("The requester's key in the directory.")]
    public required string Requester { get; init; }

    public required ScopeView Scope { get; init; }

    [Description("The one statement it is for; left out for a login.")]
    public StatementView? Statement { get; init; }

    [Description("How long access lasts, or with until the most it can.")]
    public required string Duration { get; init; }

    [Description("The end that was asked for, however late access begins.")]
    public DateTimeOffset? Until { get; init; }

    [Description("Empty if none was asked and none given.")]
    public required string Reason { get; init; }

    public string? Ticket { get; init; }
    public required DateTimeOffset SubmittedAt { get; init; }

    [Description("Undecided until then, it lapses.")]
    public required DateTimeOffset LapsesAt { get; init; }

    [Description("The rule it was submitted under.")]
    public required string Rule { get; init; }

    [Description("The hash of the policy that the rule is from.")]
    public required string PolicyVersion { get; init; }

    [Description("The operator's word for how dangerous it is.")]
    public string? Risk { get; init; }

    [Description("Whom it waits for, in words; left out if nothing waits.")]
    public string? WaitsFor { get; init; }

    public required ImmutableArray<DecisionView> Decisions { get; init; }

    [Description("More time that is asked for and waits for a decision: approve and deny are about that.")]
    public ExtensionView? Extension { get; init; }

    [Description("Since when there is access.")]
    public DateTimeOffset? ActiveSince { get; init; }

    [Description("When access ends.")]
    public DateTimeOffset? EndsAt { get; init; }

    public static RequestView Of(AccessRequest request) => new()
    {
        Id = request.Id.Value,
        State = request.State,
        Terms = request.Terms,
        Requester = request.Requester.Value,
        Scope = ScopeView.Of(request),
        Statement = request.Statement is { } statement ? new() { Text = statement.Text, Export = statement.Export } : null,
        Duration = ApiTimes.Iso(request.Duration),
        Until = request.Until,
        Reason = request.Reason,
        Ticket = request.Ticket,
        SubmittedAt = request.SubmittedAt,
        LapsesAt = request.LapsesAt,
        Rule = request.Rule.Name,
        PolicyVersion = request.Rule.PolicyVersion,
        Risk = request.Rule.Risk,
        WaitsFor = Ballot.Of(request) is null ? null : Wording.WaitsFor(request),
        Decisions = [.. request.Decisions.Concat(request.OpenExtension?.Decisions ?? []).Select(DecisionView.Of)],
        Extension = request.OpenExtension is { } asked ? ExtensionView.Of(asked) : null,
        ActiveSince = request.Grant.ActiveSince,
        EndsAt = request.Grant.EndsAt,
    };
}

internal sealed record StatementView
{
    [Description("Letter for letter as it is run.")]
    public required string Text { get; init; }

    [Description("Its result may be taken out as a file.")]
    public required bool Export { get; init; }
}

internal sealed record DecisionView
{
    public required string Approver { get; init; }
    public required Verdict Verdict { get; init; }
    public required DateTimeOffset At { get; init; }
    public string? Reason { get; init; }

    [Description("Which of the rule's steps it was given on, from 1.")]
    public required int Step { get; init; }

    public static DecisionView Of(Decision decision) => new()
    {
        Approver = decision.Approver.Value, Verdict = decision.Verdict, At = decision.At, Reason = decision.Reason, Step = decision.Step + 1,
    };
}
