using JitBot.Core.Grants;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class ServerDownTests(ServerFixture servers)
{
    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rules 18, 23
    [Theory, MemberData(nameof(Versions))]
    public async Task While_the_server_is_down_everything_says_so_and_afterwards_everything_goes_on(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        var account = await world.HaveAsync();
        await using (var holder = await world.OpenAsync(account))
        {
            await holder.RunAsync("SELECT 1");
        }

        await world.Server.StopAsync(PostgresStop.Immediate);
        try
        {
            Assert.IsType<EndResult.Unreachable>(await world.EndAsync(account));
            Assert.IsType<IssueResult.Unreachable>(await world.IssueAsync(world.Order()));
            Assert.IsType<OpenResult.Unreachable>(await world.Connector.OpenAsync(world.Target, account, Secret.NewPassword(), CancellationToken.None));
            Assert.IsType<MoveResult.Unreachable>(await world.Connector.MoveEndAsync(world.Target, account, CancellationToken.None));
            Assert.IsType<CutResult.Unreachable>(await world.Connector.CutOverdueAsync(world.Target, CancellationToken.None));
            Assert.IsType<CatalogResult.Unreachable>(await world.Connector.ReadCatalogAsync(world.Target, CancellationToken.None));
            Assert.IsType<TidyResult.Unreachable>(await world.Connector.TidyAsync(world.Target, CancellationToken.None));
        }
        finally
        {
            await world.Server.RestartAsync();
        }

        await world.EndedAsync(account);
        await world.HaveAsync();
    }
}
