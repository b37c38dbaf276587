using System.Collections.Immutable;
using JitBot.Bot.Bytebase;
using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Conversation;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Core.People;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Playground.FakeBytebase;
using JitBot.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JitBot.Bot.Tests.Bytebase;

/// <summary>
/// The bridge for real beside a twin of Bytebase; the store, the chats and the time are in memory. Dana asks in Bytebase, Ada and Bo are in the group
/// that decides, Sam is in none. Each replica is a world of services over the same store.
/// </summary>
internal sealed class BridgeWorld : IAsyncDisposable
{
    private readonly List<ServiceProvider> _replicas = [];

    private BridgeWorld(BytebaseTwin twin, ManualTime time, Func<BytebaseOptions, BytebaseOptions> change)
    {
        (Twin, Time) = (twin, time);
        Options = change(OptionsFor(twin, ImmutableDictionary<string, string>.Empty.Add("teams", "19:pay@thread.tacv2").Add("slack", "C0000000001"), "dba"));
        AddReplica();
    }

    public static BytebaseOptions OptionsFor(BytebaseTwin twin, ImmutableDictionary<string, string> channels, string approvers) => new()
    {
        Url = new($"{twin.Address}/"),
        ServiceAccount = BytebaseTwin.ServiceAccount,
        ServiceKey = new(BytebaseTwin.ServiceKey),
        Projects = [new("payments", channels, [approvers], [IssueKind.AccessGrant, IssueKind.RoleGrant], ["roles/projectOwner"])],
    };

    public BytebaseTwin Twin { get; }
    public ManualTime Time { get; }
    public BytebaseOptions Options { get; }
    public InMemoryKeyedStore Keyed { get; } = new();
    public MemoryDirectory Directory { get; } = Cast.Directory();
    public FakeSurface Teams { get; } = new("teams");
    public FakeSurface Slack { get; } = new("slack");

    /// <summary>The first card in Teams, as it stands.</summary>
    public CardView Card => Teams.Shown["teams-1"];

    /// <summary>All that it says.</summary>
    public string Words => WordsOf(Card);

    public static async Task<BridgeWorld> StartAsync(Func<BytebaseOptions, BytebaseOptions>? options = null)
    {
        var time = new ManualTime();
        return new(await BytebaseTwin.StartAsync(time), time, options ?? (standard => standard));
    }

    public static string WordsOf(CardView card) => string.Join('\n',
    [
        card.Title, card.Status ?? "", .. card.Lead.Select(text => text.ToString()), .. card.Facts.Select(fact => $"{fact.Label}: {fact.Value}"), .. card.Text.Select(text => text.ToString()),
    ]);

    public T Get<T>(int replica = 0)
        where T : notnull => _replicas[replica].GetRequiredService<T>();

    public void AddReplica() => _replicas.Add(new ServiceCollection()
        .AddLogging()
        .AddCore()
        .AddConversation()
        .AddBytebase(Options)
        .AddSingleton<TimeProvider>(Time)
        .AddSingleton<IAccessStore>(new InMemoryAccessStore())
        .AddSingleton<IKeyedStore>(Keyed)
        .AddSingleton<IDirectory>(Directory)
        .AddSingleton<ITargetConnector>(new MemoryConnector())
        .AddSingleton<IChatSurface>(Teams)
        .AddSingleton<IChatSurface>(Slack)
        .AddSingleton(Cast.Hr)
        .AddSingleton(Cast.Policy)
        .AddSingleton(JitWorld.AuditKey)
        .BuildServiceProvider());

    /// <summary>What is due now, and whatever follows from it at once.</summary>
    public async Task RunAsync(int replica = 0)
    {
        await RoundAsync(replica);
        await RoundAsync(replica);
    }

    public Task RoundAsync(int replica = 0) => LetTimePassAsync(Task.Run(() => Get<BytebaseBridge>(replica).HandleAsync(default)));

    /// <summary>As long as Bytebase is looked at again.</summary>
    public async Task PollAsync()
    {
        Time.Advance(Options.PollEvery);
        await RunAsync();
    }

    /// <summary>Asked in Bytebase and shown.</summary>
    public async Task<TwinIssue> ShownAsync(Action<TwinGrant>? change = null, string creator = "dana@example.com", params string[] roles)
    {
        var issue = Twin.AskAccess(creator, change, "payments", roles);
        await PollAsync();
        return issue;
    }

    /// <summary>As <see cref="ShownAsync"/>, approved by Ada and active.</summary>
    public async Task<TwinIssue> ActiveAsync(Action<TwinGrant>? change = null)
    {
        var issue = await ShownAsync(change);
        await PressAsync(Cast.Ada, ActionIds.ApproveIssue);
        await RunAsync();
        return issue;
    }

    /// <summary>Presses as somebody in Teams who sees the card as it stands.</summary>
    public Task<Reply.Card> PressAsync(Person person, string action, string? text = null, CardView? seen = null) => PressAsync(person, action, (seen ?? Card).Actions, text);

    public async Task<Reply.Card> PressAsync(Person person, string action, ImmutableArray<CardAction> buttons, string? text = null)
    {
        var about = (ButtonSubject.OfIssue)buttons.First(button => button.Id == action).About;
        return (Reply.Card)await Get<Dialogue>().PressIssueAsync(
            new(person with { Via = "teams tenant/someone" }, "teams", InPrivate: false), new(action, about.Issue, about.Terms, text, "teams-1"), default);
    }

    public async Task<BridgedIssue?> KnownAsync(TwinIssue issue) => await Get<BridgedIssues>().FindAsync(IssueName.Parse(issue.Name)!.Id, default);

    /// <summary>What is on record, by event, the oldest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> RecordAsync() =>
        [.. (await Keyed.ListAsync("audit-pending", Time.GetUtcNow(), default))
            .Select(document => System.Text.Json.JsonSerializer.Deserialize<Pending>(document.Json, System.Text.Json.JsonSerializerOptions.Web)!.Entry).OrderBy(entry => entry.At)];

    public int Count(string call) => Twin.Calls.Count(made => made.EndsWith(call, StringComparison.Ordinal));

    /// <summary>Lets time pass until this is over, a tenth of a second at a time.</summary>
    public async Task LetTimePassAsync(Task task)
    {
        while (await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(20))) != task)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await task;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        // What is never to be called, whatever happens: it passes approval by.
        Assert.DoesNotContain(Twin.Calls, call => call.EndsWith(":activate", StringComparison.Ordinal));
        await Twin.DisposeAsync();
    }

    private sealed record Pending(AuditEntry Entry);
}
