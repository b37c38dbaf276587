using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace JitBot.Bot.Bytebase.Api;

/// <summary>
/// Of an issue, all of it: <c>projects/payments/issues/412</c>. Since 3.17 a number alone is one in every project. It becomes part of an address, so
/// nothing else is one.
/// </summary>
internal sealed record IssueName(string Project, long Number)
{
    private const int LongestProject = 63;

    /// <summary>Short enough for any button, and the same for the same issue.</summary>
    [JsonIgnore]
    public IssueId Id => IssueId.Of(ToString());

    public static bool IsProject(string name) => name.Length is > 0 and <= LongestProject && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static IssueName? Parse(string? text) => text?.Split('/') is ["projects", var project, "issues", var number] && IsProject(project)
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? new(project, parsed)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"projects/{Project}/issues/{Number}");
}

/// <summary><c>projects/payments/accessGrants/5f0c2a7e-…</c></summary>
internal sealed record GrantName(string Project, Guid Number)
{
    public static GrantName? Parse(string? text) => text?.Split('/') is ["projects", var project, "accessGrants", var number] && IssueName.IsProject(project)
        && Guid.TryParseExact(number, "D", out var parsed)
            ? new(project, parsed)
            : null;

    public override string ToString() => $"projects/{Project}/accessGrants/{Number:D}";
}

/// <summary>Sixteen hexadecimal digits made of an issue's full name.</summary>
internal readonly record struct IssueId
{
    private const int Length = 16;

    private readonly string? _value;

    private IssueId(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("This id was never set.");

    public static IssueId Of(string name) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..Length]);

    public static bool TryParse(string? text, out IssueId id)
    {
        id = text is { Length: Length } && text.All(char.IsAsciiHexDigitLower) ? new(text) : default;
        return id != default;
    }

    public override string ToString() => _value ?? "";
}
