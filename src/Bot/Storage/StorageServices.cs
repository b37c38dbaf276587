using JitBot.Core.Storage;

namespace JitBot.Bot.Storage;

internal static class StorageServices
{
    /// <summary>Both stores in one PostgreSQL database. <see cref="PostgresSchema"/> makes its tables before they are used.</summary>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, string connectionString) => services
        .AddSingleton(_ => PostgresDatabase.At(connectionString))
        .AddSingleton<IAccessStore, PostgresAccessStore>()
        .AddSingleton<IKeyedStore, PostgresKeyedStore>();
}
