using Azure.Core;
using JitBot.Bot;
using JitBot.Playground.Twin;
using JitBot.Support.Postgres;
using Npgsql;

namespace JitBot.Playground;

/// <summary>
/// Everything a life needs, on this machine: the bot as it ships, a Teams of our own with authentication on, and a real PostgreSQL with two
/// databases to ask for. Dana develops; Omar and Rita are DBAs; Rita owns the databases.
/// </summary>
internal sealed class PlaygroundWorld : IAsyncDisposable
{
    /// <summary>Where the chat is, unless something else is.</summary>
    public const int UsualChatPort = 3985;

    private readonly WebApplication _bot;

    private PlaygroundWorld(JitServer databases, TeamsTwin twin, WebApplication bot, PlaygroundPeople people)
    {
        (Databases, Twin, _bot, People) = (databases, twin, bot, people);
    }

    public JitServer Databases { get; }
    public TeamsTwin Twin { get; }
    public PlaygroundPeople People { get; }

    /// <summary>The bot's own services, for journeys that move time and run what is due.</summary>
    public IServiceProvider Bot => _bot.Services;

    public string BotAddress => _bot.Urls.First();

    /// <param name="port">Where the bot listens on 127.0.0.1; 0 for any free port.</param>
    /// <param name="time">The clock of bot and chat; the database's is its own.</param>
    /// <param name="chatPort">Where the chat listens: a life begun there before is gone on with only if it is at the same place.</param>
    /// <param name="adjust">Changes the bot's configuration or services before it is put together.</param>
    public static async Task<PlaygroundWorld> StartAsync(
        JitServer databases, int port, CancellationToken ct, TimeProvider? time = null, Action<WebApplicationBuilder>? adjust = null, int chatPort = 0)
    {
        var twin = await TeamsTwin.StartAsync(time, chatPort);
        var people = PlaygroundPeople.MoveIn(twin);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Configuration.AddInMemoryCollection(PlaygroundConfiguration.For(databases, twin, people));
        builder.Services.AddSingleton<TokenCredential>(twin.Credential);
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        adjust?.Invoke(builder);
        var bot = builder.BuildJitBot();
        await bot.StartAsync(ct);
        while (!bot.Services.GetRequiredService<StoreReadiness>().IsReady)
        {
            await Task.Delay(10, ct);
        }

        twin.Line.Bot = new($"{bot.Urls.First()}/api/messages");
        foreach (var person in people.All)
        {
            await person.InstallAsync();
        }

        return new(databases, twin, bot, people);
    }

    /// <summary>A look into the server with a superuser's eyes.</summary>
    public async Task<T?> AskDatabaseAsync<T>(string sql, string parameter)
    {
        await using var connection = new NpgsqlConnection(Databases.Server.ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parameter } } };
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        await _bot.DisposeAsync();
        await Twin.DisposeAsync();
    }
}

/// <summary>Who lives in the playground. Their ids stay the same from start to start, so that what they did before stays theirs.</summary>
internal sealed record PlaygroundPeople(TwinPerson Dana, TwinPerson Omar, TwinPerson Rita, TwinChat DbaChannel)
{
    public IEnumerable<TwinPerson> All => [Dana, Omar, Rita];

    public static PlaygroundPeople MoveIn(TeamsTwin twin) => new(
        twin.AddPerson("Dana Fox", "aaaaaaaa-0000-0000-0000-000000000001"),
        twin.AddPerson("Omar Reyes", "aaaaaaaa-0000-0000-0000-000000000002"),
        twin.AddPerson("Rita Holm", "aaaaaaaa-0000-0000-0000-000000000003"),
        twin.AddChannel("dba", "19:dba@thread.tacv2"));
}
