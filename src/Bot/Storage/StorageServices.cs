using JitBot.Core.Storage;

namespace JitBot.Bot.Storage;

internal static class StorageServices
{
    /// <summary>Both stores in one PostgreSQL database, whose tables are made or upgraded before anything registered after this starts.</summary>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, string connectionString) => services
        .AddSingleton(_ => PostgresDatabase.At(connectionString))
        .AddSingleton<IAccessStore, PostgresAccessStore>()
        .AddSingleton<IKeyedStore, PostgresKeyedStore>()
        .AddHostedService<PostgresStart>();

    private sealed class PostgresStart(PostgresDatabase database) : IHostedService
    {
        public Task StartAsync(CancellationToken ct) => PostgresSchema.EnsureAsync(database, ct);

        public Task StopAsync(CancellationToken ct) => Task.CompletedTask;
    }
}
