using JitBot.Connectors.PostgreSql;
using JitBot.Core.Grants;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class ScramVerifierTests(ServerFixture servers)
{
    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rule 11: the example of RFC 7677, whose user's password is "pencil".
    [Fact]
    public void The_verifier_is_the_one_of_the_standards_example() => Assert.Equal(
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        ScramVerifier.For(new Secret("pencil"), Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==")));

    // Rule 11
    [Theory, MemberData(nameof(Versions))]
    public async Task The_server_lets_in_who_knows_the_password_and_nobody_else(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await using var holder = await world.OpenAsync(account);
        await using var guess = world.Holder(account, Secret.NewPassword());

        Assert.Equal(account.Name, await holder.RunAsync("SELECT current_user"));
        await guess.RefusedAsync("28P01", "SELECT 1");
    }
}
