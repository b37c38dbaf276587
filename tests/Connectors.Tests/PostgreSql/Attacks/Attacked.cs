using Npgsql;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>The database that is attacked, and a superuser who looks on: in one session, which is there before anything can keep it from being opened.</summary>
internal sealed class Attacked : IAsyncDisposable
{
    private readonly NpgsqlConnection _superuser;
    private IReadOnlySet<string> _before = new HashSet<string>();

    private Attacked(PostgresWorld world, NpgsqlConnection superuser) => (World, _superuser) = (world, superuser);

    public PostgresWorld World { get; }

    /// <param name="world">A database as it is to be while it is attacked.</param>
    public static async Task<Attacked> LookAsync(PostgresWorld world)
    {
        var superuser = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(world.Server.ConnectionString(world.Database)) { Pooling = false }.ConnectionString);
        await superuser.OpenAsync();
        var attacked = new Attacked(world, superuser);
        attacked._before = await attacked.PrintAsync();
        return attacked;
    }

    /// <returns>The first column of the first row as text; null if there is none.</returns>
    public Task<string?> AskAsync(string sql) => _superuser.RunAsync(sql);

    /// <returns>Lines of <see cref="WorldPrint"/> that are new, and those that are gone.</returns>
    public async Task<IReadOnlyCollection<string>> ChangesAsync()
    {
        var after = await PrintAsync();
        return [.. after.Except(_before), .. _before.Except(after)];
    }

    public async ValueTask DisposeAsync()
    {
        await _superuser.DisposeAsync();
        await World.DisposeAsync();
    }

    private async Task<IReadOnlySet<string>> PrintAsync() => (await AskAsync(WorldPrint.Lines))!.Split('\n').ToHashSet(StringComparer.Ordinal);
}
