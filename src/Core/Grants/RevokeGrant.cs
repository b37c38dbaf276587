using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Core.Grants;

public sealed record RevokeCommand(RequestId Request, Person Owner, string? Reason);

public abstract record RevokeOutcome
{
    private RevokeOutcome() { }

    /// <summary>Decided and stored; the account is closed within moments.</summary>
    public sealed record Revoked(AccessRequest Request) : RevokeOutcome;

    public sealed record NothingToEnd(AccessRequest Request) : RevokeOutcome;

    public sealed record NotAnOwner(AccessRequest Request) : RevokeOutcome;

    public sealed record ReasonNeeded(AccessRequest Request, DraftProblem Problem) : RevokeOutcome;

    public sealed record UnknownRequest : RevokeOutcome;
}

/// <summary>An owner of the target ends somebody's access, saying why.</summary>
public sealed class RevokeGrant(IAccessStore store, ApproverRouting routing, TargetRegistry targets, TimeProvider time)
{
    public async Task<RevokeOutcome> HandleAsync(RevokeCommand command, CancellationToken ct)
    {
        if (await store.FindAsync(command.Request, ct) is not { } request)
        {
            return new RevokeOutcome.UnknownRequest();
        }

        var owners = targets.Find(request.Scope.Target)?.Owners ?? [];
        if (command.Owner.Disabled || !await routing.IsMemberAsync(owners, command.Owner, ct))
        {
            return new RevokeOutcome.NotAnOwner(request);
        }

        if (DraftAnalyst.ReasonProblem(command.Reason, required: true) is { } problem)
        {
            return new RevokeOutcome.ReasonNeeded(request, problem);
        }

        return await store.ChangeAsync<RevokeOutcome>(
            request, new RevokeOutcome.UnknownRequest(), current => Revoke(current, command, time.Now()), ct);
    }

    private static Change<RevokeOutcome> Revoke(AccessRequest request, RevokeCommand command, DateTimeOffset now)
    {
        if (!request.HasAccess())
        {
            return new RevokeOutcome.NothingToEnd(request);
        }

        var ending = request.BeginEnding(new(EndCause.Revoked, now, now, command.Owner.Id, command.Reason!.Trim()), command.Owner.Via);
        return new(new RevokeOutcome.Revoked(ending), ending);
    }
}
