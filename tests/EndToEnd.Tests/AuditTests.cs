using JitBot.Bot;
using JitBot.Core.Requests;
using JitBot.Support.Postgres;

namespace JitBot.EndToEnd.Tests;

/// <summary>What an auditor can prove of a life, with an export and the public key.</summary>
public sealed class AuditTests(JourneyWorlds worlds)
{
    // Rules 10, 40
    [Fact]
    public async Task A_life_is_on_record_step_by_step_and_whoever_has_the_export_and_the_public_key_can_tell_whether_it_is_whole()
    {
        await using var server = await worlds.ServerOfItsOwnAsync();
        await using var journey = await Journey.StartAsync(server);
        var folder = Directory.CreateTempSubdirectory("jitbot-audit-").FullName;
        var (file, key) = (Path.Combine(folder, "audit.jsonl"), Path.Combine(folder, "key.pem"));
        var request = await journey.GrantAsync();
        var login = await journey.ShowCredentialsAsync(request);
        await journey.Dana.PressAsync(await journey.Dana.CardAsync(request, "I am done"), "I am done");
        await journey.UntilAsync(request, RequestState.Ended);
        await journey.PassAsync(TimeSpan.FromMinutes(1));

        var export = await ToldAsync(journey, "audit", "export", "--output", file);
        var publicKey = await ToldAsync(journey, "audit", "public-key");
        await File.WriteAllTextAsync(key, publicKey.Output, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Done, export.Code);
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        string[] steps = ["service.started", "request.submitted", "approval.given", "grant.issued", "grant.secret-shown", "grant.ending", "grant.ended"];
        Assert.Equal(steps, lines.Select(line => steps.FirstOrDefault(step => line.Contains($"\"event\":\"{step}\"", StringComparison.Ordinal))).OfType<string>().Distinct());
        Assert.Contains(lines, line => line.Contains("\"actor\":\"omar\",\"via\":\"teams ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(new Npgsql.NpgsqlConnectionStringBuilder(login).Password!, StringComparison.Ordinal));
        Assert.StartsWith("Whole: ", (await ToldAsync(journey, "audit", "verify", file, "--key", key)).Output, StringComparison.Ordinal);
        Assert.StartsWith("Whole: ", (await ToldAsync(journey, "audit", "verify")).Output, StringComparison.Ordinal);
        Assert.StartsWith("seq,id,at,event,actor,via,request,target,reason,facts,hash", (await ToldAsync(journey, "audit", "export", "--format", "csv")).Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("\"actor\":\"omar\"", "\"actor\":\"rita\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var broken = await ToldAsync(journey, "audit", "verify", file, "--key", key);
        Assert.Equal(ExitCodes.LookAtIt, broken.Code);
        Assert.Contains("was altered: its hash is not of what it says.", broken.Error, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(int Code, string Output, string Error)> ToldAsync(Journey journey, params string[] arguments)
    {
        // Told that the store did not answer in time, an operator asks again: this machine runs much at once.
        var told = await OperatorCommand.RunAsync(journey, target: null, arguments);
        return told.Code == ExitCodes.StoreDown ? await OperatorCommand.RunAsync(journey, target: null, arguments) : told;
    }
}
