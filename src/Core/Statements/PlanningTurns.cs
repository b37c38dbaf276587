using System.Collections.Immutable;
using System.Text.Json;
using JitBot.Core.People;
using JitBot.Core.Storage;

namespace JitBot.Core.Statements;

public abstract record PlanningTurn
{
    private PlanningTurn() { }

    public sealed record Taken(PersonId Person, string Id) : PlanningTurn;

    /// <summary>None is left.</summary>
    /// <param name="Why">A sentence that says when to ask again.</param>
    public sealed record Refused(string Why) : PlanningTurn;
}

/// <summary>
/// How often one person has statements planned: each costs the target a login, perhaps a shared role for a day, and the planner's work, and nobody has
/// approved anything yet. Who words a statement again and again does not meet the bounds.
/// </summary>
public sealed class PlanningTurns(IKeyedStore store, TimeProvider time)
{
    public const int MostAtOnce = 3;
    public const int MostInAnHour = 30;
    public const int MostInADay = 100;

    private const string Kind = "planning-turns";
    private const int MostConflicts = 20;

    private static readonly (TimeSpan Within, int Most, string Words)[] Bounds =
        [(TimeSpan.FromHours(1), MostInAnHour, "an hour"), (TimeSpan.FromDays(1), MostInADay, "a day")];

    public async Task<PlanningTurn> TakeAsync(PersonId person, CancellationToken ct)
    {
        var turn = new Turn(Guid.NewGuid().ToString("N"), time.Now(), IsOver: false);
        string? refusal = null;
        await ChangeAsync(person, turns => (refusal = Refusal(turns)) is null ? turns.Add(turn) : null, ct);
        return refusal is null ? new PlanningTurn.Taken(person, turn.Id) : new PlanningTurn.Refused(refusal);
    }

    /// <summary>When it is planned, or could not be. A turn that is never given back is over when its login is.</summary>
    public Task EndAsync(PlanningTurn.Taken taken) => ChangeAsync(
        taken.Person, turns => [.. turns.Select(turn => turn.Id == taken.Id ? turn with { IsOver = true } : turn)], CancellationToken.None);

    private string? Refusal(ImmutableArray<Turn> turns)
    {
        var now = time.Now();
        if (turns.Count(turn => !turn.IsOver && now < turn.At + PlanningLogins.Lasting) >= MostAtOnce)
        {
            return $"{MostAtOnce} statements of yours are being planned at this moment: ask again when they are.";
        }

        foreach (var (within, most, words) in Bounds)
        {
            Turn[] counted = [.. turns.Where(turn => now < turn.At + within).OrderBy(turn => turn.At)];
            if (counted.Length >= most)
            {
                var minutes = Math.Ceiling((counted[^most].At + within - now).TotalMinutes);
                return $"You have had {most} statements planned within {words}, which is the most: ask again in {minutes:0} {(minutes > 1 ? "minutes" : "minute")}.";
            }
        }

        return null;
    }

    /// <param name="change">Null to leave it.</param>
    private async Task ChangeAsync(PersonId person, Func<ImmutableArray<Turn>, ImmutableArray<Turn>?> change, CancellationToken ct)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var now = time.Now();
            var found = await store.FindAsync(Kind, person.Value, now, ct);
            ImmutableArray<Turn> turns = found is null ? [] : [.. JsonSerializer.Deserialize<Turn[]>(found.Json)!.Where(turn => now < turn.At + Bounds[^1].Within)];
            if (change(turns) is not { } changed
                || await store.TryPutAsync(new(Kind, person.Value, found?.Version ?? 0, JsonSerializer.Serialize(changed), now + Bounds[^1].Within), now, ct) is not null)
            {
                return;
            }
        }

        throw new StoreDownException($"What {person} has had planned kept changing under {MostConflicts} attempts to change it.");
    }

    private sealed record Turn(string Id, DateTimeOffset At, bool IsOver);
}
