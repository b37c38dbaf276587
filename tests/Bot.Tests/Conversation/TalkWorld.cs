using JitBot.Bot.Conversation;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using JitBot.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JitBot.Bot.Tests.Conversation;

/// <summary>Everything behind the dialogue for real, but for the store, the database, the chat and the time.</summary>
internal sealed class TalkWorld
{
    private readonly ServiceProvider _services;
    private int _deliveries;

    public TalkWorld()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddCore()
            .AddConversation()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IAccessStore>(Store)
            .AddSingleton<IKeyedStore>(Keyed)
            .AddSingleton<IDirectory>(Directory)
            .AddSingleton<ITargetConnector>(Connector)
            .AddSingleton<IChatSurface>(Chat)
            .AddSingleton(Cast.Hr)
            .AddSingleton(Cast.Policy)
            .BuildServiceProvider();
    }

    public ManualTime Time { get; } = new();
    public InMemoryAccessStore Store { get; } = new();
    public InMemoryKeyedStore Keyed { get; } = new();
    public MemoryDirectory Directory { get; } = Cast.Directory();
    public MemoryConnector Connector { get; } = new() { Catalog = Cast.Catalog };
    public FakeSurface Chat { get; } = new("teams");

    public Dialogue Dialogue => _services.GetRequiredService<Dialogue>();

    public ReconcileTargets Sweep => _services.GetRequiredService<ReconcileTargets>();

    public KeepFindingsTrue Findings => _services.GetRequiredService<KeepFindingsTrue>();

    public SweepRecords Records => _services.GetRequiredService<SweepRecords>();

    public ReleaseHold Release => _services.GetRequiredService<ReleaseHold>();

    public static Asker Privately(Person person) => new(person, "teams", InPrivate: true);

    public static Asker InChannel(Person person) => new(person, "teams", InPrivate: false);

    public Origin NextDelivery() => new("teams", "tenant", $"delivery-{++_deliveries}");

    public Task<Reply> SayAsync(Person person, string text) => Dialogue.SayAsync(Privately(person), text, NextDelivery(), default);

    public Task<Reply> PressAsync(Asker asker, string action, AccessRequest request, string? message, string? text = null) =>
        Dialogue.PressAsync(asker, new(action, request.Id, request.Terms, text, message), default);

    /// <summary>What is due now, in both lanes, until nothing is.</summary>
    public async Task WorkAsync()
    {
        var lanes = new[] { Lane.Access, Lane.Outreach }.Select(lane => _services.GetRequiredKeyedService<WorkLoop>(lane)).ToArray();
        var steps = 1;
        while (steps > 0)
        {
            steps = 0;
            foreach (var lane in lanes)
            {
                steps += await lane.RunDueAsync(default);
            }
        }
    }

    public async Task<AccessRequest> OnlyRequestAsync() => Assert.Single(await Store.ListAsync(new(), default));

    /// <summary>Dana's request, asked and with its cards posted.</summary>
    public async Task<AccessRequest> AskedAsync(string line = "request hr-prod read employee for 2h because INC-42")
    {
        await SayAsync(Cast.Dana, line);
        await WorkAsync();
        return await OnlyRequestAsync();
    }

    /// <summary>As <see cref="AskedAsync"/>, approved by Ada and issued.</summary>
    public async Task<AccessRequest> GrantedAsync()
    {
        var request = await AskedAsync();
        await PressAsync(InChannel(Cast.Ada), ActionIds.Approve, request, Message(request, CardSlot.Decision));
        await WorkAsync();
        return await OnlyRequestAsync();
    }

    public static string Message(AccessRequest request, CardSlot slot) => request.Cards.First(card => card.Slot == slot).Message;
}
