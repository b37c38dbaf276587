using System.Collections.Immutable;
using JitBot.Core.Policy;

namespace JitBot.Bot.Configuration;

/// <summary>One of the approvals a rule asks for.</summary>
internal static class StepSettings
{
    public static ApprovalStep Read(Settings settings, Organisation organisation)
    {
        var groups = ReadGroups(settings, "Groups", organisation, required: true);
        var people = settings.Number("People", 1, 1, 10);
        var from = settings.OptionalText("From") ?? "any";
        if (from is not ("any" or "each"))
        {
            settings.Problem("From", $"is '{from}', neither any of the groups nor each of them", "\"From\": \"each\"");
        }

        var after = settings.OptionalDuration("EscalateAfter", RuleSettings.LongestEver);
        var to = ReadGroups(settings, "EscalateTo", organisation, required: false);
        if (after is null != to.IsEmpty)
        {
            settings.Problem("EscalateAfter", "and EscalateTo go together: after how long, and who joins in then", "\"EscalateAfter\": \"00:30:00\", \"EscalateTo\": [ \"dba-leads\" ]");
        }

        var step = new ApprovalStep(groups, people, from == "each", settings.Flag("Quiet"), after, to, ReadSources(settings, organisation));
        CheckPeople(settings, step, organisation);
        return step;
    }

    private static ImmutableArray<string> ReadGroups(Settings settings, string key, Organisation organisation, bool required)
    {
        var example = $"\"{organisation.Groups.Keys.Order(StringComparer.Ordinal).FirstOrDefault() ?? "dba"}\"";
        var names = settings.Names(key, example, required);
        foreach (var unknown in names.Where(name => name != ApprovalStep.TargetOwners && !organisation.Groups.ContainsKey(name)))
        {
            settings.Problem(key, $"names the group '{unknown}', which is not under JitBot:Groups", $"\"{key}\": [{example}], or \"{ApprovalStep.TargetOwners}\" for those of the target");
        }

        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static ImmutableArray<string> ReadSources(Settings settings, Organisation organisation)
    {
        var names = settings.Names("Sources", "\"api\"", required: false);
        foreach (var unknown in names.Where(name => name != ApprovalStep.Api && !organisation.Sources.Contains(name, StringComparer.Ordinal)))
        {
            settings.Problem("Sources", $"names '{unknown}', which is neither api nor a source under JitBot:Webhooks:In", "\"Sources\": [ \"api\" ]");
        }

        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A step that could never be filled is a mistake; the target's owners are another for each target.</summary>
    private static void CheckPeople(Settings settings, ApprovalStep step, Organisation organisation)
    {
        var named = step.Groups.Concat(step.EscalateTo).ToArray();
        if (step.Groups.IsEmpty || named.Contains(ApprovalStep.TargetOwners, StringComparer.Ordinal) || !named.All(organisation.Groups.ContainsKey))
        {
            return;
        }

        if (organisation.AbleIn(named) is { } able && able < step.Needed)
        {
            settings.Problem("Groups", $"give {able} enabled people with a linked chat account, but {step.Needed} must approve", "a group with more such people");
        }
    }
}
