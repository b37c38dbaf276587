using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Inbound;
using JitBot.Bot.Webhooks;
using JitBot.Bot.Webhooks.Inbound;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace JitBot.Bot.Tests.Webhooks;

/// <param name="Body">Null if it is not JSON.</param>
internal sealed record Heard(int Status, JsonObject? Body)
{
    public bool Done => Body?["done"]?.GetValue<bool>() == true;

    public string Title => Body?["title"]?.GetValue<string>() ?? "";
}

/// <summary>
/// The door for webhooks over the real Core, on a port of this machine, with a source of each kind. Store, target and people are in memory: Dana asks, Omar
/// and Rita are DBAs.
/// </summary>
internal sealed class WebhookBot : IAsyncDisposable
{
    public const string Shared = "a secret of more than sixteen characters";

    public static readonly Secret Signing = new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    public static readonly WebhookSource Deploys = new("deploys", SourceKind.Generic, [Signing], SourceRights.Requests | SourceRights.Decisions | SourceRights.Incidents);
    public static readonly WebhookSource Mute = new("mute", SourceKind.Generic, [Signing], SourceRights.None);
    public static readonly WebhookSource Desk = new("desk", SourceKind.Ticket, [Signing], SourceRights.Decisions);
    public static readonly WebhookSource Alerts = new("alerts", SourceKind.Alertmanager, [new(Shared)], SourceRights.Incidents);
    public static readonly WebhookSource Pager = new("pagerduty", SourceKind.PagerDuty, [new(Shared)], SourceRights.Incidents);

    private readonly WebApplication _web;
    private readonly HttpClient _http;
    private int _ids;

    private WebhookBot(WebApplication web, ManualTime time)
    {
        (_web, Time) = (web, time);
        _http = new() { BaseAddress = new(web.Urls.Single()) };
    }

    public ManualTime Time { get; }

    public InMemoryAccessStore Requests => (InMemoryAccessStore)Get<IAccessStore>();
    public InMemoryKeyedStore Keyed => (InMemoryKeyedStore)Get<IKeyedStore>();
    public MemoryDirectory Directory => (MemoryDirectory)Get<IDirectory>();

    /// <summary>Sources whose word a step takes are named in its policy; the fallback's step names none.</summary>
    public PolicyDocument Policy
    {
        set => Get<PolicyInForce>().Current = value with { Version = Guid.NewGuid().ToString("N") };
    }

    public static async Task<WebhookBot> StartAsync(params ImmutableArray<WebhookSource> sources)
    {
        var time = new ManualTime();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services
            .AddRoutingCore()
            .AddLogging()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IAccessStore, InMemoryAccessStore>()
            .AddSingleton<IKeyedStore, InMemoryKeyedStore>()
            .AddSingleton<IDirectory>(new MemoryDirectory())
            .AddSingleton<ITargetConnector, MemoryConnector>()
            .AddSingleton(new PolicyDocument("policy-1", [], Rule("fallback")))
            .AddSingleton(JitWorld.AuditKey)
            .AddSingleton(Slack.SlackBot.Target("hr-prod", "C0000000001"))
            .AddCore()
            .AddConversation()
            .AddWebhookSources(sources.IsDefaultOrEmpty ? [Deploys, Mute, Desk, Alerts, Pager] : sources);
        var web = builder.Build();
        web.UseRouting();
        web.MapWebhookSources();
        await web.StartAsync();
        return new(web, time);
    }

    public static PolicyRule Rule(string name, params string[] sources) =>
        new() { Name = name, Steps = [new(["dba"], Sources: [.. sources])], Longest = TimeSpan.FromHours(8) };

    public T Get<T>()
        where T : notnull => _web.Services.GetRequiredService<T>();

    public string NewId() => $"msg_{++_ids}";

    /// <summary>Signed as its source would, now; what is bent is bent after that.</summary>
    public Task<Heard> SendAsync(WebhookSource source, string body, string? id = null, Action<HttpRequestMessage>? bend = null) =>
        SendAsync(source, Encoding.UTF8.GetBytes(body), id, bend);

    public async Task<Heard> SendAsync(WebhookSource source, byte[] body, string? id = null, Action<HttpRequestMessage>? bend = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/in/{source.Name}") { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in Signed(source, body, id ?? NewId(), Time.GetUtcNow()))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        bend?.Invoke(message);
        using var answer = await _http.SendAsync(message);
        var text = await answer.Content.ReadAsStringAsync();
        return new((int)answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) as JsonObject : null);
    }

    public static IEnumerable<(string Name, string Value)> Signed(WebhookSource source, byte[] body, string id, DateTimeOffset at) => source.Kind switch
    {
        SourceKind.Alertmanager => [("Authorization", $"Bearer {source.Secrets[0].Reveal()}")],
        SourceKind.PagerDuty => [("X-PagerDuty-Signature", $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(source.Secrets[0].Reveal()), body))}")],
        _ =>
        [
            (StandardWebhook.IdHeader, id), (StandardWebhook.TimestampHeader, StandardWebhook.Timestamp(at)),
            (StandardWebhook.SignatureHeader, StandardWebhook.Sign(id, at, body, [source.Secrets[0]])),
        ],
    };

    /// <summary>A request of Dana's that waits, asked in a chat.</summary>
    public async Task<AccessRequest> AskedAsync(string? ticket = null, string person = "dana")
    {
        var draft = new RequestDraft { Target = "hr-prod", Level = "read", Tables = ["title"], Duration = TimeSpan.FromHours(2), Reason = "wrong totals", Ticket = ticket };
        var outcome = await Get<SubmitRequest>().HandleAsync(new(new("slack", "T1", NewId()), Directory.People[person], draft), default);
        return Assert.IsType<SubmitOutcome.Submitted>(outcome).Request;
    }

    public async Task<AccessRequest> NowAsync(AccessRequest request) => (await Requests.FindAsync(request.Id, default))!;

    /// <summary>What is on record beside the requests, the oldest first.</summary>
    public async Task<AuditEntry[]> RecordAsync()
    {
        await Get<RecordRefusals>().HandleAsync(default);
        var pending = await Keyed.ListAsync("audit-pending", Time.GetUtcNow(), default);
        return [.. pending.Select(document => JsonNode.Parse(document.Json)!["entry"].Deserialize<AuditEntry>(JsonSerializerOptions.Web)!).OrderBy(entry => entry.At)];
    }

    /// <summary>A number that every write to the store raises.</summary>
    public async Task<long> WritesAsync()
    {
        var probe = Guid.NewGuid().ToString("N");
        var version = await Keyed.TryPutAsync(new("probe", probe, 0, "{}", null), Time.GetUtcNow(), default);
        return version!.Value + (await Requests.ListAsync(new() { Limit = 1000 }, default)).Sum(request => request.Version);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _web.DisposeAsync();
    }
}
