using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Policy;

namespace JitBot.Bot.Configuration;

/// <summary>What became of reading a policy: the policy, or everything that is wrong with it.</summary>
internal sealed record PolicyReading(PolicyDocument? Policy, ImmutableArray<ConfigurationProblem> Problems)
{
    public bool IsUsable => Policy is not null && Problems.IsEmpty;
}

/// <summary>A policy as an operator keeps it: a JSON file of its own, in which comments and trailing commas may stand.</summary>
internal static class PolicyFile
{
    public static PolicyReading Read(string path, Organisation organisation)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), Path.GetFileName(path), organisation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return Refused(new("JitBot:PolicyFile", $"cannot be read: {unreadable.Message.TrimEnd('.')}", "\"PolicyFile\": \"policy.json\"; policy.sample.json shows every key"));
        }
    }

    /// <param name="name">What problems are said to be in.</param>
    public static PolicyReading Parse(byte[] text, string name, Organisation organisation)
    {
        var (file, broken) = PlacedJson.Parse(text, name, "{ \"Rules\": [ … ], \"Fallback\": { … } }");
        if (file is null)
        {
            return Refused(broken!);
        }

        var settings = Settings.Whole(file.Configuration);
        var policy = PolicySettings.Read(settings, organisation, Version(file.Configuration));
        settings.NoteUnread();
        return new(settings.Problems.Count == 0 ? policy : null, file.Place(settings.Problems));
    }

    private static PolicyReading Refused(ConfigurationProblem problem) => new(null, [problem]);

    /// <summary>The same for files that say the same, however they are laid out.</summary>
    private static string Version(IConfigurationRoot configuration)
    {
        var all = configuration.AsEnumerable().Where(entry => entry.Value is not null).OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase)
            .Select(entry => $"{entry.Key.ToUpperInvariant()}\0{entry.Value}\0");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(all))))[..12];
    }
}
