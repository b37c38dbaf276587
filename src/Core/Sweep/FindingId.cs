using System.Security.Cryptography;
using System.Text;

namespace JitBot.Core.Sweep;

/// <summary>Short enough for any button, and always the same for the same account of the same target: twelve hexadecimal digits.</summary>
public readonly record struct FindingId
{
    private const int Length = 12;

    private readonly string? _value;

    private FindingId(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("This id was never set.");

    public static FindingId Of(string target, string account) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{target}\n{account}")))[..Length]);

    public static bool TryParse(string? text, out FindingId id)
    {
        id = text is { Length: Length } && text.All(char.IsAsciiHexDigitLower) ? new(text) : default;
        return id != default;
    }

    public override string ToString() => _value ?? "";
}
