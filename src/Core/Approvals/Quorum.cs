using System.Collections.Immutable;
using JitBot.Core.Policy;

namespace JitBot.Core.Approvals;

/// <summary>
/// Whether enough different people have approved, or could. A step has a seat for each approval it needs, each seat takes members of certain
/// groups, and nobody sits twice; who sits where is settled by a matching, so that somebody in two groups blocks neither. Pure.
/// </summary>
internal static class Quorum
{
    /// <summary>How many of a step's seats these people can take at most.</summary>
    /// <param name="voters">The groups through which each of them counts.</param>
    public static int Seated(ApprovalStep step, IReadOnlyList<ImmutableArray<string>> voters) =>
        Match([.. Seats(step)], voters.Count, (voter, seat) => voters[voter].Any(group => Takes(seat, group)));

    /// <summary>Whether the step with those who have approved it, and all after it, can be filled by different people.</summary>
    /// <param name="steps">What is left, the step that is open first.</param>
    /// <param name="voted">The groups of those who approved the open step already.</param>
    /// <param name="candidates">The groups of everybody else who could still approve.</param>
    public static bool CanBeFilled(
        IReadOnlyList<ApprovalStep> steps, IReadOnlyList<ImmutableArray<string>> voted, IReadOnlyList<ImmutableArray<string>> candidates)
    {
        ImmutableArray<string>[] seats = [.. steps.SelectMany(Seats)];
        var open = steps.Count == 0 ? 0 : steps[0].Needed;
        ImmutableArray<string>[] people = [.. voted, .. candidates];
        var seatOf = Enumerable.Range(0, seats.Length).ToArray();
        return Match(seatOf, people.Length, (person, seat) => (person >= voted.Count || seat < open) && people[person].Any(group => Takes(seats[seat], group)))
            == seats.Length;
    }

    /// <summary>For each seat the groups it takes; those that may join in later can sit anywhere.</summary>
    private static IEnumerable<ImmutableArray<string>> Seats(ApprovalStep step) => step.FromEach
        ? step.Groups.SelectMany(group => Enumerable.Repeat<ImmutableArray<string>>([group, .. step.EscalateTo], step.People))
        : Enumerable.Repeat<ImmutableArray<string>>([.. step.Groups, .. step.EscalateTo], step.People);

    private static bool Takes(ImmutableArray<string> seat, string group) => seat.Contains(group, StringComparer.OrdinalIgnoreCase);

    /// <summary>A maximum matching by augmenting paths: how many seats can be filled.</summary>
    private static int Match<TSeat>(TSeat[] seats, int people, Func<int, TSeat, bool> fits)
    {
        var takenBy = new int[seats.Length];
        Array.Fill(takenBy, -1);
        return Enumerable.Range(0, people).Count(person => TrySeat(person, new bool[seats.Length]));

        bool TrySeat(int person, bool[] tried)
        {
            for (var seat = 0; seat < seats.Length; seat++)
            {
                if (!tried[seat] && fits(person, seats[seat]))
                {
                    tried[seat] = true;
                    if (takenBy[seat] < 0 || TrySeat(takenBy[seat], tried))
                    {
                        takenBy[seat] = person;
                        return true;
                    }
                }
            }

            return false;
        }
    }
}
