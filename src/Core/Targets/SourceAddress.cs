using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitBot.Core.Targets;

/// <summary>What is wrong with an address that was typed.</summary>
public enum AddressFault
{
    None,

    /// <summary>No address, or not one alone: a name, a list, a port.</summary>
    NotAnAddress,

    /// <summary>A network that takes in every address, and so holds nobody to any.</summary>
    Everywhere,
}

/// <summary>
/// Where an account is let in from: one address or a network, in the one spelling there is for it. <c>10.1.2.3</c>, <c>10.0.0.0/24</c>,
/// <c>2001:db8::/32</c>; no bits behind the prefix, no prefix on a single address, and no IPv4 in the guise of IPv6.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed record SourceAddress
{
    private const int MappedPrefix = 96;

    private SourceAddress(string text) => Text = text;

    public string Text { get; }

    /// <returns>Null if there is a fault with it.</returns>
    public static SourceAddress? Read(string? typed, out AddressFault fault)
    {
        var text = typed?.Trim() ?? "";
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        fault = AddressFault.NotAnAddress;
        if (ReadAddress(slash < 0 ? text : text[..slash]) is not { } address)
        {
            return null;
        }

        var bits = address.GetAddressBytes().Length * 8;
        var prefix = bits;
        if (slash >= 0 && !(int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix <= bits))
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6 && prefix >= MappedPrefix)
        {
            (address, bits, prefix) = (address.MapToIPv4(), bits - MappedPrefix, prefix - MappedPrefix);
        }

        fault = prefix == 0 ? AddressFault.Everywhere : AddressFault.None;
        return prefix == 0 ? null : new(prefix == bits ? $"{address}" : $"{Network(address, prefix)}/{prefix.ToString(CultureInfo.InvariantCulture)}");
    }

    public override string ToString() => Text;

    // The parser of .NET also takes 10.1, 0x0a000001, 010.0.0.1 for IPv4, and brackets, ports and zones for IPv6: whoever types that may mean another address.
    private static IPAddress? ReadAddress(string text) =>
        IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text : text.All(sign => char.IsAsciiHexDigit(sign) || sign is ':' or '.'))
            ? address
            : null;

    private static IPAddress Network(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(prefix - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new(bytes);
    }

    private sealed class Converter : JsonConverter<SourceAddress>
    {
        public override SourceAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            SourceAddress.Read(reader.GetString(), out _) ?? throw new JsonException("Not an address.");

        public override void Write(Utf8JsonWriter writer, SourceAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }
}
