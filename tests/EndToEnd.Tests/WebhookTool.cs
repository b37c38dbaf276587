using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JitBot.Bot.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JitBot.EndToEnd.Tests;

/// <summary>A tool that is told of things by webhooks, on this machine. It believes what is signed as Standard Webhooks has it, which it reckons by itself.</summary>
internal sealed class WebhookTool : IAsyncDisposable
{
    private readonly string _secret = StandardWebhook.NewSecret().Reveal();
    private readonly WebApplication _app;

    private WebhookTool(WebApplication app)
    {
        _app = app;
        app.MapPost("/hook", TakeAsync);
    }

    /// <summary>What it took, in the order it came.</summary>
    public ConcurrentQueue<(string Id, DateTimeOffset SignedAt, JsonElement Body)> Taken { get; } = [];

    /// <summary>What came and was not signed as it has to be.</summary>
    public ConcurrentQueue<string> NotBelieved { get; } = [];

    /// <summary>What JitBot has to be configured with to tell it everything.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string?>> Configuration =>
    [
        new("JitBot:Webhooks:Out:tool:Url", $"{_app.Urls.Single()}/hook"),
        new("JitBot:Webhooks:Out:tool:Secrets:0", _secret),
        new("JitBot:Webhooks:Out:tool:AllowPrivate", "true"),
    ];

    public static async Task<WebhookTool> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var tool = new WebhookTool(builder.Build());
        await tool._app.StartAsync();
        return tool;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var (id, at, signature) = (Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"));
        var expected = HMACSHA256.HashData(Convert.FromBase64String(_secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{at}.{body}"));
        if (signature != $"v1,{Convert.ToBase64String(expected)}")
        {
            NotBelieved.Enqueue($"{id} {signature}");
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        Taken.Enqueue((id, DateTimeOffset.FromUnixTimeSeconds(long.Parse(at, CultureInfo.InvariantCulture)), JsonDocument.Parse(body).RootElement));
        context.Response.StatusCode = StatusCodes.Status204NoContent;

        string Header(string name) => context.Request.Headers[name].ToString();
    }
}
