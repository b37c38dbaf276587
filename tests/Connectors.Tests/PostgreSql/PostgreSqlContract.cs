using JitBot.Core.Grants;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql;

public abstract class PostgreSqlContract(ServerFixture servers, int major) : TargetConnectorContract
{
    protected override async Task<IEngine> StartAsync() => new Engine(await PostgresWorld.StartAsync(servers, major), null);

    /// <param name="profile">Null where JitBot holds the rights itself.</param>
    private protected sealed class Engine(PostgresWorld world, AccessProfile? profile) : IEngine
    {
        public ITargetConnector Connector => world.Connector;
        public Target Target => world.Target;
        public int LongestName => 63;
        public TableName Given { get; } = new("public", "employee");
        public TableName Kept { get; } = new("public", "salary");
        public bool CanBeNarrowed => profile is null;

        public AccountOrder Order() => profile is null
            ? world.Order()
            : world.Order() with { Profile = profile, Scope = world.Scope() with { Level = profile.Name, Tables = [] } };

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

/// <summary>The set-up in which access comes from roles of the operator's own, and JitBot holds no right on data itself.</summary>
public abstract class PremadeContract(ServerFixture servers, int major) : PostgreSqlContract(servers, major)
{
    private readonly int _major = major;
    private readonly ServerFixture _servers = servers;

    protected override async Task<IEngine> StartAsync()
    {
        var world = await PostgresWorld.StartAsync(_servers, _major, settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["rights"] = "none" });
        var role = $"{world.Database}_readers";
        await world.AdminAsync($"CREATE ROLE {role}; GRANT CONNECT ON DATABASE {world.Database} TO {role}; GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT ON public.employee TO {role}");
        await world.SetUpAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["rights"] = "none", ["member_of"] = role });
        var profile = new AccessProfile { Name = "report", Level = AccessLevel.Read, MemberOf = [role] };
        world.Target = world.Target with { Profiles = [profile] };
        return new Engine(world, profile);
    }
}

public sealed class PostgreSql15Contract(ServerFixture servers) : PostgreSqlContract(servers, 15);

public sealed class PostgreSql16Contract(ServerFixture servers) : PostgreSqlContract(servers, 16);

public sealed class PostgreSql17Contract(ServerFixture servers) : PostgreSqlContract(servers, 17);

public sealed class PostgreSql18Contract(ServerFixture servers) : PostgreSqlContract(servers, 18);

public sealed class PostgreSql15PremadeContract(ServerFixture servers) : PremadeContract(servers, 15);

public sealed class PostgreSql16PremadeContract(ServerFixture servers) : PremadeContract(servers, 16);

public sealed class PostgreSql17PremadeContract(ServerFixture servers) : PremadeContract(servers, 17);

public sealed class PostgreSql18PremadeContract(ServerFixture servers) : PremadeContract(servers, 18);
