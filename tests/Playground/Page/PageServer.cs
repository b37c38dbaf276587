using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using JitBot.Playground.Twin;
using JitBot.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace JitBot.Playground.Page;

/// <summary>
/// The playground's page: everybody's chat, the database as it is, and a console to use a login with. A server of its own beside the bot; what is
/// typed and pressed in it goes through the twin's people, as signed activities.
/// </summary>
internal sealed class PageServer : IAsyncDisposable
{
    private const int LongestBody = 256 * 1024;

    private readonly PlaygroundWorld _world;
    private readonly WebApplication _web;
    private readonly Signal _news = new();
    private readonly DatabasePanel _database;
    private readonly QueryConsole[] _consoles;
    private readonly PageFeed _feed;

    private PageServer(PlaygroundWorld world, int port)
    {
        _world = world;
        _database = new(world.Databases, _news);
        _consoles = [.. world.People.All.Select(person => new QueryConsole(PageFeed.IdOf(person), world.Databases.Server.Port, _news))];
        _feed = new(world, _database, _consoles, _news);

        // 128 bits, which nobody guesses; a new one at every start.
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = LongestBody;
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore().ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
        _web = builder.Build();
        _web.Use(next => http => new PageGuard(token).MeetAsync(http, next));
        _web.UseRouting();
        Map(_web);
        Token = token;
    }

    public string Token { get; }

    /// <summary>Such as <c>http://127.0.0.1:3979/p/…/</c>: whoever knows it is let in.</summary>
    public string Address => $"{_web.Urls.Single()}/p/{Token}/";

    /// <param name="port">On 127.0.0.1; 0 for any that is free.</param>
    public static async Task<PageServer> StartAsync(PlaygroundWorld world, int port, CancellationToken ct)
    {
        var page = new PageServer(world, port);
        await page._web.StartAsync(ct);
        world.Twin.Changed += page._news.Raise;
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        _world.Twin.Changed -= _news.Raise;
        await _web.StopAsync(); // which ends the feeds; without it they would hold the server up
        await _web.DisposeAsync();
        await _database.DisposeAsync();
        foreach (var console in _consoles)
        {
            await console.DisposeAsync();
        }
    }

    private void Map(WebApplication web)
    {
        web.MapGet("/", () => PageFiles.Read("index.html"));
        foreach (var name in PageFiles.Names)
        {
            web.MapGet($"/{name}", () => PageFiles.Read(name));
        }

        web.MapGet("/events", (CancellationToken aborted) => TypedResults.ServerSentEvents(_feed.ReadAsync(aborted, web.Lifetime.ApplicationStopping)));
        web.MapPost("/say", async (Said said) => Person(said.Person) is { } person ? Results.Json(new { status = (int)await SayAsync(person, said) }) : Results.BadRequest());
        web.MapPost("/press", async (Pressed pressed) => Person(pressed.Person) is { } person && Message(pressed.Message) is { } message
            ? Answer(await person.SendPressAsync(message, _world.Twin.Activities.Pressed(person, message, pressed.Action, pressed.Data)))
            : Results.BadRequest());
        web.MapPost("/consent", async (Consented said) => Person(said.Person) is { } person && Message(said.Message) is { Consent: not null } message && message.Chat == person.Chat
            ? Results.Json(new { status = (int)await person.ConsentAsync(message, said.Allow) })
            : Results.BadRequest());
        web.MapPost("/connect", (Login login) => OnConsoleAsync(login.Person, console => console.ConnectAsync(login)));
        web.MapPost("/query", (Query query) => OnConsoleAsync(query.Person, console => console.RunAsync(query.Sql)));
        web.MapPost("/disconnect", (Leaving leaving) => OnConsoleAsync(leaving.Person, console => console.DisconnectAsync()));
    }

    private TwinPerson? Person(string id) => _world.People.All.FirstOrDefault(person => PageFeed.IdOf(person) == id);

    private TwinMessage? Message(string id) => _world.Twin.Everything().FirstOrDefault(message => message.Id == id);

    private async Task<HttpStatusCode> SayAsync(TwinPerson person, Said said) =>
        (said.InChannel ? await person.SayInChannelAsync(_world.People.DbaChannel, said.Text) : await person.SayAsync(said.Text)).Status;

    private async Task<IResult> OnConsoleAsync(string person, Func<QueryConsole, Task<QueryAnswer>> use) =>
        _consoles.FirstOrDefault(console => console.Person == person) is { } console ? Results.Json(await use(console)) : Results.BadRequest();

    private static IResult Answer(TwinPressed pressed) => Results.Json(new { status = pressed.StatusCode ?? (int)pressed.Status, text = pressed.Text });

    private sealed record Said(string Person, string Text, bool InChannel);

    private sealed record Pressed(string Person, string Message, JsonObject Action, JsonObject Data);

    private sealed record Consented(string Person, string Message, bool Allow);

    private sealed record Query(string Person, string Sql);

    private sealed record Leaving(string Person);
}

/// <summary>What was on the card. Host and port are left out: it is always the playground's own server.</summary>
internal sealed record Login(string Person, string User, string Password, string Database);
