using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using JitBot.Bot.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Webhooks.Outbound;

/// <summary>A tool that events are sent to, on this machine. What it takes it checks as Standard Webhooks asks.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app) => _app = app;

    public static Core.Grants.Secret Secret { get; } = StandardWebhook.NewSecret();

    /// <summary>What it took, in the order it came.</summary>
    public ConcurrentQueue<(string Id, string Type, JsonElement Data)> Taken { get; } = [];

    /// <summary>How it answers; takes everything unless told otherwise.</summary>
    public Func<HttpContext, string, Task<HttpStatusCode>> Answer { get; set; } = (_, _) => Task.FromResult(HttpStatusCode.NoContent);

    public int Attempts { get; private set; }

    public Uri Url => new($"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}/hook");

    /// <param name="now">The time that signatures are held against.</param>
    public static async Task<WebhookReceiver> StartAsync(TimeProvider now)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.MapPost("/hook", async context =>
        {
            receiver.Attempts++;
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers;
            Assert.Equal(WebhookVerdict.Genuine, StandardWebhook.Verify(
                headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"], body.ToArray(), [Secret], now.GetUtcNow()));
            var told = JsonDocument.Parse(body.ToArray()).RootElement;
            var type = told.GetProperty("type").GetString()!;
            context.Items["body"] = told.GetRawText();
            var status = await receiver.Answer(context, type);
            context.Response.StatusCode = (int)status;
            if ((int)status < 300)
            {
                receiver.Taken.Enqueue((headers["webhook-id"].ToString(), type, told.GetProperty("data")));
            }
        });
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
