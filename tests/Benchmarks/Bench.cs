using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace JitBot.Benchmarks;

/// <summary>Runs benchmarks by name and prints each figure beside the floor that was measured in the same run.</summary>
internal static class Bench
{
    private static readonly (string Name, string What, Func<BenchWorld, int, CancellationToken, Task<IReadOnlyList<Comparison>>> Run)[] All =
    [
        ("issue", "approving a request until its account is there", IssueBenchmark.RunAsync),
        ("reveal", "showing credentials until they can log in", RevealBenchmark.RunAsync),
        ("end", "ending one grant, and a thousand at once", EndBenchmark.RunAsync),
        ("overstay", "how long sessions outlive their end", OverstayBenchmark.RunAsync),
        ("tables", "a grant on ten thousand tables against one on ten", TablesBenchmark.RunAsync),
        ("history", "a turn with nothing due, on a million requests against none", HistoryBenchmark.RunAsync),
        ("policy", "what five hundred rules say to a request", PolicyBenchmark.RunAsync),
        ("export", "a million rows taken out as CSV", ExportBenchmark.RunAsync),
        ("ack", "/jit typed two hundred times a second", AckBenchmark.RunAsync),
        ("start", "the service's start, and its memory", StartBenchmark.RunAsync),
    ];

    public static Task<int> RunAsync(string[] args, IAnsiConsole console, CancellationToken ct)
    {
        var names = new Argument<string[]>("name") { Description = $"Which: {string.Join(", ", All.Select(entry => entry.Name))}. All, if none is named." };
        var runs = new Option<int>("--runs") { Description = "How often each is measured.", DefaultValueFactory = _ => 100 };
        var markdown = new Option<bool>("--markdown") { Description = "Print the table as Markdown, for docs/performance.md." };
        var list = new Option<bool>("--list") { Description = "Only say which there are." };
        var root = new RootCommand("Measures JitBot against bare SQL with the same commits, on a durable PostgreSQL server of its own.") { names, runs, markdown, list };
        names.AcceptOnlyFromAmong([.. All.Select(entry => entry.Name)]);
        root.SetAction((parsed, token) => parsed.GetValue(list)
            ? ListAsync(console)
            : RunAsync(parsed.GetValue(names) ?? [], parsed.GetValue(runs), parsed.GetValue(markdown), console, token));
        return root.Parse(args).InvokeAsync(cancellationToken: ct);
    }

    private static Task<int> ListAsync(IAnsiConsole console)
    {
        foreach (var (name, what, _) in All)
        {
            console.WriteLine($"{name,-10} {what}");
        }

        return Task.FromResult(0);
    }

    /// <returns>1 if a promise was not kept.</returns>
    private static async Task<int> RunAsync(string[] names, int runs, bool markdown, IAnsiConsole console, CancellationToken ct)
    {
        console.WriteLine("Starting a durable PostgreSQL server and filling a database …");
        await using var world = await BenchWorld.StartAsync(ct);
        console.WriteLine($"PostgreSQL {world.Version}, {Environment.ProcessorCount} cores, {Memory()} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; medians of {runs}.");

        var table = new Table().Border(markdown ? TableBorder.Markdown : TableBorder.Simple)
            .AddColumns("what", "floor or bound", "JitBot", "", "ratio", "promised", "");
        var kept = true;
        foreach (var (name, what, run) in All.Where(entry => names.Length == 0 || names.Contains(entry.Name, StringComparer.Ordinal)))
        {
            console.WriteLine($"{name}: {what} …");
            foreach (var figure in await run(world, runs, ct))
            {
                kept &= figure.IsKept;
                table.AddRow(
                    figure.What.EscapeMarkup(), Number(figure.Floor), Number(figure.Ours), figure.Unit, Number(figure.Ratio),
                    figure.Promised is { } most ? $"≤ {Number(most)}" : "", figure.Promised is null ? "" : figure.IsKept ? "kept" : "NOT KEPT");
            }
        }

        console.Write(table);
        return kept ? 0 : 1;
    }

    private static string Memory() => (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024)).ToString("0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
