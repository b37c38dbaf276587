using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.Twin;

/// <summary>What somebody heard back.</summary>
/// <param name="Status">How the bot answered the delivery.</param>
/// <param name="Replies">What the bot posted meanwhile where this person can read it.</param>
public sealed record TwinHeard(HttpStatusCode Status, ImmutableArray<TwinMessage> Replies);

/// <summary>What came of pressing a button.</summary>
/// <param name="StatusCode">The one in the body; null if there was no such body.</param>
/// <param name="Card">What stands in the card's place now, for the one who pressed.</param>
/// <param name="Text">What the bot said instead of a card.</param>
public sealed record TwinPressed(HttpStatusCode Status, int? StatusCode, JsonElement? Card, string? Text);

/// <summary>Somebody with Teams: types, presses, fills in, and sees what is theirs to see.</summary>
public sealed class TwinPerson
{
    private readonly TeamsTwin _twin;

    internal TwinPerson(TeamsTwin twin, string name, string aadObjectId, string tenantId)
    {
        (_twin, Name, AadObjectId, TenantId, Mri) = (twin, name, aadObjectId, tenantId, $"29:{Guid.NewGuid():N}");
        Chat = new($"a:{Guid.NewGuid():N}", TwinChatKind.Personal, name, this);
    }

    public TeamsTwin Twin => _twin;

    public string Name { get; }
    public string AadObjectId { get; }
    public string TenantId { get; }

    /// <summary>How Teams calls this person towards this bot, <c>29:…</c>.</summary>
    public string Mri { get; }

    /// <summary>The private chat with the bot.</summary>
    public TwinChat Chat { get; }

    /// <summary>Opens the private chat without telling the bot.</summary>
    public void Open() => Chat.Installed = true;

    /// <summary>Adds the app, which opens the private chat.</summary>
    public async Task InstallAsync()
    {
        Open();
        await _twin.Line.SendAsync(_twin.Activities.Installed(this, Chat, "add"));
    }

    /// <summary>Removes or blocks the app: the bot is refused from now on.</summary>
    public async Task UninstallAsync()
    {
        Chat.Installed = false;
        await _twin.Line.SendAsync(_twin.Activities.Installed(this, Chat, "remove"));
    }

    /// <summary>Types to the bot in private. The app is added with the first message, as when somebody finds it in the app store.</summary>
    /// <param name="html">As the editor has it, where that says more than the text.</param>
    public async Task<TwinHeard> SayAsync(string text, string? html = null)
    {
        if (!Chat.Installed)
        {
            await InstallAsync();
        }

        return await SayAsync(_twin.Post(Chat, this, text), text, html);
    }

    /// <summary>Begins a thread that mentions the bot; without the mention it would hear nothing.</summary>
    public Task<TwinHeard> SayInChannelAsync(TwinChat channel, string text) => SayAsync(_twin.Post(channel, this, $"JitBot {text}"), $"<at>JitBot</at>&nbsp;{text}");

    /// <param name="button">Its title, or its verb.</param>
    /// <param name="inputs">What is filled in, by input id; the rest stays as the card has it.</param>
    public async Task<TwinPressed> PressAsync(TwinMessage message, string button, IReadOnlyDictionary<string, string>? inputs = null)
    {
        var (action, fields) = TwinCard.Button(CardOn(message), button);
        return await SendPressAsync(message, _twin.Activities.Pressed(this, message, action, TwinCard.Data(action, fields, inputs ?? ImmutableDictionary<string, string>.Empty)));
    }

    /// <summary>Sends an invoke that need not come from any button.</summary>
    public async Task<TwinPressed> SendPressAsync(TwinMessage message, JsonObject invoke, Func<TwinToken, TwinToken?>? bend = null)
    {
        using var response = await _twin.Line.SendAsync(invoke, bend);
        var pressed = await ReadAsync(response);
        if (pressed is { StatusCode: 200, Card: { } card })
        {
            _twin.Change(message, now => now with { Replaced = now.Replaced.SetItem(AadObjectId, card) });
        }

        return pressed;
    }

    /// <summary>Submits a form: presses the button that does.</summary>
    public Task<TwinPressed> SubmitAsync(TwinMessage form, IReadOnlyDictionary<string, string> inputs, string button = "jit.submit.v1") => PressAsync(form, button, inputs);

    /// <summary>Presses with a client that knows no Action.Execute and takes the fallback, Action.Submit.</summary>
    public async Task<TwinHeard> PressWithOldClientAsync(TwinMessage message, string button, IReadOnlyDictionary<string, string>? inputs = null)
    {
        var (action, fields) = TwinCard.Button(CardOn(message), button);
        var submit = action["fallback"] as JsonObject ?? throw new InvalidOperationException($"'{button}' has no fallback for old clients.");
        var before = _twin.LastId;
        var data = TwinCard.Data(submit, fields, inputs ?? ImmutableDictionary<string, string>.Empty);
        using var response = await _twin.Line.SendAsync(_twin.Activities.Submitted(this, message, data));
        return new(response.StatusCode, _twin.SeenBy(this, before));
    }

    /// <summary>Answers a card that asks about a file. Teams opens a place for it in this person's OneDrive.</summary>
    /// <param name="uploadUrl">Another place than Teams would open.</param>
    public async Task<HttpStatusCode> ConsentAsync(TwinMessage message, bool allow = true, string? uploadUrl = null)
    {
        var place = allow ? uploadUrl ?? _twin.Files.Open(this, message.Consent!.Name) : null;
        using var response = await _twin.Line.SendAsync(_twin.Activities.Consented(this, message, place));
        return response.StatusCode;
    }

    private async Task<TwinHeard> SayAsync(TwinMessage message, string text, string? html = null)
    {
        using var response = await _twin.Line.SendAsync(_twin.Activities.Typed(this, message, text, html));
        return new(response.StatusCode, _twin.SeenBy(this, message.Id));
    }

    private JsonElement CardOn(TwinMessage message) =>
        message.Chat.Find(message.Id)?.CardFor(this) ?? throw new InvalidOperationException($"Message {message.Id} has no card.");

    private static async Task<TwinPressed> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        if (body.Length == 0 || JsonDocument.Parse(body).RootElement is not { ValueKind: JsonValueKind.Object } answer)
        {
            return new(response.StatusCode, null, null, null);
        }

        var value = answer.GetProperty("value");
        return new(
            response.StatusCode,
            answer.GetProperty("statusCode").GetInt32(),
            answer.GetProperty("type").GetString() == "application/vnd.microsoft.card.adaptive" ? value : null,
            value switch
            {
                { ValueKind: JsonValueKind.String } => value.GetString(),
                _ when value.TryGetProperty("message", out var message) => message.GetString(),
                _ => null,
            });
    }
}
