using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using JitBot.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JitBot.EndToEnd.Tests;

/// <summary>What a tool of somebody's does by the API, with tokens that an operator made at the shell, on a real server.</summary>
public sealed class ApiLifeTests(JourneyWorlds worlds)
{
    private readonly ConcurrentQueue<string> _answers = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Rules 10, 35, 40
    [Fact]
    public async Task By_the_API_access_is_asked_for_approved_extended_and_ended_and_only_the_chat_shows_its_password()
    {
        await using var server = await worlds.ServerOfItsOwnAsync();
        await using var journey = await Journey.StartAsync(server);
        journey.WritePolicy("""{ "Name": "tools", "When": "request.level == 'read'", "Approval": [ { "Groups": [ "dba" ], "Sources": [ "api" ] } ], "Longest": "04:00:00" }""");
        using var dana = await ToolAsync(journey, "dana", "requests:read,requests:write,grants:read,grants:write");
        using var omar = await ToolAsync(journey, "omar", "requests:read,decisions:write,audit:read");

        var asked = await PostAsync(dana, "requests", new { target = "hr-prod", level = "read", tables = (string[])["title"], duration = "PT1H", reason = "INC-42 wrong titles" }, HttpStatusCode.Created);
        var id = (string)asked["id"]!;
        await PostAsync(dana, $"requests/{id}/approve", new { terms = 1 }, HttpStatusCode.Forbidden);
        await PostAsync(omar, $"requests/{id}/approve", new { terms = 1 }, HttpStatusCode.OK);
        var grant = await UntilAsync(dana, id, grant => (string?)grant["state"] == "active");
        var request = (await journey.World.Bot.GetRequiredService<IAccessStore>().ListAsync(new() { Limit = 1 }, Ct))[0];
        var login = await journey.ShowCredentialsAsync(request);
        Assert.Null(await Journey.TryAsync(login, "select count(*) from title"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await Journey.TryAsync(login, "select count(*) from salary"));

        var waiting = await PostAsync(dana, $"grants/{id}/extend", new { by = "1h", reason = "the comparison still runs" }, HttpStatusCode.Accepted);
        await PostAsync(omar, $"requests/{id}/approve", new { terms = (int)waiting["terms"]! }, HttpStatusCode.OK);
        var end = End(grant);
        await UntilAsync(dana, id, grant => End(grant) == end.AddHours(1));
        await journey.UntilAsync(request, now => now.Grant.CarriedEnd is null);
        Assert.True(await journey.World.AskDatabaseAsync<DateTime>("select rolvaliduntil from pg_roles where rolname = $1", request.Grant.AccountName) > end.AddMinutes(59).UtcDateTime);

        await PostAsync(dana, $"grants/{id}/end", new { }, HttpStatusCode.Accepted);
        await UntilAsync(dana, id, grant => (string?)grant["state"] == "ended");
        Assert.Equal(PostgresErrorCodes.InvalidPassword, await Journey.TryAsync(login, "select 1"));
        await journey.PassAsync(TimeSpan.FromMinutes(1));

        var record = await RecordAsync(omar, lines => lines.Any(line => line.Contains("\"event\":\"grant.ended\"", StringComparison.Ordinal)));
        foreach (var (step, actor) in new[] { ("request.submitted", "dana"), ("approval.given", "omar"), ("extension.asked", "dana"), ("grant.ending", "dana") })
        {
            Assert.Contains(record, line => line.Contains($"\"event\":\"{step}\",\"actor\":\"{actor}\",\"via\":\"api {actor}-tool/", StringComparison.Ordinal));
        }

        var password = new NpgsqlConnectionStringBuilder(login).Password!;
        Assert.DoesNotContain(_answers, answer => answer.Contains(password, StringComparison.Ordinal));
    }

    /// <summary>Somebody's tool, with a token of theirs.</summary>
    private static async Task<HttpClient> ToolAsync(Journey journey, string owner, string scopes)
    {
        var (code, token, error) = await OperatorCommand.RunAsync(journey, target: null, "token", "create", "--owner", owner, "--scopes", scopes, "--name", $"{owner}-tool");
        Assert.True(code == 0, error);
        return new() { BaseAddress = new($"{journey.World.BotAddress}/api/v1/"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }

    private async Task<JsonNode> PostAsync(HttpClient tool, string path, object body, HttpStatusCode expected)
    {
        using var response = await tool.PostAsJsonAsync(path, body, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        _answers.Enqueue(text);
        Assert.True(response.StatusCode == expected, $"{path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> UntilAsync(HttpClient tool, string id, Func<JsonNode, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Chats.ChatPerson.Patience);
        while (true)
        {
            var text = await tool.GetStringAsync(new Uri($"grants/{id}", UriKind.Relative), limit.Token);
            _answers.Enqueue(text);
            if (JsonNode.Parse(text) is { } grant && wanted(grant))
            {
                return grant;
            }

            await Task.Delay(200, limit.Token);
        }
    }

    /// <summary>What is on record is sealed within seconds.</summary>
    private static async Task<string[]> RecordAsync(HttpClient auditor, Func<string[], bool> wanted)
    {
        using var limit = new CancellationTokenSource(Chats.ChatPerson.Patience);
        while (true)
        {
            if ((await auditor.GetStringAsync(new Uri("audit", UriKind.Relative), limit.Token)).Split('\n') is var lines && wanted(lines))
            {
                return lines;
            }

            await Task.Delay(500, limit.Token);
        }
    }

    private static DateTimeOffset End(JsonNode grant) => DateTimeOffset.Parse((string)grant["endsAt"]!, CultureInfo.InvariantCulture);
}
