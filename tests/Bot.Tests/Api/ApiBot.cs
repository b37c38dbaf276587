using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using JitBot.Bot.Api;
using JitBot.Bot.Api.Tokens;
using JitBot.Bot.Reports;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using JitBot.Core.Work;
using JitBot.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Api;

/// <summary>
/// The API over the real Core, on a port of this machine; store, target and people are in memory: Dana asks, Omar and Rita decide, Olga owns the target, and Sam
/// has nothing to do with it. Its policy takes the word of tokens at its one step, unless it is started otherwise.
/// </summary>
internal sealed class ApiBot : IAsyncDisposable
{
    private readonly WebApplication _web;

    private ApiBot(WebApplication web, RecordedLog log) => (_web, Log, Http) = (web, log, new() { BaseAddress = new(web.Urls.Single()) });

    public HttpClient Http { get; }

    public RecordedLog Log { get; }
    public ManualTime Time => (ManualTime)Get<TimeProvider>();
    public InMemoryAccessStore Requests => (InMemoryAccessStore)Get<IAccessStore>();
    public InMemoryKeyedStore Keyed => (InMemoryKeyedStore)Get<IKeyedStore>();
    public MemoryDirectory Directory => (MemoryDirectory)Get<IDirectory>();
    public MemoryConnector Connector => (MemoryConnector)Get<ITargetConnector>();

    /// <param name="sources">Whose word counts at the policy's one step, beside a chat's; <c>api</c> if none are given.</param>
    public static async Task<ApiBot> StartAsync(params string[] sources)
    {
        var log = new RecordedLog();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services
            .AddRoutingCore()
            .AddSingleton<ILoggerFactory>(log)
            .AddLogging()
            .AddSingleton<TimeProvider>(new ManualTime())
            .AddSingleton<IAccessStore, InMemoryAccessStore>()
            .AddSingleton<IKeyedStore, InMemoryKeyedStore>()
            .AddSingleton<IDirectory, MemoryDirectory>()
            .AddSingleton<IOutreach, RecordedOutreach>()
            .AddSingleton<ITargetConnector, MemoryConnector>()
            .AddSingleton(Policy(sources is [] ? [ApprovalStep.Api] : sources))
            .AddSingleton(JitWorld.AuditKey)
            .AddSingleton(Target("hr-prod"))
            .AddSingleton(Target("crm-prod") with { Owners = ["crm-owners"] })
            .AddCore()
            .AddApiTokens()
            .AddSingleton<MakeReport>()
            .AddApi();
        var web = builder.Build();
        web.UseRouting();
        web.MapApi();
        web.MapReport();
        await web.StartAsync();
        return new(web, log);
    }

    public T Get<T>()
        where T : notnull => _web.Services.GetRequiredService<T>();

    /// <summary>A token with every scope but that to read everybody's, unless some are named.</summary>
    public async Task<string> TokenAsync(string owner, params string[] scopes) =>
        (await Get<ApiTokens>().CreateAsync(new(owner), scopes is [] ? ApiScopes.All.Remove(ApiScopes.ReadAllRequests) : [.. scopes], "test", null, "root", default)).Text.Reveal();

    public Task<Said> GetAsync(string token, string path) => SendAsync(HttpMethod.Get, token, path);

    /// <param name="body">Null for none.</param>
    /// <param name="key">The idempotency key; null for none.</param>
    public Task<Said> PostAsync(string token, string path, string? body = null, string? key = null) => SendAsync(HttpMethod.Post, token, path, body, key);

    public async Task<Said> SendAsync(HttpMethod method, string? token, string path, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await SendAsync(request);
    }

    public async Task<Said> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        return new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    /// <summary>Dana asks for read on one table, for two hours.</summary>
    public async Task<Said> AskAsync(string token, string? key = null) => await PostAsync(token, "/api/v1/requests", Asked, key);

    public const string Asked = """{ "target": "hr-prod", "level": "read", "tables": ["title"], "duration": "PT2H", "reason": "INC-42 wrong totals" }""";

    /// <summary>Asked for with Dana's token, approved with Omar's, account made.</summary>
    public async Task<string> GrantAsync()
    {
        var asked = await AskAsync(await TokenAsync("dana"));
        Assert.True(asked.Outcome == "201", asked.Body);
        var approved = await PostAsync(await TokenAsync("omar"), $"/api/v1/requests/{asked.Id}/approve", $$"""{ "terms": {{asked.Terms}} }""");
        Assert.Equal(HttpStatusCode.OK, approved.Status);
        await RunDueAsync();
        return asked.Id;
    }

    /// <summary>Does all that is due at this moment, in both lanes.</summary>
    public async Task RunDueAsync()
    {
        await _web.Services.GetRequiredKeyedService<WorkLoop>(Lane.Access).RunDueAsync(default);
        await _web.Services.GetRequiredKeyedService<WorkLoop>(Lane.Outreach).RunDueAsync(default);
    }

    public async Task<AccessRequest> RequestAsync(string id) =>
        RequestId.TryParse(id, out var known) && await Requests.FindAsync(known, default) is { } found ? found : throw new InvalidOperationException("There is no such request.");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _web.DisposeAsync();
    }

    private static PolicyDocument Policy(string[] sources) => new("policy-1", [], new()
    {
        Name = "fallback",
        Steps = [new(["dba"], Sources: [.. sources])],
        Longest = TimeSpan.FromHours(8),
    });

    private static Target Target(string id) => new()
    {
        Id = id,
        Engine = "postgresql",
        Connection = new("Host=nowhere;Password=of-the-bot"),
        Advertised = new("hr-db.example.com", 5432, "verify-full"),
        Environment = "production",
        Databases = ["hr"],
        Owners = ["hr-owners"],
        Channels = ImmutableDictionary<string, string>.Empty,
    };
}

/// <summary>What the API answered.</summary>
internal sealed record Said(HttpStatusCode Status, string? MediaType, string Body, HttpResponseHeaders Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;
    public string Id => (string)Json["id"]!;
    public int Terms => (int)Json["terms"]!;

    /// <summary>Such as <c>403 not-an-approver</c>; of an answer that is no problem the number alone.</summary>
    public string Outcome => MediaType == "application/problem+json" ? $"{(int)Status} {((string)Json["type"]!).Replace("urn:jitbot:problem:", "", StringComparison.Ordinal)}" : $"{(int)Status}";
}
