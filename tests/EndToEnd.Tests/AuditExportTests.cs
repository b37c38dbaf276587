using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using JitBot.Bot.Configuration;
using JitBot.Bot.Storage;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.EndToEnd.Tests.Faults;
using JitBot.Playground;
using JitBot.Support.Postgres;

namespace JitBot.EndToEnd.Tests;

public sealed class AuditExportTests(JourneyWorlds worlds)
{
    private const int Entries = 1_000_000;
    private const long MostResident = 200L * 1000 * 1000;

    // Rule 40
    [Fact]
    public async Task A_million_entries_are_taken_out_and_found_whole_in_little_memory()
    {
        FaultRun.OnlyInFull();
        await using var server = await worlds.ServerOfItsOwnAsync();
        await using var journey = await Journey.StartAsync(server);
        await using var database = PostgresDatabase.At($"{journey.World.Databases.StoreConnection};Password={journey.World.Databases.StorePassword.Reveal()}");
        await FillAsync(new PostgresKeyedStore(database));
        var folder = Directory.CreateTempSubdirectory("jitbot-audit-").FullName;
        var (file, key) = (Path.Combine(folder, "all.jsonl"), Path.Combine(folder, "key.pem"));
        using var signing = AuditKey.Read(PlaygroundConfiguration.SigningKey)!;
        await File.WriteAllTextAsync(key, signing.PublicPem, TestContext.Current.CancellationToken);

        var export = await RunAsync(journey, "audit", "export", "--output", file);
        var verify = await RunAsync(journey, "audit", "verify", file, "--key", key);

        Assert.Equal((0, 0), (export.Code, verify.Code));
        Assert.StartsWith("Whole: 1,000,0", verify.Output, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{new FileInfo(file).Length / 1e6:0} MB; resident at most: export {export.Resident / 1e6:0} MB, verify {verify.Resident / 1e6:0} MB"));
        Assert.InRange(Math.Max(export.Resident, verify.Resident), 1, MostResident);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Blocks after those that the bot has sealed by now, whose newest it has to close first.</summary>
    private static async Task FillAsync(PostgresKeyedStore store)
    {
        using var key = AuditKey.Read(PlaygroundConfiguration.SigningKey)!;
        var now = TimeProvider.System.Now();
        var (newest, _) = await store.ListLastAsync("audit-block", 1, now, default);
        var block = JsonSerializer.Deserialize<AuditBlock>(newest[0].Json, SealedEntry.Json)! with { Closed = true };
        await PutAsync(block, newest[0].Version);
        for (var done = 0; done < Entries;)
        {
            var more = Math.Min(250, Entries - done);
            block = block.Next(now).With(Enumerable.Range(done, more).Select(Pending), now, key) with { Closed = true };
            await PutAsync(block, 0);
            done += more;
        }

        PendingEntry Pending(int number) => new(
            $"log.fill{number}", AuditEntry.Of(now, AuditEvents.RunEnded, "dana", "INC-42 wrong totals", ("run", $"{number}"), ("rows", "120"), ("end", "Done")) with { Via = "slack T0123/U0456" }, null, "hr-prod");

        async Task PutAsync(AuditBlock written, long version) => Assert.NotNull(await store.TryPutAsync(
            new("audit-block", written.Number.ToString("D12", CultureInfo.InvariantCulture), version, JsonSerializer.Serialize(written, SealedEntry.Json), null), now, default));
    }

    private static async Task<(int Code, string Output, long Resident)> RunAsync(Journey journey, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(JitOptions).Assembly.Location, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in PlaygroundConfiguration.For(journey.World.Databases, journey.World.Twin, journey.World.People))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var resident = 0L;
        while (!process.HasExited)
        {
            process.Refresh();
            resident = Math.Max(resident, process.HasExited ? 0 : process.WorkingSet64);
            await Task.Delay(50);
        }

        return (process.ExitCode, await output, resident);
    }
}
