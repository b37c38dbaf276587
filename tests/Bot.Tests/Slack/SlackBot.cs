using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using JitBot.Bot.Configuration;
using JitBot.Bot.Conversation;
using JitBot.Bot.Slack;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using JitBot.Playground.FakeSlack;
using JitBot.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Slack;

/// <summary>
/// The Slack face over the real conversation and Core, on a port of this machine, beside a twin of Slack that signs what it sends. Store, target
/// and people are in memory: Dana asks, Omar and Rita decide, and Sam may not.
/// </summary>
internal sealed class SlackBot : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly WebApplication _web;

    private SlackBot(SlackTwin twin, SlackChannel channel, WebApplication web, ManualTime time)
    {
        (Twin, Channel, _web, Time) = (twin, channel, web, time);
        (Dana, Omar, Rita, Sam) = (Find("dana"), Find("omar"), Find("rita"), Find("sam"));
        channel.Members = [Dana, Omar, Rita];
    }

    public SlackTwin Twin { get; }

    /// <summary>The target's channel.</summary>
    public SlackChannel Channel { get; }

    public ManualTime Time { get; }
    public SlackPerson Dana { get; }
    public SlackPerson Omar { get; }
    public SlackPerson Rita { get; }
    public SlackPerson Sam { get; }
    public RecordedLog Log { get; private init; } = new();

    public InMemoryAccessStore Requests => (InMemoryAccessStore)Get<IAccessStore>();
    public InMemoryKeyedStore Keyed => (InMemoryKeyedStore)Get<IKeyedStore>();

    /// <summary>Of a bot that was not given groups.</summary>
    public MemoryDirectory Directory => (MemoryDirectory)Get<IDirectory>();
    public MemoryConnector Connector => (MemoryConnector)Get<ITargetConnector>();
    public IChatSurface Surface => Get<IChatSurface>();

    /// <param name="socket">Slack reaches the bot through Socket Mode instead of over HTTP.</param>
    /// <param name="options">Changes what the bot is told of Slack.</param>
    public static Task<SlackBot> StartAsync(bool socket = false, Func<SlackOptions, SlackOptions>? options = null, params ImmutableArray<Target> targets) =>
        StartAsync(socket, options, groups: null, targets);

    /// <summary>With the same people, and these groups instead, as if all of them stood in the configuration.</summary>
    public static Task<SlackBot> StartWithGroupsAsync(params (string Name, Group Group)[] groups) =>
        StartAsync(socket: false, options: null, groups.ToFrozenDictionary(group => group.Name, group => group.Group), []);

    /// <param name="also">Adds what runs beside it, told the time and the channel.</param>
    public static Task<SlackBot> StartBesideAsync(Func<IServiceCollection, ManualTime, string, Task> also) => StartAsync(socket: false, options: null, groups: null, [], also);

    private static async Task<SlackBot> StartAsync(
        bool socket, Func<SlackOptions, SlackOptions>? options, FrozenDictionary<string, Group>? groups, ImmutableArray<Target> targets,
        Func<IServiceCollection, ManualTime, string, Task>? also = null)
    {
        var time = new ManualTime();
        var log = new RecordedLog();
        var twin = await SlackTwin.StartAsync(time);
        var channel = twin.AddChannel("dba", "C0000000001");
        channel.HasBot = true;
        var standard = new SlackOptions
        {
            BotToken = new(twin.BotToken),
            SigningSecret = socket ? null : new(twin.SigningSecret),
            AppToken = socket ? new(twin.AppToken) : null,
            Workspaces = [twin.TeamId],
            Connections = 1,
            ApiBase = twin.ApiBase,
        };
        var slack = options?.Invoke(standard) ?? standard;
        var directory = new MemoryDirectory();
        foreach (var id in (string[])["dana", "omar", "rita", "sam"])
        {
            var account = new ChatAccount("slack", twin.TeamId, twin.AddPerson(id, $"{id}@example.com").Id);
            directory.Change(id, known => known with { Accounts = [account] });
        }

        ImmutableArray<Target> there = targets.IsDefaultOrEmpty ? [Target("hr-prod", channel.Id)] : targets;

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services
            .AddRoutingCore()
            .AddSingleton<ILoggerFactory>(log)
            .AddLogging()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IAccessStore, InMemoryAccessStore>()
            .AddSingleton<IKeyedStore, InMemoryKeyedStore>()
            .AddSingleton<IDirectory>(directory)
            .AddSingleton<ITargetConnector, MemoryConnector>()
            .AddSingleton(Policy)
            .AddCore()
            .AddConversation()
            .AddSlack(slack);
        foreach (var target in there)
        {
            builder.Services.AddSingleton(target);
        }

        if (groups is not null)
        {
            builder.Services
                .AddSingleton(new JitOptions(new(""), [.. directory.People.Values], groups, there, "", Policy, slack, Teams: null, BehindTlsProxy: false)
                {
                    Audit = new(JitWorld.AuditKey, TimeSpan.FromDays(1), ImmutableDictionary<string, string>.Empty),
                })
                .AddSingleton<IDirectory, ConfiguredDirectory>();
        }

        await (also?.Invoke(builder.Services, time, channel.Id) ?? Task.CompletedTask);
        var web = builder.Build();
        web.UseRouting();
        web.MapSlack();
        await web.StartAsync();
        if (!socket)
        {
            twin.Line.Bot = new(new Uri(web.Urls.Single()), "/slack");
        }

        return new(twin, channel, web, time) { Log = log };
    }

    public static Target Target(string id, string channel) => new()
    {
        Id = id,
        Engine = "postgresql",
        Connection = new("Host=nowhere"),
        Advertised = new("hr-db.example.com", 5432, "verify-full"),
        Environment = "production",
        Databases = ["hr"],
        Owners = ["hr-owners"],
        Channels = ImmutableDictionary<string, string>.Empty.Add("slack", channel),
    };

    public T Get<T>()
        where T : notnull => _web.Services.GetRequiredService<T>();

    /// <summary>Does all that is due at this moment, in both lanes, until nothing is.</summary>
    public async Task RunDueAsync()
    {
        var lanes = new[] { Lane.Access, Lane.Outreach }.Select(lane => _web.Services.GetRequiredKeyedService<WorkLoop>(lane)).ToArray();
        var steps = 1;
        while (steps > 0)
        {
            steps = 0;
            foreach (var lane in lanes)
            {
                steps += await LetTimePassAsync(lane.RunDueAsync(default));
            }
        }
    }

    /// <summary>Lets time pass until this is over, a quarter of a second at a time.</summary>
    public async Task<T> LetTimePassAsync<T>(Task<T> task)
    {
        while (await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(20))) != task)
        {
            Time.Advance(TimeSpan.FromMilliseconds(250));
        }

        return await task;
    }

    public async Task<AccessRequest> OnlyRequestAsync() => Assert.Single(await Requests.ListAsync(new(), default));

    public Task<T> SeenAsync<T>(Func<T?> look)
        where T : class => Twin.WaitForAsync(look, Patience);

    /// <summary>Dana's request, asked in one line, with its cards posted.</summary>
    public async Task<AccessRequest> AskedAsync(string line = "request hr-prod read title for 2h because INC-42")
    {
        await Dana.CommandAsync(line);
        await RunDueAsync();
        return await OnlyRequestAsync();
    }

    /// <summary>As <see cref="AskedAsync"/>, approved by Omar and issued.</summary>
    public async Task<AccessRequest> GrantedAsync()
    {
        await AskedAsync();
        await Omar.PressAsync(DecisionCard, "Approve");
        await RunDueAsync();
        return await OnlyRequestAsync();
    }

    /// <summary>Dana's statement, approved by Omar and ready to be run.</summary>
    public async Task<AccessRequest> StatementGrantedAsync(string line = "query hr-prod for 2h because INC-42\nselect id\nfrom employee")
    {
        await AskedAsync(line);
        await Omar.PressAsync(DecisionCard, "Approve");
        await RunDueAsync();
        return await OnlyRequestAsync();
    }

    /// <summary>The card that says it can be run.</summary>
    public SlackPost RunCard => Dana.Dm.FromBot.Last(post => post.Buttons.Contains("Run"));

    /// <summary>Dana's window, once it says this.</summary>
    public Task<SlackView> WindowAsync(string words) => SeenAsync(() => Dana.Modal is { } modal && modal.Lines.Contains(words, StringComparison.Ordinal) ? modal : null);

    /// <summary>The first card in the channel, as it stands now.</summary>
    public SlackPost DecisionCard => Channel.FromBot.First(post => post.ThreadTs is null);

    public SlackPost Grant => Dana.Dm.FromBot.Last(post => post.Buttons.Contains("Show credentials"));

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await Twin.DisposeAsync();
    }

    private SlackPerson Find(string name) => Twin.People.Single(person => person.Name == name);

    private static PolicyDocument Policy => new("policy-1", [], new()
    {
        Name = "fallback",
        Steps = [new(["dba"])],
        Longest = TimeSpan.FromHours(8),
    });
}
