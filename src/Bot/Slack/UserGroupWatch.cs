using System.Collections.Immutable;
using JitBot.Bot.Configuration;

namespace JitBot.Bot.Slack;

/// <summary>
/// Warns at start of groups that decide and are kept in Slack: whoever may edit user groups there decides who they are (rule 34). And asks for
/// each once, so that a scope that is missing or an id that is wrong shows in health before somebody needs it; what could not be read is tried
/// again, so that health tells when it is mended.
/// </summary>
internal sealed partial class UserGroupWatch(JitOptions options, UserGroups userGroups, SlackHealth health, TimeProvider time, ILogger<UserGroupWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        WarnOfThoseThatDecide();
        using var timer = new PeriodicTimer(Pause, time);
        IEnumerable<string> ids = options.Groups.Values.SelectMany(group => group.SlackUserGroups).Distinct(StringComparer.Ordinal);
        do
        {
            await Task.WhenAll(ids.Select(id => userGroups.MembersAsync(id, stoppingToken)));
            ids = health.UserGroupsInTrouble;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void WarnOfThoseThatDecide()
    {
        var deciding = options.Policy.Rules.Append(options.Policy.Fallback)
            .SelectMany(rule => rule.Steps).SelectMany(step => step.Groups.Concat(step.EscalateTo))
            .Concat(options.Targets.SelectMany(target => target.Owners))
            .ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, group) in options.Groups.Where(group => deciding.Contains(group.Key) && !group.Value.SlackUserGroups.IsEmpty))
        {
            LogEditable(name, string.Join(", ", group.SlackUserGroups));
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The group {Group} decides, and is kept in Slack ({UserGroups}): whoever may edit user groups there decides "
        + "who approves. In Slack's Workspace settings, Roles & permissions, let only owners and admins create and edit user groups")]
    private partial void LogEditable(string group, string userGroups);
}
