using System.Security.Cryptography;
using System.Text;

namespace JitBot.Bot.Slack.Views;

/// <summary>A name as the value of a choice: itself, or if Slack has no room for it a hash, which is looked up among the names there are.</summary>
internal static class NameValue
{
    private const char Mark = '#';

    public static string Of(string name) => name.Length <= BlockLimits.OptionValue && name[0] != Mark
        ? name
        : $"{Mark}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16))}";

    public static bool IsHash(string value) => value.StartsWith(Mark);

    /// <returns>The name that has this value; the value itself if none has, so that it is refused as unknown.</returns>
    public static string Resolve(string value, IEnumerable<string> names) => IsHash(value) ? names.FirstOrDefault(name => Of(name) == value, value) : value;
}
