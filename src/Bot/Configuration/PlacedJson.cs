using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace JitBot.Bot.Configuration;

/// <summary>A JSON file that operators write, in which comments and trailing commas may stand, and the line on which each key does.</summary>
internal sealed class PlacedJson
{
    private const int MostBytes = 1024 * 1024;

    private readonly string _name;
    private readonly IReadOnlyDictionary<string, int> _lines;

    private PlacedJson(string name, IConfigurationRoot configuration, IReadOnlyDictionary<string, int> lines) =>
        (_name, Configuration, _lines) = (name, configuration, lines);

    public IConfigurationRoot Configuration { get; }

    /// <param name="name">What problems are said to be in.</param>
    /// <param name="example">What such a file looks like.</param>
    /// <returns>The file, or why it cannot be read.</returns>
    public static (PlacedJson? File, ConfigurationProblem? Problem) Parse(byte[] text, string name, string example)
    {
        if (text.Length > MostBytes)
        {
            return (null, new(name, $"has {text.Length:N0} bytes, more than {MostBytes:N0}", "several files, or fewer entries"));
        }

        // Whoever reads on takes a replacement character for what they cannot read, and a rule on such a name would silently never hold.
        if (!Utf8.IsValid(text))
        {
            return (null, new(name, "is not UTF-8", "the same file, saved as UTF-8"));
        }

        try
        {
            var lines = JsonLines.Of(text);
            return (new(name, new ConfigurationBuilder().AddJsonStream(new MemoryStream(text)).Build(), lines), null);
        }
        // Half of a character, written as \ud800, is an invalid operation to those who read it.
        catch (Exception broken) when (broken is JsonException or FormatException or InvalidDataException or InvalidOperationException)
        {
            var line = (broken as JsonException ?? broken.InnerException as JsonException)?.LineNumber is { } number ? $":{number + 1}" : "";
            return (null, new($"{name}{line}", $"is not JSON: {broken.Message.TrimEnd('.')}", example));
        }
    }

    /// <summary>The same problems from the file's top to its end, each said to be in such a place as <c>policy.json:12 Rules:0:When (production writes)</c>.</summary>
    public ImmutableArray<ConfigurationProblem> Place(IEnumerable<ConfigurationProblem> problems) =>
        [.. problems.Select(problem => (problem, line: Line(problem.Key))).OrderBy(placed => placed.line).Select(placed => Place(placed.problem, placed.line))];

    /// <returns>From 1; that of the nearest key around it that is there, 0 if there is none.</returns>
    private int Line(string key)
    {
        var known = key;
        while (known.Length > 0 && !_lines.ContainsKey(known))
        {
            known = known[..Math.Max(0, known.LastIndexOf(':'))];
        }

        return _lines.GetValueOrDefault(known);
    }

    private ConfigurationProblem Place(ConfigurationProblem problem, int number)
    {
        var line = number > 0 ? $":{number}" : "";
        var entry = problem.Key.Split(':') is [var list, var place, ..] && Configuration[$"{list}:{place}:Name"] is { Length: > 0 } title ? $" ({title})" : "";
        return problem with { Key = $"{_name}{line} {problem.Key}{entry}" };
    }
}
