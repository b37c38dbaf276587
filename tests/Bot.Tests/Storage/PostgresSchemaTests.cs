using JitBot.Bot.Storage;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Support;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitBot.Bot.Tests.Storage;

public sealed class PostgresSchemaTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    [Theory, MemberData(nameof(Versions))]
    public async Task Of_replicas_that_start_together_one_does_the_work(int major)
    {
        var connection = await postgres.CreateDatabaseAsync(major, "schema", ct: Ct);

        var steps = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var database = PostgresDatabase.At(connection);
            return await PostgresSchema.EnsureAsync(database, Ct);
        }));

        Assert.Equal(PostgresSchema.Steps.Count, steps.Max());
        Assert.Equal(3, steps.Count(taken => taken == 0));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task An_older_schema_is_brought_up_to_date_and_keeps_what_it_holds(int major)
    {
        await using var store = new StoreDatabase(await postgres.CreateDatabaseAsync(major, "schema", ct: Ct));
        foreach (var step in PostgresSchema.Steps.SkipLast(1))
        {
            await store.AdminAsync(step);
        }

        await store.AdminAsync($"update jitbot.schema_step set reached = {PostgresSchema.Steps.Count - 1}");
        var kept = Sample.WithEverything();
        await store.AdminAsync($"""
            insert into jitbot.request (id, version, document, requester, target, state, submitted_at)
            values ('{kept.Id}', 1, '{RequestDocument.Write(kept).Replace("'", "''", StringComparison.Ordinal)}', 'dana', 'hr-prod', 'Active', now())
            """);

        Assert.Equal(1, await PostgresSchema.EnsureAsync(store.Database, Ct));

        var requests = new PostgresAccessStore(store.Database, new RecordedLog().CreateLogger<PostgresAccessStore>());
        Assert.NotNull(await requests.FindAsync(kept.Id, Ct));
        Assert.Equal(kept.Id, Assert.Single(await requests.ListUnsealedAsync(10, Ct)).Request.Id);
        Assert.Equal(kept.Id, Assert.Single(await requests.ListAsync(new() { LiveSince = kept.Grant.EndedAt }, Ct)).Id);
        Assert.NotNull(await new PostgresKeyedStore(store.Database).TryPutAsync(new("lock", "one", 0, "{}", null), ManualTime.Start, Ct));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_newer_schema_is_refused_and_left_alone(int major)
    {
        await using var store = await StoreDatabase.CreateAsync(postgres, major);
        await store.AdminAsync("update jitbot.schema_step set reached = 99");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => PostgresSchema.EnsureAsync(store.Database, Ct));

        Assert.Contains("step 99", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("99", Assert.Single(await store.AdminAsync("select reached from jitbot.schema_step")));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task A_step_that_fails_leaves_nothing_behind(int major)
    {
        await using var store = new StoreDatabase(await postgres.CreateDatabaseAsync(major, "schema", ct: Ct));
        await store.AdminAsync("create schema jitbot; create table jitbot.keyed ()");

        await Assert.ThrowsAsync<PostgresException>(() => PostgresSchema.EnsureAsync(store.Database, Ct));

        Assert.Equal("", Assert.Single(await store.AdminAsync("select to_regclass('jitbot.request')::text")));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task With_nothing_to_do_no_right_to_create_is_needed(int major)
    {
        await using var store = await StoreDatabase.CreateAsync(postgres, major);
        var role = $"plain_{Guid.NewGuid():N}";
        await store.AdminAsync($"""
            create role {role} login password 'plain';
            grant usage on schema jitbot to {role};
            grant select, insert, update, delete on all tables in schema jitbot to {role};
            grant usage on all sequences in schema jitbot to {role};
            """);
        await using var database = PostgresDatabase.At(
            new NpgsqlConnectionStringBuilder(store.ConnectionString) { Username = role, Password = "plain" }.ConnectionString);

        Assert.Equal(0, await PostgresSchema.EnsureAsync(database, Ct));
        Assert.NotNull(await new PostgresKeyedStore(database).TryPutAsync(new("lock", "one", 0, "{}", null), ManualTime.Start, Ct));
    }
}
