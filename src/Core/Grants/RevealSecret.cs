using JitBot.Core.Audit;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Core.Work;

namespace JitBot.Core.Grants;

/// <summary>All that is needed to log in.</summary>
/// <param name="EndsAt">UTC.</param>
public sealed record Credentials(AdvertisedAddress Address, string Database, string User, Secret Password, DateTimeOffset EndsAt);

public abstract record RevealOutcome
{
    private RevealOutcome() { }

    /// <summary>A new password that works from now on; earlier ones no longer do. To be shown to the requester alone.</summary>
    public sealed record Revealed(AccessRequest Request, Credentials Credentials) : RevealOutcome;

    /// <summary>Not active, or over.</summary>
    public sealed record NoAccess(AccessRequest Request) : RevealOutcome;

    public sealed record NotYours : RevealOutcome;

    /// <summary>Access is through a login that the holder has anyway, or JitBot alone logs in, to run what was approved.</summary>
    public sealed record NothingToShow(AccessRequest Request) : RevealOutcome;

    /// <summary>The login has gone from the target. Access ends here.</summary>
    public sealed record AccountMissing(AccessRequest Request) : RevealOutcome;

    public sealed record TargetUnreachable(AccessRequest Request) : RevealOutcome;

    /// <summary>The target is on hold: no login is opened there until an operator has looked.</summary>
    public sealed record TargetOnHold(AccessRequest Request) : RevealOutcome;

    /// <summary>Its database no longer holds it to its address, so it is not opened.</summary>
    /// <param name="Why">A sentence or two that say what mends it.</param>
    public sealed record Unbound(AccessRequest Request, string Why) : RevealOutcome;

    /// <summary>Something else is being done with this grant; a moment later it works.</summary>
    public sealed record Busy : RevealOutcome;

    public sealed record TooOften(AccessRequest Request, int Most) : RevealOutcome;

    public sealed record UnknownRequest : RevealOutcome;
}

/// <summary>
/// Makes a password at the moment it is shown. It excludes the end of the same grant by holding the access lane: the state is read again
/// under the lease, and once <em>ending</em> is written nothing is shown.
/// </summary>
public sealed class RevealSecret(IAccessStore store, TargetRegistry targets, SweepRecords records, TimeProvider time)
{
    /// <summary>How often one grant's credentials can be shown; each time is on record, and a document is bounded.</summary>
    public const int MostTimes = 50;

    /// <param name="window">A window that will show the password and has to be made to forget it; null if it is shown on a card the request knows.</param>
    public async Task<RevealOutcome> HandleAsync(RequestId id, Person viewer, PostedCard? window, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } request)
        {
            return new RevealOutcome.UnknownRequest();
        }

        if (Refusal(request, viewer) is { } refusal)
        {
            return refusal;
        }

        if (await store.LeaseAsync(id, Lane.Access, time, ct) is not { } held)
        {
            return new RevealOutcome.Busy();
        }

        try
        {
            return Refusal(held.Request, viewer) ?? await OpenAsync(held, viewer.Via, window, ct);
        }
        finally
        {
            await store.ReleaseAsync([held.Lease], CancellationToken.None);
        }
    }

    private RevealOutcome? Refusal(AccessRequest request, Person viewer)
    {
        if (request.Requester != viewer.Id || viewer.Disabled)
        {
            return new RevealOutcome.NotYours();
        }

        if (request.State != RequestState.Active || time.Now() >= request.Grant.EndsAt)
        {
            return new RevealOutcome.NoAccess(request);
        }

        if (request.Grant.OwnLogin is not null || request.Statement is not null)
        {
            return new RevealOutcome.NothingToShow(request);
        }

        return request.Grant.SecretsShown >= MostTimes ? new RevealOutcome.TooOften(request, MostTimes) : null;
    }

    private async Task<RevealOutcome> OpenAsync(Claimed held, string? via, PostedCard? window, CancellationToken ct)
    {
        var request = held.Request;
        if (targets.Find(request.Scope.Target) is not { } target)
        {
            return new RevealOutcome.TargetUnreachable(request);
        }

        if (await records.HoldOfAsync(target.Id, ct) is not null)
        {
            return new RevealOutcome.TargetOnHold(request);
        }

        var password = Secret.NewPassword();
        return await targets.ConnectorOf(target).OpenAsync(target, request.Account, password, ct) switch
        {
            OpenResult.Opened => await RecordAsync(held, target, password, via, window),
            OpenResult.Missing => await EndAsync(held),
            OpenResult.Over => new RevealOutcome.NoAccess(request),
            OpenResult.Unbound unbound => new RevealOutcome.Unbound(request, unbound.Why),
            OpenResult.Unreachable => new RevealOutcome.TargetUnreachable(request),
            var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
        };
    }

    /// <summary>The showing is on record before anybody sees it; if that fails, the password is known to nobody.</summary>
    private Task<RevealOutcome> RecordAsync(Claimed held, Target target, Secret password, string? via, PostedCard? window) =>
        store.ChangeAsync<RevealOutcome>(held, new RevealOutcome.UnknownRequest(), request =>
        {
            if (request.State != RequestState.Active)
            {
                return new RevealOutcome.NoAccess(request);
            }

            // No new revision: an update of the card at this moment would wipe the answer that shows the password.
            var now = time.Now();
            var shown = request with
            {
                Grant = request.Grant with { SecretsShown = request.Grant.SecretsShown + 1, SecretShownAt = now },
                Audit = request.Audit.Add(AuditEntry.Of(now, AuditEvents.SecretShown, request.Requester.Value) with { Via = via }),
                Cards = window is null ? request.Cards : [.. request.Cards.Where(card => card is not { Slot: CardSlot.Credentials, Revision: PostedCard.Final }), window with { Revision = request.Revision }],
            };
            return new(new RevealOutcome.Revealed(shown,
                new(target.Advertised, request.Scope.Database, request.Grant.AccountName, password, request.Grant.EndsAt!.Value)), shown);
        }, CancellationToken.None);

    private Task<RevealOutcome> EndAsync(Claimed held) =>
        store.ChangeAsync<RevealOutcome>(held, new RevealOutcome.UnknownRequest(), request =>
        {
            if (request.State != RequestState.Active)
            {
                return new RevealOutcome.NoAccess(request);
            }

            var now = time.Now();
            var ending = request.BeginEnding(new(EndCause.AccountMissing, now, now, null, null));
            return new(new RevealOutcome.AccountMissing(ending), ending);
        }, CancellationToken.None);
}
