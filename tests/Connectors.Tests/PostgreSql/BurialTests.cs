using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>Accounts that leave more behind than fits into one transaction, on a server that has room for few locks.</summary>
public sealed class BurialTests(BurialTests.FewLocks servers) : IClassFixture<BurialTests.FewLocks>
{
    private const int Many = 3000;

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rule 17
    [Theory, MemberData(nameof(Versions))]
    public async Task An_account_with_more_objects_than_the_server_has_locks_for_is_removed_and_they_are_kept(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers.Servers, version);
        var account = await world.HaveAsync();
        await using (var holder = await world.OpenAsync(account))
        {
            for (var at = 0; at < Many; at += 100)
            {
                await holder.RunAsync($"SELECT count(lo_create(n)) FROM generate_series({100_001 + at}, {100_100 + at}) n");
            }

            await holder.RunAsync("GRANT SELECT ON LARGE OBJECT 100001 TO PUBLIC");
        }

        var kept = await EndedAtLastAsync(world, account);

        Assert.Equal("and 2950 more", kept[^1]);
        Assert.Equal($"{Many}", await world.AdminAsync("SELECT count(*) FROM pg_largeobject_metadata WHERE lomowner = 'jit_graveyard'::regrole AND coalesce(array_length(lomacl, 1), 0) < 2"));
        Assert.False(await world.ExistsAsync(account.Name));
    }

    // Rule 17: tables, with their indexes and sequences, and functions; JitBot lends what their new owner needs and takes it back.
    [Theory, MemberData(nameof(Versions))]
    public async Task So_is_one_with_tables_and_functions(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers.Servers, version);
        var account = await world.HaveAsync();
        await world.AdminAsync($"CREATE SCHEMA workshop; GRANT USAGE, CREATE ON SCHEMA workshop TO jitbot WITH GRANT OPTION; SET ROLE jitbot; GRANT USAGE, CREATE ON SCHEMA workshop TO {account.Name}");
        await using (var holder = await world.OpenAsync(account))
        {
            for (var at = 0; at < 1500; at += 50)
            {
                await holder.RunAsync($"""
                    DO $$ BEGIN FOR n IN {at}..{at + 49} LOOP
                        EXECUTE format('CREATE TABLE workshop.t%s (id serial PRIMARY KEY, words text)', n);
                        EXECUTE format('CREATE FUNCTION workshop.f%s() RETURNS int LANGUAGE sql RETURN 1', n);
                    END LOOP; END $$
                    """);
            }
        }

        await EndedAtLastAsync(world, account);

        Assert.Equal("1500|3000|1500", await world.AdminAsync("""
            SELECT concat_ws('|', (SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relowner = 'jit_graveyard'::regrole),
                (SELECT count(*) FROM pg_class WHERE relkind IN ('i', 'S') AND relowner = 'jit_graveyard'::regrole AND relnamespace = 'workshop'::regnamespace),
                (SELECT count(*) FROM pg_proc WHERE proowner = 'jit_graveyard'::regrole))
            """));
        Assert.Equal("False", await world.AdminAsync("SELECT has_schema_privilege('jit_graveyard', 'workshop', 'CREATE')"));
        Assert.False(await world.ExistsAsync(account.Name));
    }

    // What an end does not come to is for the next.
    private static async Task<IReadOnlyList<string>> EndedAtLastAsync(PostgresWorld world, Account account)
    {
        EndResult result;
        for (var tries = 0; (result = await world.EndAsync(account)) is EndResult.Residue && tries < 30; tries++)
        {
        }

        Assert.True(result is EndResult.Gone, $"{result}");
        return ((EndResult.Gone)result).Kept;
    }

    /// <summary>Servers with the fewest locks that can be set.</summary>
    public sealed class FewLocks : IAsyncDisposable
    {
        internal ServerFixture Servers { get; } = new()
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["max_locks_per_transaction"] = "10", ["max_connections"] = "15" },
        };

        public ValueTask DisposeAsync() => Servers.DisposeAsync();
    }
}
