using System.Collections.Immutable;
using System.CommandLine;
using JitBot.Bot.Configuration;
using JitBot.Core;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot policy diff OLD NEW</c>: what a change of policy would change, in the cases and in what was really asked.</summary>
internal static class PolicyDiffCommand
{
    private const int MostRequests = 10_000;

    public static Command Create()
    {
        var old = new Argument<string>("old") { Description = "The policy's file before the change." };
        var changed = new Argument<string>("new") { Description = "The same after it." };
        var cases = new Option<string?>("--cases") { Description = "A file with cases; the .tests.json beside NEW if left out and there.", HelpName = "FILE" };
        var last = new Option<int>("--last")
        {
            Description = $"So many of the latest requests in the store, each judged as it was asked. With 0 the store is not asked, and no secrets are needed.", HelpName = "N", DefaultValueFactory = _ => 200,
        };
        last.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 0 or > MostRequests)
            {
                given.AddError($"--last takes a number from 0 to {MostRequests}.");
            }
        });
        var json = PolicyCommand.JsonOption();
        var command = new Command("diff", """
            Say where two policies differ: in the cases, and in the latest requests. Ends with 1 if they do.

            Example: jitbot policy diff policy.json policy.new.json --last 0 --config jitbot.json
            """) { old, changed, cases, last, json };
        command.Judges((run, ct) =>
        {
            var (before, after) = (run.Parsed.GetValue(old)!, run.Parsed.GetValue(changed)!);
            return RunAsync(run, new(run.Read(before), run.Read(after)), CasesFile(run.Parsed.GetValue(cases), after), run.Parsed.GetValue(last), run.Parsed.GetValue(json), ct);
        });
        return command;
    }

    /// <returns>Null if none is given, and none beside the policy.</returns>
    private static string? CasesFile(string? given, string policyFile) =>
        given ?? (File.Exists(PolicyCases.Beside(policyFile)) ? PolicyCases.Beside(policyFile) : null);

    private static async Task<int> RunAsync(PolicyRun run, Policies policies, string? casesFile, int last, bool json, CancellationToken ct)
    {
        var error = run.Parsed.InvocationConfiguration.Error;
        ImmutableArray<PolicyCase> cases = casesFile is null ? [] : PolicyCases.Read(casesFile, run.Organisation, TimeProvider.System.Now());
        if (last > 0)
        {
            var code = await StoreCommand.RunAsync(run.Sources, run.Parsed, async (_, services, stop) =>
                await CompareAsync(run, policies, cases, await services.GetRequiredService<IAccessStore>().ListAsync(new() { Limit = last }, stop), json), ct);
            if (code is ExitCodes.BadConfiguration or ExitCodes.StoreDown)
            {
                await error.WriteLineAsync("The latest requests are in the store, which takes the whole configuration and its secrets. --last 0 compares the cases alone, without.");
            }

            return code;
        }

        if (cases.IsEmpty)
        {
            await error.WriteLineAsync("There is nothing to compare: no cases, and --last 0 leaves the store out. For example: --cases policy.tests.json");
            return ExitCodes.LookAtIt;
        }

        return await CompareAsync(run, policies, cases, stored: null, json);
    }

    /// <param name="stored">Null if the store was not asked.</param>
    private static async Task<int> CompareAsync(PolicyRun run, Policies policies, ImmutableArray<PolicyCase> cases, IReadOnlyList<AccessRequest>? stored, bool json)
    {
        var requests = (stored ?? []).Select(request => (Request: request, Facts: StoredSituation.Facts(request, run.Organisation))).ToArray();
        var judged = requests.Where(request => request.Facts is not null).ToArray();
        var comparison = new Comparison(
            [
                .. cases.Select(tried => policies.Compare(new(tried.Name, null), tried.Facts)),
                .. judged.Select(entry => policies.Compare(new(StoredSituation.Words(entry.Request), entry.Request.Id.Value), entry.Facts!)),
            ],
            cases.Length,
            stored is null ? null : judged.Length,
            requests.Length - judged.Length);
        if (json)
        {
            await run.WriteJsonAsync(comparison.Plain());
        }
        else
        {
            ComparisonView.Write(run.Console, comparison);
        }

        return comparison.Differing.Any() ? ExitCodes.LookAtIt : ExitCodes.Done;
    }

    private sealed record Policies(PolicyDocument Old, PolicyDocument New)
    {
        public Compared Compare(Subject subject, RequestFacts facts) => new(subject, Judgement.Of(Old, facts).Ruling, Judgement.Of(New, facts).Ruling);
    }
}
