using JitBot.Core.Grants;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

public abstract class PostgreSqlContract(ServerFixture servers, int major) : TargetConnectorContract
{
    protected override async Task<IEngine> StartAsync() => new Engine(await PostgresWorld.StartAsync(servers, major));

    private sealed class Engine(PostgresWorld world) : IEngine
    {
        public ITargetConnector Connector => world.Connector;
        public Target Target => world.Target;
        public int LongestName => 63;
        public TableName Given { get; } = new("public", "employee");
        public TableName Kept { get; } = new("public", "salary");

        public AccountOrder Order() => world.Order();

        public async Task<bool> CanReadAsync(Account account, Secret password, TableName table)
        {
            await using var holder = world.Holder(account, password);
            try
            {
                await holder.RunAsync($"SELECT * FROM {table}");
                return true;
            }
            catch (PostgresException refused) when (refused.SqlState is "28P01" or "42501")
            {
                return false;
            }
        }

        public ValueTask DisposeAsync() => world.DisposeAsync();
    }
}

public sealed class PostgreSql15Contract(ServerFixture servers) : PostgreSqlContract(servers, 15);

public sealed class PostgreSql16Contract(ServerFixture servers) : PostgreSqlContract(servers, 16);

public sealed class PostgreSql17Contract(ServerFixture servers) : PostgreSqlContract(servers, 17);

public sealed class PostgreSql18Contract(ServerFixture servers) : PostgreSqlContract(servers, 18);
