using JitBot.Bot.Storage;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;
using JitBot.Support;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JitBot.Bot.Tests.Storage;

public sealed class OldestPostgresAccessStoreTests(PostgresFixture postgres) : PostgresAccessStoreTests(postgres, PostgresFixture.Majors.Min());

public sealed class NewestPostgresAccessStoreTests(PostgresFixture postgres) : PostgresAccessStoreTests(postgres, PostgresFixture.Newest);

public sealed class OldestPostgresKeyedStoreTests(PostgresFixture postgres) : PostgresKeyedStoreTests(postgres, PostgresFixture.Majors.Min());

public sealed class NewestPostgresKeyedStoreTests(PostgresFixture postgres) : PostgresKeyedStoreTests(postgres, PostgresFixture.Newest);

public abstract class PostgresAccessStoreTests(PostgresFixture postgres, int major) : AccessStoreContract
{
    private StoreDatabase? _database;

    public override ValueTask DisposeAsync() => _database?.DisposeAsync() ?? default;

    [Fact]
    public async Task A_claim_does_not_wait_for_a_row_that_somebody_is_writing()
    {
        var ct = TestContext.Current.CancellationToken;
        var written = await Store.TryAddAsync(Sample.Request(RequestState.Approved), ct);
        var free = await Store.TryAddAsync(Sample.Request(RequestState.Approved), ct);
        await using var writer = new NpgsqlConnection(_database!.ConnectionString);
        await writer.OpenAsync(ct);
        await using var writing = await writer.BeginTransactionAsync(ct);
        await using var write = new NpgsqlCommand($"update jitbot.request set version = version where id = '{written!.Id}'", writer);
        await write.ExecuteNonQueryAsync(ct);

        var claimed = await Store.ClaimDueAsync(new(Lane.Access, ManualTime.Start.AddHours(1), Limit: 2), ct);

        Assert.Equal(free!.Id, Assert.Single(claimed).Request.Id);
    }

    protected override async Task<IAccessStore> OpenAsync()
    {
        _database = await StoreDatabase.CreateAsync(postgres, major);
        return new PostgresAccessStore(_database.Database, Log.CreateLogger<PostgresAccessStore>());
    }

    protected override Task OverwriteAsync(RequestId id, string json) =>
        _database!.AdminAsync($"update jitbot.request set document = '{json}' where id = '{id}'");

    protected override Task GoDownAsync() => _database!.DropAsync();
}

public abstract class PostgresKeyedStoreTests(PostgresFixture postgres, int major) : KeyedStoreContract
{
    private StoreDatabase? _database;

    public override ValueTask DisposeAsync() => _database?.DisposeAsync() ?? default;

    protected override async Task<IKeyedStore> OpenAsync()
    {
        _database = await StoreDatabase.CreateAsync(postgres, major);
        return new PostgresKeyedStore(_database.Database);
    }

    protected override Task GoDownAsync() => _database!.DropAsync();
}
