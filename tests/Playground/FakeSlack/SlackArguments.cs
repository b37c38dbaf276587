using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>What a call says, as JSON or as a form.</summary>
/// <param name="Value">Without the token.</param>
/// <param name="Token">From the Authorization header, or from a form.</param>
/// <param name="Error">Why it could not be read.</param>
internal sealed record SlackArguments(JsonElement Value, bool IsJson, string? Token, string? Error)
{
    private static readonly string[] JsonInForms = ["blocks", "view", "files", "metadata"];

    public static async Task<SlackArguments> ReadAsync(HttpRequest request)
    {
        var token = request.Headers.Authorization.ToString().Split(' ') is ["Bearer", var bearer] ? bearer : null;
        var arguments = new JsonObject();
        string? error = null;
        if (request.HasJsonContentType() && request.ContentLength != 0)
        {
            try
            {
                arguments = await JsonSerializer.DeserializeAsync<JsonNode>(request.Body, cancellationToken: request.HttpContext.RequestAborted) as JsonObject ?? [];
            }
            catch (JsonException)
            {
                error = "invalid_json";
            }
        }
        else if (request.HasFormContentType)
        {
            foreach (var (key, value) in await request.ReadFormAsync(request.HttpContext.RequestAborted))
            {
                arguments[key] = value.ToString();
            }

            token ??= arguments["token"]?.GetValue<string>();
        }

        foreach (var (key, value) in request.Query)
        {
            arguments[key] = value.ToString();
        }

        arguments.Remove("token");
        foreach (var key in JsonInForms)
        {
            if (arguments[key] is JsonValue value && value.TryGetValue(out string? text))
            {
                error ??= Parse(text) is { } parsed ? Replace(arguments, key, parsed) : key == "blocks" ? "invalid_blocks_format" : "invalid_arguments";
            }
        }

        return new(arguments.Element(), request.HasJsonContentType(), token, error);
    }

    private static string? Replace(JsonObject arguments, string key, JsonNode parsed)
    {
        arguments[key] = parsed;
        return null;
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
