using System.Text.Json.Nodes;
using JitBot.Bot.Api;
using JitBot.Core.Audit;

namespace JitBot.Bot.Tests.Api;

/// <summary>What a client can do that knows nothing but the document.</summary>
public sealed class DocumentTests : IAsyncLifetime
{
    private ApiBot _bot = null!;
    private DocumentClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bot = await ApiBot.StartAsync();
        _client = await DocumentClient.ReadAsync(_bot);
    }

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task A_whole_life_and_every_route_are_had_from_the_document_alone()
    {
        var (dana, omar, olga) = (await _bot.TokenAsync("dana"), await _bot.TokenAsync("omar"), await _bot.TokenAsync("olga"));

        var target = (string)(await _client.CallAsync(dana, "listTargets"))!["items"]![1]!["id"]!;
        JsonObject Draft() => new() { ["target"] = target, ["level"] = "read", ["tables"] = new JsonArray("public.title"), ["duration"] = "PT2H", ["reason"] = "INC-42" };
        Assert.Equal("asked", (string?)(await _client.CallAsync(dana, "explainPolicy", body: Draft()))!["verdict"]);

        var asked = (await _client.CallAsync(dana, "createRequest", body: Draft(), key: "life-1"))!;
        var id = (string)asked["id"]!;
        var shown = (await _client.CallAsync(omar, "getRequest", id))!;
        Assert.Equal("approved", (string?)(await _client.CallAsync(omar, "approveRequest", id, new() { ["terms"] = (int)shown["terms"]! }))!["state"]);
        await _bot.RunDueAsync();
        Assert.Equal(id, (string?)(await _client.CallAsync(dana, "listRequests", query: "state=active&limit=1"))!["items"]![0]!["id"]);
        Assert.Equal(id, (string?)(await _client.CallAsync(olga, "listGrants", query: $"requester=dana&target={target}"))!["items"]![0]!["id"]);

        var longer = (await _client.CallAsync(dana, "extendGrant", id, new() { ["by"] = "PT1H", ["reason"] = "still at it" }))!;
        await _client.CallAsync(omar, "approveRequest", id, new() { ["terms"] = (int)longer["terms"]! });
        var extended = (await _client.CallAsync(dana, "getGrant", id))!;
        Assert.Equal((DateTimeOffset)longer["extension"]!["until"]!, (DateTimeOffset)extended["endsAt"]!);
        await _client.CallAsync(dana, "endGrant", id);
        await _bot.RunDueAsync();
        Assert.Equal("ended", (string?)(await _client.CallAsync(dana, "getGrant", id))!["state"]);

        var denied = (string)(await _client.CallAsync(dana, "createRequest", body: Draft()))!["id"]!;
        await _client.CallAsync(omar, "denyRequest", denied, new() { ["terms"] = 1, ["reason"] = "not now" });
        var withdrawn = (string)(await _client.CallAsync(dana, "createRequest", body: Draft()))!["id"]!;
        await _client.CallAsync(dana, "withdrawRequest", withdrawn);

        await _bot.Get<SealAudit>().HandleAsync(Ct);
        await _client.CallAsync(olga, "exportAudit", query: "format=jsonl");
        await _client.CallAsync(olga, "getAuditPublicKey");
        Assert.Equal(_client.Operations.Order(StringComparer.Ordinal), _client.Called.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_route_without_a_token_answers_as_the_document_says()
    {
        foreach (var operation in _client.Operations)
        {
            await _client.CallAsync(token: null, operation, "aaaaaaaaaaaa");
        }

        Assert.Equal(_client.Operations.Order(StringComparer.Ordinal), _client.Called.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_refusal_in_use_is_in_the_document()
    {
        var (dana, sam) = (await _bot.TokenAsync("dana"), await _bot.TokenAsync("sam"));
        var id = (string)(await _client.CallAsync(dana, "createRequest", body: new() { ["target"] = "hr-prod", ["level"] = "read", ["duration"] = "1h", ["reason"] = "INC-42" }))!["id"]!;

        foreach (var operation in _client.Operations)
        {
            await _client.CallAsync(sam, operation, id, body: [], query: "limit=0");
            await _client.CallAsync(dana, operation, id, body: new() { ["terms"] = 99, ["reason"] = "", ["by"] = "x", ["target"] = "x" });
        }
    }

    [Fact]
    public void Everything_in_the_document_is_described_in_words() => Assert.Empty(_client.Undescribed());

    [Fact]
    public async Task The_document_is_there_for_everybody_and_names_no_target() =>
        Assert.DoesNotContain("hr-prod.", (await _bot.SendAsync(HttpMethod.Get, token: null, ApiDocument.Path)).Body.Replace("such as hr-prod", "", StringComparison.Ordinal), StringComparison.Ordinal);
}
