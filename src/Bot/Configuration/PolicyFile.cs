using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
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
    private const int MostBytes = 1024 * 1024;

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
        if (text.Length > MostBytes)
        {
            return Refused(new(name, $"has {text.Length:N0} bytes, more than {MostBytes:N0}", "fewer rules, with conditions that take several cases together"));
        }

        IConfigurationRoot configuration;
        IReadOnlyDictionary<string, int> lines;
        try
        {
            lines = JsonLines.Of(text);
            configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(text)).Build();
        }
        catch (Exception broken) when (broken is JsonException or FormatException or InvalidDataException)
        {
            var line = (broken as JsonException ?? broken.InnerException as JsonException)?.LineNumber is { } number ? $":{number + 1}" : "";
            return Refused(new($"{name}{line}", $"is not JSON: {broken.Message.TrimEnd('.')}", "{ \"Rules\": [ … ], \"Fallback\": { … } }"));
        }

        var settings = Settings.Whole(configuration);
        var policy = PolicySettings.Read(settings, organisation, Version(configuration));
        settings.NoteUnread();
        return new(settings.Problems.Count == 0 ? policy : null, [.. settings.Problems.Select(problem => problem with { Key = Place(problem.Key, name, lines, configuration) })]);
    }

    private static PolicyReading Refused(ConfigurationProblem problem) => new(null, [problem]);

    /// <summary>Such as <c>policy.json:12 Rules:0:When (production writes)</c>.</summary>
    private static string Place(string key, string name, IReadOnlyDictionary<string, int> lines, IConfigurationRoot configuration)
    {
        var known = key;
        while (known.Length > 0 && !lines.ContainsKey(known))
        {
            known = known[..Math.Max(0, known.LastIndexOf(':'))];
        }

        var line = lines.TryGetValue(known, out var number) ? $":{number}" : "";
        var rule = key.Split(':') is ["Rules", var place, ..] && configuration[$"Rules:{place}:Name"] is { Length: > 0 } title ? $" ({title})" : "";
        return $"{name}{line} {key}{rule}";
    }

    /// <summary>The same for files that say the same, however they are laid out.</summary>
    private static string Version(IConfigurationRoot configuration)
    {
        var all = configuration.AsEnumerable().Where(entry => entry.Value is not null).OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase)
            .Select(entry => $"{entry.Key.ToUpperInvariant()}\0{entry.Value}\0");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(all))))[..12];
    }
}
