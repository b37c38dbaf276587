using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using JitBot.Playground.Twin;

namespace JitBot.Bot.Tests.Twin;

/// <summary>The twin answers as Teams is documented to, so that what works against it has met Teams' refusals.</summary>
public sealed class TeamsTwinTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private TeamsTwin _twin = null!;
    private TwinPerson _dana = null!;
    private TwinChat _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _twin = await TeamsTwin.StartAsync();
        _dana = _twin.AddPerson("Dana");
        _dana.Open();
        _channel = _twin.AddChannel("dba");
        _http.DefaultRequestHeaders.Authorization = new("Bearer", Token());
    }

    [Fact]
    public async Task A_new_message_gets_an_id_and_everybody_sees_updates_of_it()
    {
        var (status, body) = await CallAsync(HttpMethod.Post, Path(_dana.Chat), Card("one"));
        var id = body!["id"]!.GetValue<string>();
        var (updated, _) = await CallAsync(HttpMethod.Put, $"{Path(_dana.Chat)}/{id}", Card("two"));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (status, updated));
        var message = _dana.Chat.Find(id)!;
        Assert.Equal(("two", "one"), (Text(message.Card!.Value), Text(Assert.Single(message.Earlier))));
    }

    [Fact]
    public async Task Without_a_token_of_its_own_nothing_is_done()
    {
        foreach (var authorization in (AuthenticationHeaderValue?[])[null, new("Bearer", "made-up"), new("Basic", Token())])
        {
            _http.DefaultRequestHeaders.Authorization = authorization;
            Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(HttpMethod.Post, Path(_dana.Chat), Card("one"))).Status);
        }

        Assert.Empty(_dana.Chat.Messages);
    }

    [Fact]
    public async Task A_new_thread_in_a_channel_names_its_conversation_and_its_first_message()
    {
        var thread = new JsonObject { ["isGroup"] = true, ["channelData"] = new JsonObject { ["channel"] = new JsonObject { ["id"] = _channel.Id } }, ["activity"] = Card("one") };

        var (status, body) = await CallAsync(HttpMethod.Post, "v3/conversations", thread);

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal($"{_channel.Id};messageid={body!["activityId"]}", body["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_private_chat_is_found_by_either_id_in_its_own_tenant_only()
    {
        JsonObject With(string member, string tenant) => new() { ["members"] = new JsonArray(new JsonObject { ["id"] = member }), ["tenantId"] = tenant };

        Assert.Equal(_dana.Chat.Id, (await CallAsync(HttpMethod.Post, "v3/conversations", With(_dana.Mri, _dana.TenantId))).Body!["id"]!.GetValue<string>());
        Assert.Equal(_dana.Chat.Id, (await CallAsync(HttpMethod.Post, "v3/conversations", With(_dana.AadObjectId, _dana.TenantId))).Body!["id"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.BadRequest, (await CallAsync(HttpMethod.Post, "v3/conversations", With(_dana.AadObjectId, "another"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync(HttpMethod.Post, "v3/conversations", With("29:nobody", _dana.TenantId))).Status);
        _dana.Chat.Block();
        Assert.Equal(HttpStatusCode.Forbidden, (await CallAsync(HttpMethod.Post, "v3/conversations", With(_dana.Mri, _dana.TenantId))).Status);
    }

    [Fact]
    public async Task Whoever_removed_the_app_cannot_be_written_to()
    {
        _dana.Chat.Block();

        var (status, body) = await CallAsync(HttpMethod.Post, Path(_dana.Chat), Card("one"));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("ConversationBlockedByUser", body!["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_not_there_or_not_the_bots_cannot_be_updated()
    {
        var typed = _twin.Post(_dana.Chat, _dana, "mine");

        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync(HttpMethod.Put, $"{Path(_dana.Chat)}/1", Card("one"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync(HttpMethod.Post, "v3/conversations/19%3Agone/activities", Card("one"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await CallAsync(HttpMethod.Put, $"{Path(_dana.Chat)}/{typed.Id}", Card("one"))).Status);
    }

    [Fact]
    public async Task A_message_over_100_kB_is_too_big() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await CallAsync(HttpMethod.Post, Path(_dana.Chat), Card(new string('x', 60_000)))).Status);

    [Fact]
    public async Task A_text_beside_a_card_costs_the_id()
    {
        var both = Card("one");
        both["text"] = "and a text";

        Assert.Equal((HttpStatusCode.Accepted, null), await CallAsync(HttpMethod.Post, Path(_dana.Chat), both));
    }

    [Fact]
    public async Task A_fault_hits_as_many_calls_as_it_was_told_to()
    {
        _twin.Faults.Answer(429, TimeSpan.FromSeconds(7), times: 2);

        using var first = await _http.PostAsJsonAsync(new Uri(new Uri(_twin.ServiceUrl), Path(_dana.Chat)), Card("one"));
        var second = await CallAsync(HttpMethod.Post, Path(_dana.Chat), Card("two"));
        var third = await CallAsync(HttpMethod.Post, Path(_dana.Chat), Card("three"));

        Assert.Equal(TimeSpan.FromSeconds(7), first.Headers.RetryAfter!.Delta);
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.Created), (second.Status, third.Status));
        Assert.Equal([429, 429, 201], _twin.Calls.Select(call => call.Status));
    }

    [Fact]
    public async Task What_is_waited_for_is_seen_when_it_comes_and_missed_aloud_when_it_does_not()
    {
        var waiting = _twin.WaitForAsync(() => _dana.Chat.FromBot.FirstOrDefault(), TimeSpan.FromSeconds(30));
        await CallAsync(HttpMethod.Post, Path(_dana.Chat), Card("one"));

        Assert.Equal("one", Text((await waiting).Card!.Value));
        await Assert.ThrowsAsync<TimeoutException>(() => _twin.WaitForAsync(() => _channel.FromBot.FirstOrDefault(), TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public void A_press_sends_the_inputs_of_its_card_and_no_others()
    {
        var card = JsonDocument.Parse("""
            { "body": [{ "type": "Input.Text", "id": "ticket", "value": "INC-1" }],
              "actions": [
                { "type": "Action.Execute", "title": "Approve", "verb": "approve", "data": { "request": "r" } },
                { "type": "Action.ShowCard", "title": "Deny", "card": {
                    "body": [{ "type": "Input.Text", "id": "text", "isRequired": true }],
                    "actions": [{ "type": "Action.Execute", "title": "Deny now", "verb": "deny", "associatedInputs": "auto" }] } }] }
            """).RootElement;

        var (approve, outer) = TwinCard.Button(card, "Approve");
        var (deny, inner) = TwinCard.Button(card, "deny");

        Assert.Equal("""{"request":"r","ticket":"INC-1"}""", TwinCard.Data(approve, outer, new Dictionary<string, string>()).ToJsonString());
        Assert.Equal("""{"ticket":"INC-1","text":"no"}""", TwinCard.Data(deny, inner, new Dictionary<string, string> { ["text"] = "no" }).ToJsonString());
        Assert.Throws<InvalidOperationException>(() => TwinCard.Data(deny, inner, new Dictionary<string, string>()));
        Assert.Throws<InvalidOperationException>(() => TwinCard.Data(approve, outer, new Dictionary<string, string> { ["txet"] = "typo" }));
        Assert.Throws<InvalidOperationException>(() => TwinCard.Button(card, "Escalate"));
    }

    [Fact]
    public void Escaped_signs_are_read_as_themselves()
    {
        var card = JsonDocument.Parse("""{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":"\\_a\\_ \\*b\\* \\\\"}]}""").RootElement;

        Assert.Equal(@"_a_ *b* \", CardLines.Of(card));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _twin.DisposeAsync();
    }

    private string Token() => _twin.Credential.GetToken(new TokenRequestContext(["https://api.botframework.com/.default"]), default).Token;

    private static string Path(TwinChat chat) => $"v3/conversations/{Uri.EscapeDataString(chat.Id)}/activities";

    private static JsonObject Card(string text) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = new JsonObject { ["text"] = text } }),
    };

    private static string? Text(JsonElement card) => card.GetProperty("text").GetString();

    private async Task<(HttpStatusCode Status, JsonObject? Body)> CallAsync(HttpMethod method, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(method, new Uri(new Uri(_twin.ServiceUrl), path)) { Content = JsonContent.Create(body) };
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : (JsonObject)JsonNode.Parse(text)!);
    }
}
