using JitBot.Core.Approvals;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.Incidents;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitBot.Core;

public static class CoreServices
{
    /// <summary>
    /// Every use case. The host brings the ports (<see cref="IAccessStore"/>, <see cref="IKeyedStore"/>, connectors, directory, outreach),
    /// the targets, the <see cref="PolicyDocument"/>, the <see cref="AuditKey"/> and the <see cref="TimeProvider"/>; and, after this, <see cref="StatementCaps"/> of its own if it has them.
    /// </summary>
    public static IServiceCollection AddCore(this IServiceCollection services) => services
        .AddSingleton<PreviewRequest>()
        .AddSingleton<SubmitRequest>()
        .AddSingleton<WithdrawRequest>()
        .AddSingleton<LapseRequests>()
        .AddSingleton<ForgetRequests>()
        .AddSingleton<AdoptCard>()
        .AddSingleton<ApproverRouting>()
        .AddSingleton<DecideRequest>()
        .AddSingleton<NudgeApprovers>()
        .AddSingleton<EscalateRequests>()
        .AddSingleton<IssueGrant>()
        .AddSingleton<RevealSecret>()
        .AddSingleton<ExtendGrant>()
        .AddSingleton<MoveEnds>()
        .AddSingleton<HideSecrets>()
        .AddSingleton<RemindBeforeExpiry>()
        .AddSingleton<GiveBackGrant>()
        .AddSingleton<RevokeGrant>()
        .AddSingleton<EndOnTarget>()
        .AddSingleton<EndGrants>()
        .AddSingleton<ConfirmEnds>()
        .AddSingleton<EndForDisabledHolders>()
        .AddSingleton<SweepRecords>()
        .AddSingleton<ReconcileTargets>()
        .AddSingleton<ReleaseHold>()
        .AddSingleton<ListResidue>()
        .AddSingleton<DecideFinding>()
        .AddSingleton<FindingsBoards>()
        .AddSingleton<PlanningLogins>()
        .AddSingleton<PlanningTurns>()
        .AddSingleton<PlanInEachDatabase>()
        .AddSingleton<RunStatement>()
        .AddSingleton<RunInEachDatabase>()
        .AddSingleton<RememberResult>()
        .AddSingleton<StatementRuns>()
        .AddSingleton<StatementCaps>()
        .AddSingleton<RunCancels>()
        .AddSingleton<AuditLog>()
        .AddSingleton<SealAudit>()
        .AddSingleton<WatchUnsealed>()
        .AddSingleton<ReadChain>()
        .AddSingleton<ExportAudit>()
        .AddSingleton<CutHistory>()
        .AddSingleton<ToldHeads>()
        .AddSingleton<ShowCards>()
        .AddSingleton<PolicyInForce>()
        .AddSingleton<GatherFacts>()
        .AddSingleton<OpenIncidents>()
        .AddSingleton<Quotas>()
        .AddSingleton<TargetRegistry>()
        .AddSingleton<Installation>()
        .AddSingleton<StoreLock>()
        .AddSingleton<TargetHealth>()
        .AddSingleton<LaneHandlers>()
        .AddSingleton<WorkBatch>()
        .AddKeyedSingleton(Lane.Access, (provider, _) => Loop(provider, Lane.Access))
        .AddKeyedSingleton(Lane.Outreach, (provider, _) => Loop(provider, Lane.Outreach));

    private static WorkLoop Loop(IServiceProvider provider, Lane lane) => new(
        lane,
        provider.GetRequiredService<IAccessStore>(),
        provider.GetRequiredService<WorkBatch>(),
        provider.GetRequiredService<TargetHealth>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<WorkLoop>>());
}
