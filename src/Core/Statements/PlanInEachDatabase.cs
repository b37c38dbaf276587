using System.Collections.Immutable;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Core.Statements;

/// <summary>Has a statement planned in one database after the other, each time with a login for that one alone, until one cannot plan it.</summary>
public sealed class PlanInEachDatabase(PlanningLogins logins, PlanningTurns turns, TimeProvider time)
{
    /// <summary>After which no further database is begun with: somebody waits for the answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="origin">The delivery that asks.</param>
    /// <returns>By database: each has a plan, or the last that was asked has none.</returns>
    public async Task<ImmutableDictionary<string, PlanResult>> HandleAsync(
        ITargetConnector connector, Target target, AccessScope scope, Origin origin, PersonId requester, string sql, CancellationToken ct)
    {
        var (plans, begun, tables) = (ImmutableDictionary<string, PlanResult>.Empty, time.Now(), 0);
        foreach (var place in scope.InEachDatabase())
        {
            var plan = time.Now() - begun > Patience
                ? new PlanResult.Unreachable($"{target.Id} takes too long to plan it in so many databases: ask for fewer at once.")
                : await InTurnAsync(requester, () => PlanAsync(connector, target, place, origin, requester, sql, ct), ct);
            tables += (plan as PlanResult.Planned)?.Plan?.Tables.Length ?? 0;
            plans = plans.Add(place.Database, tables <= DraftAnalyst.MostNames
                ? plan
                : new PlanResult.Refused($"Up to here it reads {tables} tables, and nobody can look over more than {DraftAnalyst.MostNames}: ask for fewer databases at once."));
            if (plans[place.Database] is not PlanResult.Planned)
            {
                break;
            }
        }

        return plans;
    }

    /// <summary>Each database costs what a statement for it alone would.</summary>
    private async Task<PlanResult> InTurnAsync(PersonId requester, Func<Task<PlanResult>> plan, CancellationToken ct)
    {
        switch (await turns.TakeAsync(requester, ct))
        {
            case PlanningTurn.Refused refused:
                return new PlanResult.Refused(refused.Why);
            case PlanningTurn.Taken turn:
                try
                {
                    return await plan();
                }
                finally
                {
                    await turns.EndAsync(turn);
                }

            case var unknown:
                throw new InvalidOperationException($"Unknown turn {unknown}.");
        }
    }

    private async Task<PlanResult> PlanAsync(
        ITargetConnector connector, Target target, AccessScope place, Origin origin, PersonId requester, string sql, CancellationToken ct)
    {
        // Not the request's own account: the same delivery, come twice at once, would take from the one what the other was given.
        var planned = RequestId.From(origin with { Delivery = $"{origin.Delivery} planned {Guid.NewGuid()}" });
        var account = new Account(planned, requester, connector.NameAccount(requester, planned), null, place.Database, time.Now() + PlanningLogins.Lasting);
        await logins.NoteAsync(account.Name, ct);
        return await connector.PlanAsync(target, new(account, place, AccessProfile.Statement), sql, ct);
    }
}
