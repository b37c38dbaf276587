using System.Net;
using Azure.Core;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams;
using JitBot.Bot.Teams.Connector;
using JitBot.Core.People;
using JitBot.Core.Storage;
using JitBot.Playground.Twin;
using JitBot.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Teams;

/// <summary>The Teams face by itself on a port of this machine, beside a twin that it talks to, with authentication on.</summary>
internal sealed class TeamsBot : IAsyncDisposable
{
    private readonly WebApplication _web;

    private TeamsBot(TeamsTwin twin, WebApplication web) => (Twin, _web) = (twin, web);

    public TeamsTwin Twin { get; }
    public InMemoryKeyedStore Store => (InMemoryKeyedStore)_web.Services.GetRequiredService<IKeyedStore>();
    public IChatSurface Surface => _web.Services.GetRequiredService<IChatSurface>();
    public TestDirectory Directory => (TestDirectory)_web.Services.GetRequiredService<IDirectory>();
    public Uri Address => new(_web.Urls.Single());

    public static async Task<TeamsBot> StartAsync(
        TimeProvider? time = null, Func<TeamsOptions, TeamsOptions>? options = null, Action<IServiceCollection>? services = null, string environment = "Production")
    {
        var twin = await TeamsTwin.StartAsync(time);
        var standard = new TeamsOptions
        {
            AppId = twin.AppId,
            TenantId = twin.TenantId,
            OpenIdMetadata = twin.OpenIdMetadata,
            ServiceUrls = new([twin.Address]),
        };
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = environment });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services
            .AddRoutingCore()
            .AddLogging()
            .AddSingleton<TokenCredential>(twin.Credential)
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton<IKeyedStore, InMemoryKeyedStore>()
            .AddSingleton<IDirectory, TestDirectory>()
            .AddConversation()
            .AddTeams(options?.Invoke(standard) ?? standard);
        services?.Invoke(builder.Services);
        var web = builder.Build();
        web.UseRouting();
        web.MapTeams();
        await web.StartAsync();
        twin.Line.Bot = new(new Uri(web.Urls.Single()), "/api/messages");
        return new(twin, web);
    }

    /// <summary>Somebody with Teams whom the directory knows.</summary>
    public TwinPerson AddPerson(string id)
    {
        var person = Twin.AddPerson(id);
        Directory.Add(id, person);
        return person;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await Twin.DisposeAsync();
    }
}

internal sealed class TestDirectory : IDirectory
{
    private readonly Dictionary<string, Person> _people = [];

    public void Add(string id, TwinPerson person) => _people[id] = new()
    {
        Id = new(id),
        Name = person.Name,
        Email = $"{id}@example.com",
        Accounts = [new("teams", person.TenantId, person.AadObjectId)],
    };

    public Person this[string id] => _people[id];

    public Task<Person?> FindAsync(PersonId id, CancellationToken ct) => Task.FromResult(_people.GetValueOrDefault(id.Value));

    public Task<Person?> FindAsync(ChatAccount account, CancellationToken ct) =>
        Task.FromResult(_people.Values.FirstOrDefault(person => person.Accounts.Contains(account)));

    public Task<IReadOnlyList<Person>> MembersAsync(IReadOnlyCollection<string> groups, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Person>>([.. _people.Values]);
}
