using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>Each attack on real servers: it comes to what is told of it, and afterwards JitBot ends the account as if nothing had happened.</summary>
public sealed class AttacksTests(AttackWorlds worlds) : IClassFixture<AttackWorlds>
{
    private static bool IsFull { get; } = Environment.GetEnvironmentVariable("JITBOT_FULL") == "1";

    public static TheoryData<int, string, string> Cases
    {
        get
        {
            TheoryData<int, string, string> cases = [];
            foreach (var (major, attack) in PostgresFixture.Majors.SelectMany(_ => AttackList.All, (major, attack) => (major, attack)))
            {
                foreach (var level in LevelsOf(attack, major))
                {
                    cases.Add(major, attack.Id, level.ToString());
                }
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task An_attack_comes_to_what_is_told_of_it(int version, string id, string level)
    {
        var attack = AttackList.All.Single(one => one.Id == id);
        var attacked = await worlds.TakeAsync(version, attack.Accepted);
        string account;
        try
        {
            account = await TryAsync(attacked, attack, Enum.Parse<AccessLevel>(level));
        }
        catch
        {
            await worlds.LeaveAsync(attacked);
            throw;
        }

        var changes = await worlds.GiveBackAsync(attacked, attack.Accepted);
        Assert.DoesNotContain(changes, line => line.Contains(account, StringComparison.Ordinal));
        Assert.All(changes, line => Assert.Contains(attack.Leaves, piece => line.Contains(piece, StringComparison.Ordinal)));
    }

    /// <returns>The account, which is gone.</returns>
    private static async Task<string> TryAsync(Attacked attacked, Attack attack, AccessLevel level)
    {
        await using var scene = await Scene.BeginAsync(attacked, attack.By, level);

        var (state, atOnce) = await scene.PlayAsync(attack.Steps);

        await AssertAsync(attack, attack.Expected.On(attacked.World.Major), state, atOnce, scene);
        if (attack.Undo is { } undo)
        {
            await scene.World.AdminAsync(await scene.FillAsync(undo));
        }

        await scene.EndAsync();
        await scene.EndOthersAsync();
        await scene.UndoAsToldAsync();
        return scene.Account.Name;
    }

    private static async Task AssertAsync(Attack attack, Outcome expected, string? state, bool atOnce, Scene scene)
    {
        if (expected is Refused refused)
        {
            Assert.Equal((refused.State, refused.AtOnce), (state!, atOnce));
        }
        else
        {
            Assert.Null(state);
        }

        if (attack.Gained is { } gained)
        {
            Assert.Equal(expected is Succeeds, await scene.HoldsAsync(gained));
        }
    }

    // Who may write may all that who may read may. So what fails is tried with the most rights and what gets through with the fewest, and both with both
    // in a full run.
    private static IEnumerable<AccessLevel> LevelsOf(Attack attack, int major) => IsFull ? attack.At
        : attack.IsSlow ? []
        : attack.Expected.On(major) is Refused ? [attack.At[^1]] : [attack.At[0]];
}
