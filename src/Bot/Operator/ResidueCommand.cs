using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Operator;

/// <summary>
/// <c>jitbot residue</c>: what is left over on the targets and waits for somebody; <c>residue close</c> and <c>residue keep</c> decide about one
/// account of it.
/// </summary>
internal static class ResidueCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "One JSON object instead of tables." };
        var command = new Command(
            "residue", "List what is left over on the targets: late ends, accounts nobody asked for, holds. Ends with 1 if somebody should look.") { json };
        command.Does((parsed, services, ct) => RunAsync(services.GetRequiredService<ListResidue>(), parsed.GetValue(json), ct));
        command.Add(ResidueDecision.Close());
        command.Add(ResidueDecision.Keep());
        return command;
    }

    private static async Task<int> RunAsync(ListResidue list, bool json, CancellationToken ct)
    {
        var targets = await list.HandleAsync(ct);
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { targets = targets.Select(Plain) }, Json).AsMemory(), ct);
        }
        else
        {
            var console = Terminal.Open();
            foreach (var target in targets)
            {
                ResidueView.Write(console, target);
            }
        }

        return targets.Any(target => target.NeedsSomebody) ? ExitCodes.LookAtIt : ExitCodes.Done;
    }

    private static object Plain(TargetResidue target) => new
    {
        target.Target,
        target.NeedsSomebody,
        target.Sweep.SweptAt,
        target.Sweep.Hold,
        target.Abandoned,
        target.Ends,
        target.Sweep.Left,
        Kept = target.Findings.Where(finding => finding.Kind == FindingKind.Kept).Select(finding => finding.Kept),
        target.Sweep.Closed,
        target.Sweep.Strangers,
        target.Sweep.ScopeFindings,
        target.Sweep.Releases,
        target.Sweep.Decisions,
    };
}
