using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using JitBot.EndToEnd.Tests.Faults;
using JitBot.Support.Postgres;

[assembly: AssemblyFixture(typeof(FaultReport))]

namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>Collects what held and what was measured, and after a full run writes it to <c>docs/fault-matrix.md</c>.</summary>
public sealed class FaultReport : IDisposable
{
    private readonly ConcurrentDictionary<(string Step, Side Side), ImmutableArray<KilledLifeResult>> _killed = [];
    private readonly ConcurrentDictionary<FaultRow, (bool Held, string Measured)> _rows = [];

    internal void Killed(LifeStep step, Side side, ImmutableArray<KilledLifeResult> results) => _killed[(step.Name, side)] = results;

    /// <summary>Runs the test of a row; what it returns is what was measured.</summary>
    internal async Task ShowAsync(FaultRow row, Func<Task<string>> test)
    {
        try
        {
            _rows[row] = (true, await test());
        }
        catch
        {
            _rows[row] = (false, "");
            throw;
        }
    }

    public void Dispose()
    {
        // A run of chosen tests knows only part of it, and a sample less than the document says.
        if (FaultRun.IsFull && FaultRow.All.All(_rows.ContainsKey) && _killed.Count == LifeStep.All.Count * 2)
        {
            File.WriteAllText(Path.Combine(PostgresBinaries.RepositoryFolder, "docs", "fault-matrix.md"), Write());
        }
    }

    private string Write()
    {
        var all = _killed.Values.SelectMany(results => results).ToArray();
        var text = new StringBuilder(FaultText.Introduction)
            .AppendLine(CultureInfo.InvariantCulture, $"Measured on {Environment.ProcessorCount} cores with {Memory()} GB of memory, PostgreSQL {PostgresFixture.Newest}.")
            .AppendLine()
            .AppendLine("## The bot killed at every statement")
            .AppendLine()
            .AppendLine(FaultText.Killed)
            .AppendLine("| step | towards | statements | kills, one replica | kills, two replicas | longest way back, one | two | held |")
            .AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (var step in LifeStep.All)
        {
            foreach (var side in Enum.GetValues<Side>())
            {
                var results = _killed[(step.Name, side)];
                var failed = results.Count(result => result.Failure is not null);
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"| {step.Name} | {(side == Side.Store ? "store" : "target")} | {results.Max(result => result.Point.At)} | {Kills(results, 1)} | {Kills(results, 2)} | {Longest(results, 1)} | {Longest(results, 2)} | {(failed == 0 ? "yes" : $"**no: {failed} times**")} |");
            }
        }

        text.AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{all.Count(result => result.Statement is not null)} kills; {all.Count(result => result.Statement is null)} times the step had come to its end before that many statements.")
            .AppendLine()
            .AppendLine("## Everything else")
            .AppendLine()
            .AppendLine("| broken | what must hold | measured | held |")
            .AppendLine("|---|---|---|---|");
        foreach (var row in FaultRow.All)
        {
            var (held, measured) = _rows[row];
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Broken} | {row.MustHold} | {measured} | {(held ? "yes" : "**no**")} |");
        }

        return text.AppendLine().Append(FaultText.NotShown).ToString();
    }

    private static string Kills(ImmutableArray<KilledLifeResult> results, int replicas) =>
        results.Count(result => result.Point.Replicas == replicas && result.Statement is not null).ToString(CultureInfo.InvariantCulture);

    private static string Longest(ImmutableArray<KilledLifeResult> results, int replicas) =>
        Seconds(results.Where(result => result.Point.Replicas == replicas && result is { Statement: not null, Failure: null }).Select(result => result.Recovery).DefaultIfEmpty().Max());

    internal static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private static long Memory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
}
