using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core;

namespace JitBot.Bot.Configuration;

/// <summary>One thing wrong with the configuration.</summary>
/// <param name="Key">The whole key, such as <c>JitBot:Targets:hr-prod:Owners</c>.</param>
/// <param name="What">What was found and what is wanted.</param>
/// <param name="Example">A line that would be right.</param>
internal sealed record ConfigurationProblem(string Key, string What, string Example)
{
    /// <summary>The place within a longer text that it is about; null if it is about all of it.</summary>
    public Excerpt? In { get; init; }
}

/// <param name="Text">All of it, as the operator wrote it.</param>
/// <param name="Offset">Where, in characters from its start.</param>
/// <param name="Length">In characters; 0 where something is missing.</param>
internal sealed record Excerpt(string Text, int Offset, int Length);

/// <summary>
/// Reads one section of the configuration into typed values. It never stops at the first mistake: each is noted and something harmless is
/// returned, so that all are listed at once. Keys that nobody asked for are mistakes too.
/// </summary>
internal sealed class Settings
{
    private readonly IConfiguration _section;
    private readonly string _path;
    private readonly Log _log;

    private Settings(IConfiguration section, string path, Log log) => (_section, _path, _log) = (section, path, log);

    public static Settings Root(IConfiguration configuration, string section) => new(configuration.GetSection(section), section, new());

    /// <summary>A file of its own: its keys begin at its root.</summary>
    public static Settings Whole(IConfiguration configuration) => new(configuration, "", new());

    public IReadOnlyList<ConfigurationProblem> Problems => _log.Problems;

    /// <summary>Every key that was asked for, whether or not it was there.</summary>
    public IReadOnlyCollection<string> KeysRead => _log.Read;

    public void Problem(string key, string what, string example, Excerpt? place = null) => _log.Problems.Add(new(Path(key), what, example) { In = place });

    /// <summary>A text that has to be there.</summary>
    public string Text(string key, string example)
    {
        if (OptionalText(key) is { } text)
        {
            return text;
        }

        Problem(key, "is missing", example);
        return "";
    }

    public string? OptionalText(string key) => Value(key) is { Length: > 0 } text ? text.Trim() : null;

    public int Number(string key, int standard, int least, int most)
    {
        if (OptionalText(key) is not { } text)
        {
            return standard;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Problem(key, $"is '{text}', not a whole number from {least} to {most}", $"\"{Leaf(key)}\": {standard}");
        return standard;
    }

    public bool Flag(string key)
    {
        var text = OptionalText(key) ?? "false";
        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        Problem(key, $"is '{text}', not true or false", $"\"{Leaf(key)}\": false");
        return false;
    }

    /// <summary>The same, if it is there.</summary>
    public TimeSpan? OptionalDuration(string key, TimeSpan most) => OptionalText(key) is null ? null : Duration(key, most);

    /// <summary>A length of time as <c>[d.]hh:mm:ss</c>, longer than none and at most <paramref name="most"/>.</summary>
    public TimeSpan Duration(string key, TimeSpan most)
    {
        var example = $"\"{Leaf(key)}\": \"04:00:00\"";
        if (OptionalText(key) is not { } text)
        {
            Problem(key, "is missing", example);
            return most;
        }

        if (IsDuration(text, out var duration) && duration > TimeSpan.Zero && duration <= most)
        {
            return duration;
        }

        Problem(key, $"is '{text}', not a length of time (hh:mm:ss up to 23:59:59, then d.hh:mm:ss) of at most {most.TotalDays:0.#} days", example);
        return most;
    }

    /// <summary>Exactly <c>[d.]hh:mm:ss</c>: the general parser takes "24:00:00" for 24 days, and "8" for eight.</summary>
    public static bool IsDuration(string text, out TimeSpan duration) =>
        TimeSpan.TryParseExact(text, [@"h\:mm\:ss", @"d\.hh\:mm\:ss"], CultureInfo.InvariantCulture, out duration);

    /// <summary>A list of names. An empty list in JSON reads as an empty text.</summary>
    public ImmutableArray<string> Names(string key, string example, bool required)
    {
        if (Value(key) is { Length: > 0 } single)
        {
            Problem(key, $"is '{single}', not a list", $"\"{Leaf(key)}\": [\"{single}\"]");
            return [single];
        }

        var names = Keys(key).Select(index => OptionalText($"{key}:{index}")).OfType<string>().ToImmutableArray();
        if (required && names.IsEmpty)
        {
            Problem(key, "has no entry", $"\"{Leaf(key)}\": [{example}]");
        }

        return names;
    }

    public Settings Section(string key) => new(_section.GetSection(key), Path(key), _log);

    /// <summary>The sections below a key, by their names. An empty list reads as an empty text; any other text in its place stays unread.</summary>
    public IEnumerable<(string Name, Settings Section)> Sections(string key)
    {
        if (_section[key] is "")
        {
            _log.Read.Add(Path(key));
        }

        return Keys(key).Select(name => (name, Section($"{key}:{name}")));
    }

    /// <summary>Counts what is below a key as read: that it is there is a mistake already told.</summary>
    public void Skip(string key) => _log.Read.UnionWith(_section.GetSection(key).AsEnumerable().Select(entry => entry.Key));

    public bool Has(string key) => _section.GetSection(key).Exists();

    /// <summary>Notes every key that no one has read: most often a typing mistake, whose value would silently not count.</summary>
    public void NoteUnread()
    {
        foreach (var (path, _) in _section.AsEnumerable(makePathsRelative: true).Where(entry => entry.Value is not null))
        {
            var key = Path(path);
            if (!_log.Read.Contains(key))
            {
                var known = _log.Read.Where(read => Parent(read) == Parent(key)).Select(Leaf).ToArray();
                _log.Problems.Add(new(key, "is not a setting", known.Length == 0 ? "remove it" : $"\"{PlainText.Nearest(Leaf(key), known, 1)[0]}\": …"));
            }
        }
    }

    private string? Value(string key)
    {
        _log.Read.Add(Path(key));
        return _section[key];
    }

    private IEnumerable<string> Keys(string key) => _section.GetSection(key).GetChildren().Select(child => child.Key);

    private string Path(string key) => key.Length == 0 ? _path : _path.Length == 0 ? key : $"{_path}:{key}";

    private static string Leaf(string key) => key[(key.LastIndexOf(':') + 1)..];

    private static string Parent(string key) => key[..Math.Max(0, key.LastIndexOf(':'))];

    private sealed class Log
    {
        public List<ConfigurationProblem> Problems { get; } = [];
        public HashSet<string> Read { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
