using System.Collections.Immutable;
using System.ComponentModel;
using JitBot.Bot.Api.Requests;
using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Conversation;
using JitBot.Bot.Operator;
using JitBot.Core.Policy;
using JitBot.Core.Requests;

namespace JitBot.Bot.Api;

/// <summary>What a draft would come to.</summary>
internal sealed record ExplainView
{
    [Description("denied; automatic, so that nobody has to decide; asked. Left out while the level is not known.")]
    public string? Verdict { get; init; }

    [Description("The rule that applies.")]
    public string? Rule { get; init; }

    [Description("What a refusing rule tells the requester, in the operator's words.")]
    public string? Message { get; init; }

    [Description("Who would decide, in words.")]
    public string? Who { get; init; }

    [Description("The steps of approval, one after the other.")]
    public required ImmutableArray<StepView> Steps { get; init; }

    [Description("The longest time that the rule allows.")]
    public string? Longest { get; init; }

    [Description("The operator's word for how dangerous it is.")]
    public string? Risk { get; init; }

    [Description("The hash of the policy in force.")]
    public required string PolicyVersion { get; init; }

    [Description("Why this rule and none before it, line by line.")]
    public required ImmutableArray<string> Why { get; init; }

    [Description("What keeps the draft from being submitted as it is; none if nothing does.")]
    public required ImmutableArray<ApiError> Problems { get; init; }

    /// <param name="draftProblems">What of the draft could not be read.</param>
    public static ExplainView Of(DraftAnalysis analysis, IEnumerable<DraftProblem> draftProblems)
    {
        var problems = NewRequest.Errors(draftProblems.Concat(analysis.Problems).DistinctBy(problem => problem.Field));
        return analysis is not { Facts: { } facts, Verdict: { } verdict } ? new() { Steps = [], PolicyVersion = analysis.Policy.Version, Why = [], Problems = problems }
            : Of(new Judgement(analysis.Policy, facts, verdict)) with { Problems = problems };
    }

    private static ExplainView Of(Judgement judgement) => new()
    {
        Verdict = judgement.Ruling.Verdict,
        Rule = judgement.Ruling.Rule,
        Message = judgement.Verdict.Denied,
        Who = judgement.Ruling.Who,
        Steps = judgement.Verdict.Denied is null ? [.. judgement.Verdict.Pinned.Steps.Select(StepView.Of)] : [],
        Longest = judgement.Ruling.Longest is { } longest ? ApiTimes.Iso(longest) : null,
        Risk = judgement.Verdict.Pinned.Risk,
        PolicyVersion = judgement.Policy.Version,
        Why = [.. Wording.Explained(judgement.Explanation).Select(line => line.ToString())],
        Problems = [],
    };
}

internal sealed record StepView
{
    public required ImmutableArray<string> Groups { get; init; }

    [Description("How many different people have to approve; of each group, if fromEach.")]
    public required int People { get; init; }

    public required bool FromEach { get; init; }

    [Description("Whose word counts here beside that which is given in a chat; api for a token's.")]
    public required ImmutableArray<string> Sources { get; init; }

    public static StepView Of(ApprovalStep step) => new() { Groups = step.Groups, People = step.People, FromEach = step.FromEach, Sources = step.Sources };
}

/// <summary>The policy, asked about a draft: by the same analysis as the form and the submission.</summary>
internal static class PolicyRoutes
{
    public static void MapPolicy(this IEndpointRouteBuilder api) => api.MapPost("/policy/explain", ExplainAsync).Needs(ApiScopes.ReadPolicy)
        .Takes<NewRequest>().Answers<ExplainView>().Refuses(400, 409, 413, 415, 422)
        .Says("explainPolicy", "What would a request need?",
            "Which rule would apply if the token's owner asked for this now, why, and who would decide. Nothing is submitted. A statement is not planned for it: rules that go by the tables it reads may judge it otherwise.");

    private static async Task<ApiAnswer> ExplainAsync(HttpContext http, PreviewRequest preview)
    {
        var call = http.Call();
        if (call.Read<NewRequest>(out var refused) is not { } asked)
        {
            return refused!;
        }

        var draft = asked.ToDraft(out var problems);
        return await preview.HandleAsync(call.Person, draft, CancellationToken.None) switch
        {
            PreviewOutcome.Previewed previewed => ApiAnswer.Of(ExplainView.Of(previewed.Analysis, problems)),
            var outcome => RequestProblems.Of(outcome),
        };
    }
}
