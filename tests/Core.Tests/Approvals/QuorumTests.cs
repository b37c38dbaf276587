using System.Collections.Immutable;
using JitBot.Core.Approvals;
using JitBot.Core.Policy;

namespace JitBot.Core.Tests.Approvals;

public sealed class QuorumTests
{
    [Theory]
    [InlineData("1 of a", "a", 1)]
    [InlineData("1 of a", "a; a", 1)]
    [InlineData("2 of a b", "a; b", 2)]
    [InlineData("2 of a b", "a b", 1)]
    [InlineData("1 of each a b", "a; a", 1)]
    [InlineData("1 of each a b", "a; b", 2)]
    [InlineData("1 of each a b", "a b; a", 2)]
    [InlineData("1 of each a b", "a; a b", 2)]
    [InlineData("2 of each a b", "a b; a b; a; b", 4)]
    [InlineData("1 of a", "c", 0)]
    public void So_many_seats_of_a_step_are_taken(string step, string voters, int seated) =>
        Assert.Equal(seated, Quorum.Seated(Step(step), People(voters)));

    [Theory]
    [InlineData("1 of a", "", "a", true)]
    [InlineData("1 of a", "", "", false)]
    [InlineData("1 of a; 1 of b", "", "a b", false)]
    [InlineData("1 of a; 1 of b", "", "a b; a", true)]
    [InlineData("1 of a; 1 of b", "a b", "a", false)]
    [InlineData("1 of a; 1 of b", "a", "a b", true)]
    [InlineData("2 of a; 2 of a b", "a", "a; a b; b", true)]
    [InlineData("2 of a; 2 of a b", "a", "a; b", false)]
    public void Steps_can_be_filled_by_different_people(string steps, string voted, string candidates, bool can) =>
        Assert.Equal(can, Quorum.CanBeFilled([.. steps.Split("; ").Select(Step)], People(voted), People(candidates)));

    [Fact]
    public void Those_who_join_in_later_count_as_people_who_could() => Assert.True(
        Quorum.CanBeFilled([new(["a"], EscalateAfter: TimeSpan.FromHours(1), EscalateTo: ["leads"])], [], [["leads"]]));

    /// <summary>Such as <c>1 of each a b</c>.</summary>
    private static ApprovalStep Step(string text)
    {
        var words = text.Split(' ');
        var fromEach = words[2] == "each";
        return new([.. words.Skip(fromEach ? 3 : 2)], int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture), fromEach);
    }

    private static ImmutableArray<string>[] People(string text) =>
        [.. text.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(groups => groups.Split(' ').ToImmutableArray())];
}
