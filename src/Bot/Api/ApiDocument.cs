using System.Globalization;
using System.Text.Json.Nodes;
using JitBot.Core.Requests;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JitBot.Bot.Api;

/// <summary>The API's own description, by OpenAPI. It says nothing of this installation, so it is there for everybody; it is made once.</summary>
internal sealed class ApiDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider documents)
{
    public const string Name = "v1";
    public const string Path = "/openapi/v1.json";
    private const string Bearer = "token";

    private readonly Lock _gate = new();
    private Task<string>? _made;

    public async Task<string> TextAsync()
    {
        Task<string> made;
        lock (_gate)
        {
            made = _made is null or { IsFaulted: true } ? _made = MakeAsync() : _made;
        }

        return await made;
    }

    private async Task<string> MakeAsync() => await (await documents.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);

    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = api => $"/{api.RelativePath}".StartsWith($"{ApiServices.Root}/", StringComparison.Ordinal);
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "JitBot",
            Version = Name,
            Description = "Just-in-time database access: asked for, decided, followed and ended by other tools. Refusals are problem details (RFC 9457). docs/api.md has examples.",
        };
        document.Servers = [new() { Url = "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token made by: jitbot token create. It carries its owner's word." },
        };
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var scope = context.Description.ActionDescriptor.EndpointMetadata.OfType<NeedsScope>().Single().Scope;
        operation.Description = $"{operation.Description} Scope: {scope}.";
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Schema = Schema(parameter.Name!);
        }

        if (context.Description.HttpMethod == HttpMethods.Post)
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Description = "1 to 255 visible ASCII characters. For a day the same key with the same body gets the first answer again, and nothing happens twice.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 255, Pattern = "^[!-~]+$" },
            });
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            response.Description = Words(status);
        }
    }

    private static OpenApiSchema Schema(string parameter) => parameter switch
    {
        "limit" => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "200", Default = JsonValue.Create(50) },
        "id" => new() { Type = JsonSchemaType.String, Pattern = "^[a-z2-7]{12}$" },
        "format" => new() { Type = JsonSchemaType.String, Enum = ["jsonl", "csv"] },
        "state" => new() { Type = JsonSchemaType.String, Examples = [RequestState.Active.ToString().ToLowerInvariant()] },
        _ => new() { Type = JsonSchemaType.String },
    };

    private static string Words(string status) => int.Parse(status, CultureInfo.InvariantCulture) switch
    {
        StatusCodes.Status200OK => "Done, as it stands now.",
        StatusCodes.Status201Created => "It was made; Location says where it can be read.",
        StatusCodes.Status202Accepted => "It was taken down and is not done yet.",
        StatusCodes.Status400BadRequest => "Body, parameter or idempotency key cannot be read. Nothing was done.",
        StatusCodes.Status401Unauthorized => "No token that counts. Nothing was done.",
        StatusCodes.Status403Forbidden => "The token lacks the scope, or its owner may not do this. Nothing was done.",
        StatusCodes.Status404NotFound => "There is no such thing, or this token does not show it.",
        StatusCodes.Status409Conflict => "As it stands now this cannot be done, or the same call is being acted upon.",
        StatusCodes.Status413PayloadTooLarge => "The body is too big. Nothing was done.",
        StatusCodes.Status415UnsupportedMediaType => "The body is not JSON. Nothing was done.",
        StatusCodes.Status422UnprocessableEntity => "It was understood, and cannot be done like this; or the idempotency key was used for something else.",
        StatusCodes.Status429TooManyRequests => "Too fast. Retry-After says when to try again.",
        StatusCodes.Status503ServiceUnavailable => "Something that is needed does not answer. Try again in a while, with the same idempotency key.",
        _ => throw new InvalidOperationException($"Unknown status {status}."),
    };
}
