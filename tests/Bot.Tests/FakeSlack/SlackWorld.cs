using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using JitBot.Playground.FakeSlack;
using JitBot.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace JitBot.Bot.Tests.FakeSlack;

/// <summary>The twin on manual time with a person and a channel, and a bot of a few lines to talk to it.</summary>
public abstract class SlackWorld : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private WebApplication _listener = null!;

    internal ManualTime Time { get; } = new();
    internal SlackTwin Twin { get; private set; } = null!;
    internal SlackPerson Dana { get; private set; } = null!;
    internal SlackChannel Channel { get; private set; } = null!;

    /// <summary>What the bot was sent over HTTP.</summary>
    internal List<(IReadOnlyDictionary<string, string> Headers, string Body)> Received { get; } = [];

    /// <summary>How the bot answers over HTTP; 200 and nothing, unless a test says otherwise.</summary>
    internal Func<string, Task<IResult>> Answer { get; set; } = _ => Task.FromResult(Results.Ok());

    public async ValueTask InitializeAsync()
    {
        Twin = await SlackTwin.StartAsync(Time);
        Dana = Twin.AddPerson("dana", "dana@example.com");
        Channel = Twin.AddChannel("dba", members: [Dana]);

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _listener = builder.Build();
        _listener.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(http.RequestAborted);
            Received.Add((http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()), body));
            await (await Answer(body)).ExecuteAsync(http);
        });
        await _listener.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _listener.DisposeAsync();
        await Twin.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal void ListenOverHttp() => Twin.Line.Bot = new(_listener.Urls.Single());

    /// <summary>Calls as the bot does, with JSON.</summary>
    internal async Task<JsonElement> CallAsync(string method, object arguments, string? token = null)
    {
        using var response = await SendAsync(method, JsonContent.Create(arguments), token);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Calls as the bot does, with a form.</summary>
    internal async Task<JsonElement> CallFormAsync(string method, params (string Key, string Value)[] arguments)
    {
        using var response = await SendAsync(method, new FormUrlEncodedContent(arguments.Select(argument => KeyValuePair.Create(argument.Key, argument.Value))));
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal async Task<HttpResponseMessage> SendAsync(string method, HttpContent content, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Twin.ApiBase, method)) { Content = content };
        request.Headers.Authorization = token is "" ? null : new("Bearer", token ?? Twin.BotToken);
        return await _http.SendAsync(request);
    }

    internal async Task<(HttpStatusCode Status, string Body)> RespondAsync(string responseUrl, object answer)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(responseUrl), answer);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Opens a connection in Socket Mode and reads past <c>hello</c>.</summary>
    internal async Task<BotSocket> ConnectAsync()
    {
        var opened = await CallAsync("apps.connections.open", new { }, Twin.AppToken);
        return await BotSocket.ConnectAsync(opened.GetProperty("url").GetString()!);
    }

    internal static object Section(string text, string? blockId = null) => blockId is null
        ? new { type = "section", text = new { type = "mrkdwn", text } }
        : new { type = "section", block_id = blockId, text = new { type = "mrkdwn", text } };

    internal static object Buttons(params string[] actions) => new
    {
        type = "actions",
        elements = actions.Select(action => new { type = "button", action_id = action, text = new { type = "plain_text", text = action.ToUpperInvariant() }, value = $"{action}-1" }),
    };

    /// <summary>A form with a reason, a level and tables that the bot looks up.</summary>
    internal static object Form(string title = "Ask for access") => JsonSerializer.Deserialize<JsonElement>($$"""
        { "type": "modal", "callback_id": "form", "notify_on_close": true, "private_metadata": "m",
          "title": { "type": "plain_text", "text": "{{title}}" }, "submit": { "type": "plain_text", "text": "Ask" }, "close": { "type": "plain_text", "text": "Cancel" },
          "blocks": [
            { "type": "input", "block_id": "level", "dispatch_action": true, "label": { "type": "plain_text", "text": "Level" },
              "element": { "type": "static_select", "action_id": "level", "options": [
                { "text": { "type": "plain_text", "text": "Read" }, "value": "read" }, { "text": { "type": "plain_text", "text": "Write" }, "value": "write" }] } },
            { "type": "input", "block_id": "tables", "optional": true, "label": { "type": "plain_text", "text": "Tables" },
              "element": { "type": "multi_external_select", "action_id": "tables", "min_query_length": 0 } },
            { "type": "input", "block_id": "until", "optional": true, "label": { "type": "plain_text", "text": "Until" },
              "element": { "type": "datetimepicker", "action_id": "until", "initial_date_time": 1772445600 } },
            { "type": "input", "block_id": "reason", "label": { "type": "plain_text", "text": "Reason" },
              "element": { "type": "plain_text_input", "action_id": "reason", "max_length": 20 } }] }
        """);

    /// <summary>Somebody presses something, and the bot opens a form before them.</summary>
    internal async Task<SlackView> OpenFormAsync(SlackPerson? person = null, object? form = null)
    {
        var shown = await CallAsync("views.open", new { trigger_id = await TriggerAsync(person ?? Dana), view = form ?? Form() });
        Assert.True(shown.GetProperty("ok").GetBoolean(), shown.GetRawText());
        return (person ?? Dana).Modal!;
    }

    internal async Task<string> TriggerAsync(SlackPerson person)
    {
        ListenOverHttp();
        await person.ShortcutAsync("any");
        return Twin.Deliveries[^1].Payload["trigger_id"]!.GetValue<string>();
    }

    internal static string? Error(JsonElement answer) => answer.TryGetProperty("error", out var error) ? error.GetString() : null;
}

/// <summary>The bot's end of a Socket Mode connection.</summary>
internal sealed class BotSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    public JsonElement Hello { get; private set; }

    public static async Task<BotSocket> ConnectAsync(string url)
    {
        var bot = new BotSocket();
        await bot._socket.ConnectAsync(new(url), default);
        bot.Hello = await bot.ReadAsync();
        return bot;
    }

    public async Task<JsonElement> ReadAsync()
    {
        var buffer = new byte[256 * 1024];
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(length), default);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new WebSocketException("closed");
            }

            if (part.EndOfMessage)
            {
                return JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement.Clone();
            }
        }
    }

    public async Task AcknowledgeAsync(JsonElement envelope, object? payload = null) => await _socket.SendAsync(
        JsonSerializer.SerializeToUtf8Bytes(new { envelope_id = Id(envelope), payload }),
        WebSocketMessageType.Text,
        endOfMessage: true,
        default);

    public static string Id(JsonElement envelope) => envelope.GetProperty("envelope_id").GetString()!;

    public void Dispose() => _socket.Dispose();
}
