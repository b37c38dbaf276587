using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitBot.Core.Grants;

/// <summary>A value that must reach neither a log nor a document: it prints as dots, and writing it as JSON is refused.</summary>
[JsonConverter(typeof(NeverSerialized))]
public sealed class Secret(string value)
{
    // 62 letters and digits, no quotes or shell signs: it survives a URI, a .pgpass line and a shell word unquoted.
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The plain text. Ask for it only where it leaves the process towards its one rightful reader.</summary>
    public string Reveal() => value;

    /// <summary>A new password of 28 letters and digits: 166 bits.</summary>
    public static Secret NewPassword() => new(RandomNumberGenerator.GetString(Alphabet, 28));

    public override string ToString() => "•••";

    private sealed class NeverSerialized : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is never read from a document.");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is never written to a document.");
    }
}
