using JitBot.Core.Requests;

namespace JitBot.Core.Sweep;

/// <param name="By">Who says so.</param>
public sealed record ReleaseCommand(string Target, string By, string? Because);

public abstract record ReleaseOutcome
{
    private ReleaseOutcome() { }

    public sealed record Released(Hold Hold) : ReleaseOutcome;

    public sealed record NotOnHold : ReleaseOutcome;

    public sealed record ReasonNeeded(DraftProblem Problem) : ReleaseOutcome;
}

/// <summary>
/// An operator has looked: the server that was found is the right one, with the epoch it has and the accounts that it has or lacks. The next sweep,
/// within moments, puts right what differs; more than was there to be seen at the release holds it again.
/// </summary>
public sealed class ReleaseHold(SweepRecords records, TimeProvider time)
{
    private const int MostRemembered = 20;

    public async Task<ReleaseOutcome> HandleAsync(ReleaseCommand command, CancellationToken ct)
    {
        if (DraftAnalyst.ReasonProblem(command.Because, required: true) is { } problem)
        {
            return new ReleaseOutcome.ReasonNeeded(problem);
        }

        Hold? released = null;
        await records.ChangeAsync(command.Target, record =>
        {
            released = record.Hold;
            return released is { } hold ? Release(record, hold, command, time.Now()) : null;
        }, ct);
        return released is null ? new ReleaseOutcome.NotOnHold() : new ReleaseOutcome.Released(released);
    }

    private static SweepRecord Release(SweepRecord record, Hold hold, ReleaseCommand command, DateTimeOffset now) => record with
    {
        Hold = null,
        Identity = hold.Identity,
        Epoch = hold.Epoch,
        Accepted = hold.Unknown.Count + hold.Missing.Count,
        NotBefore = now,
        Releases = [new(now, command.By, command.Because!.Trim(), hold.Why), .. record.Releases.Take(MostRemembered - 1)],
    };
}
