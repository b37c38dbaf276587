using System.Collections.Immutable;
using System.Net;
using Azure.Core;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using JitBot.Playground.Twin;
using JitBot.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Teams;

/// <summary>
/// The Teams face over the real conversation and Core, on a port of this machine, beside a twin that it talks to with authentication on. Store,
/// target and people are in memory: Dana asks, Omar and Rita decide, and Sam may not.
/// </summary>
internal sealed class TeamsBot : IAsyncDisposable
{
    private readonly WebApplication _web;

    private TeamsBot(TeamsTwin twin, TwinChat channel, WebApplication web, ManualTime time)
    {
        (Twin, Channel, _web, Time) = (twin, channel, web, time);
        Dana = Link("dana");
        Omar = Link("omar");
        Rita = Link("rita");
        Sam = Link("sam");
    }

    public TeamsTwin Twin { get; }

    /// <summary>The target's channel.</summary>
    public TwinChat Channel { get; }

    public ManualTime Time { get; }
    public TwinPerson Dana { get; }
    public TwinPerson Omar { get; }
    public TwinPerson Rita { get; }
    public TwinPerson Sam { get; }

    public InMemoryAccessStore Requests => (InMemoryAccessStore)Get<IAccessStore>();
    public InMemoryKeyedStore Keyed => (InMemoryKeyedStore)Get<IKeyedStore>();
    public MemoryDirectory Directory => (MemoryDirectory)Get<IDirectory>();
    public IChatSurface Surface => Get<IChatSurface>();

    /// <param name="options">Changes what the bot is told of Teams.</param>
    /// <param name="target">Changes what there is to ask for.</param>
    /// <param name="also">Adds what runs beside it, told the time and the channel.</param>
    public static async Task<TeamsBot> StartAsync(
        Func<TeamsOptions, TeamsOptions>? options = null, string environment = "Production", Func<Target, Target>? target = null,
        Func<IServiceCollection, ManualTime, string, Task>? also = null)
    {
        var time = new ManualTime();
        var twin = await TeamsTwin.StartAsync(time);
        var channel = twin.AddChannel("dba");
        var standard = new TeamsOptions { AppId = twin.AppId, TenantId = twin.TenantId, OpenIdMetadata = twin.OpenIdMetadata, ServiceUrls = new([twin.Address]) };

        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = environment });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services
            .AddRoutingCore()
            .AddLogging()
            .AddSingleton<TokenCredential>(twin.Credential)
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IAccessStore, InMemoryAccessStore>()
            .AddSingleton<IKeyedStore, InMemoryKeyedStore>()
            .AddSingleton<IDirectory, MemoryDirectory>()
            .AddSingleton<ITargetConnector, MemoryConnector>()
            .AddSingleton(Policy)
            .AddSingleton(target?.Invoke(Target(channel)) ?? Target(channel))
            .AddCore()
            .AddConversation()
            .AddTeams(options?.Invoke(standard) ?? standard);
        await (also?.Invoke(builder.Services, time, channel.Id) ?? Task.CompletedTask);
        var web = builder.Build();
        web.UseRouting();
        web.MapTeams();
        await web.StartAsync();
        twin.Line.Bot = new(new Uri(web.Urls.Single()), "/api/messages");
        return new(twin, channel, web, time);
    }

    public T Get<T>()
        where T : notnull => _web.Services.GetRequiredService<T>();

    /// <summary>Does all that is due at this moment, in both lanes.</summary>
    public async Task RunDueAsync()
    {
        await _web.Services.GetRequiredKeyedService<WorkLoop>(Lane.Access).RunDueAsync(default);
        await _web.Services.GetRequiredKeyedService<WorkLoop>(Lane.Outreach).RunDueAsync(default);
    }

    /// <summary>Lets time pass until this is over, a quarter of a second at a time.</summary>
    public async Task<T> LetTimePassAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
            Time.Advance(TimeSpan.FromMilliseconds(250));
        }

        return await task;
    }

    public async Task<IReadOnlyList<AccessRequest>> RequestsAsync() => await Requests.ListAsync(new(), default);

    /// <summary>What the bot remembers of where to reach people.</summary>
    public async Task<IReadOnlyList<string>> ReferencesAsync() =>
        [.. (await Keyed.ListAsync("teams-conversation", Time.GetUtcNow(), default)).Select(document => document.Id)];

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await Twin.DisposeAsync();
    }

    private TwinPerson Link(string id)
    {
        var person = Twin.AddPerson(id);
        Directory.Change(id, known => known with { Accounts = [new("teams", person.TenantId, person.AadObjectId)] });
        return person;
    }

    private static PolicyDocument Policy => new("policy-1", [], new()
    {
        Name = "fallback",
        Steps = [new(["dba"])],
        Longest = TimeSpan.FromHours(8),
    });

    private static Target Target(TwinChat channel) => new()
    {
        Id = "hr-prod",
        Engine = "postgresql",
        Connection = new("Host=nowhere"),
        Advertised = new("hr-db.example.com", 5432, "verify-full"),
        Environment = "production",
        Databases = ["hr"],
        Owners = ["hr-owners"],
        Channels = ImmutableDictionary<string, string>.Empty.Add("teams", channel.Id),
    };
}
