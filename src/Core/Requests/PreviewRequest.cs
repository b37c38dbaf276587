using System.Collections.Immutable;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Core.Requests;

public abstract record PreviewOutcome
{
    private PreviewOutcome() { }

    /// <summary>What the draft amounts to, with whatever still keeps it from being submitted.</summary>
    public sealed record Previewed(DraftAnalysis Analysis) : PreviewOutcome;

    /// <param name="Known">The targets there are, the nearest first.</param>
    public sealed record UnknownTarget(string Name, ImmutableArray<string> Known) : PreviewOutcome;

    public sealed record TargetUnreachable(Target Target) : PreviewOutcome;
}

/// <summary>Says, before anything is submitted, what would be asked of whom. Changes nothing.</summary>
public sealed class PreviewRequest(TargetRegistry targets, PolicyInForce policy, GatherFacts facts, TimeProvider time)
{
    private const int MostSuggestions = 10;

    /// <param name="plans">What a statement in it was found to touch, by database; null until that was asked for.</param>
    public async Task<PreviewOutcome> HandleAsync(Person requester, RequestDraft draft, CancellationToken ct, ImmutableDictionary<string, PlanResult>? plans = null)
    {
        if (targets.Find(draft.Target.Trim()) is not { } target)
        {
            var known = targets.All.Select(candidate => candidate.Id);
            return new PreviewOutcome.UnknownTarget(PlainText.Shorten(draft.Target, 100), PlainText.Nearest(draft.Target, known, MostSuggestions));
        }

        var inForce = policy.Current;
        var statement = draft.Statement is { } sql ? new StatementReading(targets.ConnectorOf(target).Judge(sql), plans ?? ImmutableDictionary<string, PlanResult>.Empty) : null;
        if (await targets.CatalogAsync(target, ct) is not CatalogResult.Read read)
        {
            return new PreviewOutcome.TargetUnreachable(target);
        }

        var asking = await facts.RequesterAsync(requester, asked: null, inForce, ct);
        var incident = await facts.IncidentAsync(inForce, ct);
        return new PreviewOutcome.Previewed(DraftAnalyst.Analyse(draft, target, read.Catalog, inForce, asking, time.Now(), statement, incident));
    }
}
