using System.Text.Json.Nodes;
using JitBot.Bot.Api;

namespace JitBot.Bot.Tests.Api;

/// <summary>Calls operations by their names, with addresses, parameters and schemas from the API's document, and holds each answer against it.</summary>
internal sealed class DocumentClient
{
    private readonly ApiBot _bot;
    private readonly JsonNode _document;
    private readonly Dictionary<string, (string Path, string Method, JsonNode Operation)> _operations;

    private DocumentClient(ApiBot bot, JsonNode document)
    {
        (_bot, _document) = (bot, document);
        _operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method => (Path: path.Key, Method: method.Key, Operation: method.Value!)))
            .ToDictionary(operation => (string)operation.Operation["operationId"]!, StringComparer.Ordinal);
    }

    public IEnumerable<string> Operations => _operations.Keys;

    public HashSet<string> Called { get; } = new(StringComparer.Ordinal);

    public static async Task<DocumentClient> ReadAsync(ApiBot bot) => new(bot, (await bot.SendAsync(HttpMethod.Get, token: null, ApiDocument.Path)).Json);

    /// <param name="body">Left out where the operation takes none.</param>
    /// <param name="query">Its parameters are left out where the operation has them not.</param>
    /// <returns>Null of what is no JSON.</returns>
    public async Task<JsonNode?> CallAsync(string? token, string name, string? id = null, JsonObject? body = null, string? query = null, string? key = null)
    {
        Called.Add(name);
        var (path, method, operation) = _operations[name];
        var parameters = operation["parameters"]?.AsArray().Select(parameter => ((string)parameter!["name"]!, (string)parameter["in"]!)).ToHashSet() ?? [];
        Assert.Equal(path.Contains("{id}", StringComparison.Ordinal), parameters.Contains(("id", "path")));
        Assert.Equal(method == "post", parameters.Contains(("Idempotency-Key", "header")));
        var asked = string.Join('&', query?.Split('&').Where(part => parameters.Contains((part.Split('=')[0], "query"))) ?? []);
        var sent = operation["requestBody"] is null ? null : body;
        var said = await _bot.SendAsync(new(method), token, $"{path.Replace("{id}", id, StringComparison.Ordinal)}?{asked}", sent?.ToJsonString(), key);

        var answer = operation["responses"]![$"{(int)said.Status}"];
        Assert.True(answer is not null, $"{name} answered {said.Outcome}, which the document does not say: {said.Body}");
        var content = answer["content"]?[said.MediaType!];
        Assert.True(content is not null, $"{name} answered {said.Outcome} as {said.MediaType}, which the document does not say.");
        if (said.MediaType!.EndsWith("json", StringComparison.Ordinal) && said.MediaType != "application/x-ndjson")
        {
            Conforms(said.Json, content["schema"]!, name);
            return said.Json;
        }

        return null;
    }

    /// <summary>Operations, parameters, answers and members that are not explained, and are not plain from their names.</summary>
    public IEnumerable<string> Undescribed()
    {
        foreach (var (name, (_, _, operation)) in _operations)
        {
            foreach (var part in (string[])["summary", "description"])
            {
                if (operation[part] is null)
                {
                    yield return $"{name} has no {part}";
                }
            }

            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            {
                if (parameter!["description"] is null || parameter["schema"] is null)
                {
                    yield return $"{name}: {parameter["name"]}";
                }
            }

            foreach (var (status, answer) in operation["responses"]!.AsObject())
            {
                if (((string?)answer!["description"])?.EndsWith('.') is not true)
                {
                    yield return $"{name}: {status}";
                }
            }

            if (operation["security"] is null)
            {
                yield return $"{name} has no security";
            }
        }
    }

    private void Conforms(JsonNode? value, JsonNode schema, string place)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            schema = _document["components"]!["schemas"]![reference.Split('/')[^1]]!;
        }

        if (schema["oneOf"] is JsonArray { } choices)
        {
            schema = choices.First(choice => (string?)choice!["type"] != "null")!;
            Conforms(value, schema, place);
            return;
        }

        switch (value)
        {
            case JsonObject members:
                var known = schema["properties"]?.AsObject();
                foreach (var (name, member) in members)
                {
                    var inner = known?[name] ?? schema["additionalProperties"];
                    Assert.True(inner is not null, $"{place}.{name} is not in the document.");
                    Conforms(member, inner, $"{place}.{name}");
                }

                Assert.All(schema["required"]?.AsArray().Select(name => (string)name!) ?? [], name => Assert.True(members.ContainsKey(name), $"{place}.{name} is missing."));
                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Conforms(item, schema["items"]!, $"{place}[]");
                }

                break;
            default:
                var allowed = schema["type"] switch
                {
                    JsonArray types => types.Select(type => (string)type!).ToArray(),
                    { } type => [(string)type!],
                    null => [],
                };
                var kind = value?.GetValueKind().ToString();
                Assert.True(schema["enum"] is JsonArray values ? values.Any(choice => (string?)choice == (string?)value) : allowed.Any(type => type switch
                {
                    "string" => kind is "String",
                    "integer" or "number" => kind is "Number",
                    "boolean" => kind is "True" or "False",
                    "null" => kind is null,
                    _ => false,
                }), $"{place} is {value?.ToJsonString()}, and not as {schema.ToJsonString()} says.");
                break;
        }
    }
}
