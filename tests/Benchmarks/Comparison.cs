using System.Diagnostics;

namespace JitBot.Benchmarks;

/// <summary>A figure beside its floor, or beside the bound it must stay within.</summary>
/// <param name="Promised">The highest ratio that keeps the promise; null for what is only reported.</param>
/// <param name="Unit">Of both figures. Times compared to a floor are medians.</param>
internal sealed record Comparison(string What, double Floor, double Ours, double? Promised, string Unit = "ms")
{
    public double Ratio => Ours / Floor;

    /// <summary>A figure with a bound of its own instead of a floor.</summary>
    public static Comparison Within(string what, double bound, double ours, string unit = "ms") => new($"{what}, against its bound", bound, ours, 1, unit);

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

        return new(what, Quantile(floors, 0.5), Quantile(all, 0.5), promised);
    }

    public static async Task<TimeSpan> TimeAsync(Func<Task> step)
    {
        var began = Stopwatch.GetTimestamp();
        await step();
        return Stopwatch.GetElapsedTime(began);
    }

    /// <param name="share">0.5 for the median, 0.99 for the value that one in a hundred exceeds.</param>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
