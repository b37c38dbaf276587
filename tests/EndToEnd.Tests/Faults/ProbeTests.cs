using System.Diagnostics;
namespace JitBot.EndToEnd.Tests.Faults;
public sealed class ProbeTests(FaultServers servers)
{
    [Theory, InlineData(1), InlineData(2)]
    public async Task Probe(int replicas)
    {
        var w = Stopwatch.StartNew();
        await KilledLife.CountAsync(servers, replicas, (step, side, seen) =>
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{w.Elapsed} {step.Name} {side}: {seen.Count}");
            foreach (var s in seen) { var t = string.Join(' ', s.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)); TestContext.Current.TestOutputHelper!.WriteLine($"   {s.IsLook} {t[..Math.Min(t.Length, 110)]}"); }
        });
        TestContext.Current.TestOutputHelper!.WriteLine($"{w.Elapsed} done");
    }
}
