using System.Diagnostics;

namespace JitBot.Benchmarks;

/// <summary>A figure beside its floor. Times are medians in milliseconds.</summary>
/// <param name="Promised">The highest ratio that keeps the promise; null for what is only reported.</param>
internal sealed record Comparison(string What, double FloorMs, double OursMs, double? Promised)
{
    public double Ratio => OursMs / FloorMs;

    public bool IsKept => Promised is null || Ratio <= Promised;

    /// <summary>Measures both in turn, round by round, so that whatever else the machine does falls on both alike.</summary>
    /// <param name="floor">Does one round and returns how long the part that counts took.</param>
    public static async Task<Comparison> OfAsync(string what, int rounds, double? promised, Func<int, Task<TimeSpan>> floor, Func<int, Task<TimeSpan>> ours)
    {
        // The first rounds compile code, open connections and fill caches.
        var warmUp = Math.Max(3, rounds / 10);
        List<double> floors = [], all = [];
        for (var round = 0; round < rounds + warmUp; round++)
        {
            var (bare, jit) = (await floor(round), await ours(round));
            if (round >= warmUp)
            {
                floors.Add(bare.TotalMilliseconds);
                all.Add(jit.TotalMilliseconds);
            }
        }

        return new(what, Median(floors), Median(all), promised);
    }

    public static async Task<TimeSpan> TimeAsync(Func<Task> step)
    {
        var began = Stopwatch.GetTimestamp();
        await step();
        return Stopwatch.GetElapsedTime(began);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
