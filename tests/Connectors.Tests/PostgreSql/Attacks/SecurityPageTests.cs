namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary><c>docs/security.md</c> says of each attack what the tests hold on real servers. <c>UPDATE_GOLDEN=1</c> writes it anew.</summary>
public sealed class SecurityPageTests
{
    [Fact]
    public void The_page_says_what_every_attack_comes_to()
    {
        var page = File.ReadAllText(SecurityPage.File);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            page = page.Split(SecurityPage.Begin)[0] + SecurityPage.Written();
            File.WriteAllText(SecurityPage.File, page);
        }

        Assert.Equal(SecurityPage.Written(), page[page.IndexOf(SecurityPage.Begin, StringComparison.Ordinal)..]);
    }

    [Fact]
    public void The_page_points_to_attacks_that_there_are()
    {
        var kinds = AttackList.All.Select(attack => attack.Id.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        var pointers = File.ReadAllText(SecurityPage.File).Split(SecurityPage.Begin)[0].Split('`')
            .Where((piece, at) => at % 2 == 1 && piece.Contains('.') && kinds.Contains(piece.Split('.')[0])).ToArray();

        Assert.NotEmpty(pointers);
        Assert.Empty(pointers.Except(AttackList.All.Select(attack => attack.Id)));
    }

    [Fact]
    public void Every_attack_has_an_id_of_its_own() =>
        Assert.Equal(AttackList.All.Length, AttackList.All.Select(attack => attack.Id).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Whatever_succeeds_is_seen_to_gain_something() => Assert.All(
        AttackList.All,
        attack => Assert.True(attack.Gained is not null || !Enumerable.Range(15, 4).Any(major => attack.Expected.On(major) is Succeeds), attack.Id));
}
