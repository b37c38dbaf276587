using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Core.Requests;

namespace JitBot.Core.Storage;

/// <summary>How a request is written down. Both stores keep exactly this.</summary>
public static class RequestDocument
{
    /// <summary>The most bytes of UTF-8 one document may take.</summary>
    public const int MostBytes = 256 * 1024;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
        // jsonb does not keep the order of keys.
        AllowOutOfOrderMetadataProperties = true,
    };

    /// <exception cref="InvalidOperationException">The document is larger than <see cref="MostBytes"/>; whatever grew it has to bound itself.</exception>
    public static string Write(AccessRequest request)
    {
        var json = JsonSerializer.Serialize(request, Options);
        return Encoding.UTF8.GetByteCount(json) <= MostBytes
            ? json
            : throw new InvalidOperationException($"Request {request.Id} would take more than {MostBytes} bytes.");
    }

    /// <exception cref="UnreadableDocumentException">It is damaged, or a newer JitBot wrote it.</exception>
    public static AccessRequest Read(string json, long version)
    {
        AccessRequest? request;
        try
        {
            request = JsonSerializer.Deserialize<AccessRequest>(json, Options);
        }
        catch (Exception damaged) when (damaged is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new UnreadableDocumentException("The document is damaged.", damaged);
        }

        return request switch
        {
            null => throw new UnreadableDocumentException("The document is empty."),
            { SchemaVersion: > AccessRequest.CurrentSchema } =>
                throw new UnreadableDocumentException($"A newer JitBot wrote it (schema {request.SchemaVersion}, known up to {AccessRequest.CurrentSchema})."),
            _ => request with { Version = version },
        };
    }
}

public sealed class UnreadableDocumentException(string message, Exception? inner = null) : Exception(message, inner);
