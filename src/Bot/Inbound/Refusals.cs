using System.Diagnostics.Metrics;
using System.Net;

namespace JitBot.Bot.Inbound;

/// <summary>
/// Counts what was turned away at the door. Logged once for each source and minute: whoever knocks in a loop must not write our log (rule 40).
/// <see cref="RecordRefusals"/> puts the counts on record.
/// </summary>
internal sealed partial class Refusals(TimeProvider time, ILogger<Refusals> log) : IDisposable
{
    private const int MostSources = 1_000;

    private readonly Meter _meter = new("JitBot.Inbound");
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _thisMinute = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefusalTally> _forRecord = new(StringComparer.Ordinal);
    private Counter<long>? _counter;
    private long _minute;

    /// <param name="platform">Whose message it claimed to be, such as <c>teams</c>; one of few, whatever the message says.</param>
    public void Count(string platform, IPAddress? source, string why)
    {
        _counter ??= _meter.CreateCounter<long>("jitbot.inbound.refused", "{message}", "Messages turned away before anything was done");
        _counter.Add(1, new("platform", platform), new("why", why));

        var from = source?.ToString() ?? "unknown";
        bool first;
        lock (_gate)
        {
            BeginMinute();
            // Beyond so many sources the rest are one.
            from = _thisMinute.Count < MostSources || _thisMinute.ContainsKey(from) ? from : "others";
            var count = _thisMinute[from] = _thisMinute.GetValueOrDefault(from) + 1;
            first = count == 1;
            _forRecord[platform] = _forRecord.GetValueOrDefault(platform, RefusalTally.None).Add(from, why);
        }

        if (first)
        {
            LogRefused(platform, from, why);
        }
    }

    /// <summary>The platforms for which anything was counted that is not on record.</summary>
    public IReadOnlyList<string> Doors
    {
        get
        {
            lock (_gate)
            {
                return [.. _forRecord.Keys];
            }
        }
    }

    /// <returns>What was counted for a platform; from now on it is counted anew. Null if that is nothing.</returns>
    public RefusalTally? Take(string platform)
    {
        lock (_gate)
        {
            return _forRecord.Remove(platform, out var tally) ? tally : null;
        }
    }

    public void GiveBack(string platform, RefusalTally tally)
    {
        lock (_gate)
        {
            _forRecord[platform] = _forRecord.TryGetValue(platform, out var since) ? tally.Plus(since) : tally;
        }
    }

    public void Dispose() => _meter.Dispose();

    private void BeginMinute()
    {
        var minute = time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
        if (minute == _minute)
        {
            return;
        }

        foreach (var (source, count) in _thisMinute.Where(entry => entry.Value > 1))
        {
            LogCount(source, count);
        }

        _thisMinute.Clear();
        _minute = minute;
    }

    [LoggerMessage(1, LogLevel.Warning, "Turned a message for {Platform} from {Source} away: {Why}")]
    private partial void LogRefused(string platform, string source, string why);

    [LoggerMessage(2, LogLevel.Warning, "Turned {Count} messages from {Source} away within a minute")]
    private partial void LogCount(string source, int count);
}
