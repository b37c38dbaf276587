using System.Diagnostics;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class ReadCatalogTests(ServerFixture servers)
{
    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    [Theory, MemberData(nameof(Versions))]
    public async Task What_the_bot_may_give_is_listed_with_its_kind_and_partitions_are_not(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version, Schema.Hr + """
            CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing;
            CREATE FOREIGN TABLE public.elsewhere (id int) SERVER nowhere;
            """);
        await world.AdminAsync("CREATE TABLE public.secret (id int); REVOKE ALL ON public.secret FROM jitbot");
        await using var archive = await PostgresWorld.StartAsync(servers, version, "CREATE TABLE public.old (id int)");
        world.Target = world.Target with { Databases = [world.Database, archive.Database] };

        var catalog = Assert.IsType<CatalogResult.Read>(await world.Connector.ReadCatalogAsync(world.Target, CancellationToken.None)).Catalog;

        Assert.Equal(
            [
                "pay.entry PartitionedTable", "pay.run Table", "public.directory View", "public.elsewhere ForeignTable", "public.employee Table",
                "public.headcount MaterializedView", "public.salary Table",
            ],
            catalog.In(world.Database).Select(table => $"{table.Name} {table.Kind}"), StringComparer.Ordinal);
        Assert.Equal(["public.old Table"], catalog.In(archive.Database).Select(table => $"{table.Name} {table.Kind}"), StringComparer.Ordinal);
    }

    // Rule 2: what a grant costs does not depend on the number of tables.
    [Theory, MemberData(nameof(Versions))]
    public async Task Ten_thousand_tables_are_listed_and_given_in_bounded_time(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version, Schema.Hr + """
            CREATE SCHEMA many;
            DO $$ BEGIN FOR i IN 1..4000 LOOP EXECUTE format('CREATE TABLE many.t%s (id int)', i); END LOOP; END $$;
            DO $$ BEGIN FOR i IN 4001..7000 LOOP EXECUTE format('CREATE TABLE many.t%s (id int)', i); END LOOP; END $$;
            DO $$ BEGIN FOR i IN 7001..10000 LOOP EXECUTE format('CREATE TABLE many.t%s (id int)', i); END LOOP; END $$;
            """);
        var watch = Stopwatch.StartNew();
        var catalog = Assert.IsType<CatalogResult.Read>(await world.Connector.ReadCatalogAsync(world.Target, CancellationToken.None)).Catalog;
        TestContext.Current.TestOutputHelper?.WriteLine($"{version}: catalogue of {catalog.Tables.Length} in {watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));

        watch.Restart();
        var account = await world.HaveAsync(world.Order(world.Scope() with { Schemas = ["many"] }, AccessLevel.Write));
        TestContext.Current.TestOutputHelper?.WriteLine($"{version}: cold scope in {watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));

        await using var holder = await world.OpenAsync(account);
        Assert.Equal("0", await holder.RunAsync("SELECT count(*) FROM many.t9999"));
    }
}
