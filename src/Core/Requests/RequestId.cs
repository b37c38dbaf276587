using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitBot.Core.Requests;

/// <summary>A request's name everywhere: in chat, in the store, in account names. Twelve characters of <c>a–z2–7</c> (60 bits).</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct RequestId
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Length = 12;

    private readonly string? _value;

    private RequestId(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("This request id was never set.");

    /// <summary>The same delivery always gets the same id, so a platform that delivers twice asks once.</summary>
    public static RequestId From(Origin origin)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{origin.Platform}\n{origin.Tenant}\n{origin.Delivery}"), hash);
        return new(string.Create(Length, hash, static (id, bits) =>
        {
            for (var i = 0; i < id.Length; i++)
            {
                id[i] = Alphabet[bits[i] & 31];
            }
        }));
    }

    public static bool TryParse(string? text, out RequestId id)
    {
        var candidate = text?.Trim().ToLowerInvariant();
        id = candidate is { Length: Length } && candidate.All(Alphabet.Contains) ? new(candidate) : default;
        return id != default;
    }

    public override string ToString() => _value ?? "";

    private sealed class Converter : JsonConverter<RequestId>
    {
        public override RequestId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not a request id.");

        public override void Write(Utf8JsonWriter writer, RequestId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}

/// <summary>Where a request came in: enough to recognise the same delivery when the platform repeats it.</summary>
/// <param name="Platform">Such as <c>teams</c>.</param>
/// <param name="Tenant">The platform's id of the tenant or workspace.</param>
/// <param name="Delivery">The platform's id of the message, or of the form with its sender.</param>
public sealed record Origin(string Platform, string Tenant, string Delivery);
