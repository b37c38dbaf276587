using System.Reflection;
using JitBot.Bot.Configuration;
using JitBot.Core;
using JitBot.Core.Audit;
using JitBot.Core.Policy;

namespace JitBot.Bot;

/// <summary>Puts on record with what configuration this replica began, and each policy that came into force in it.</summary>
internal sealed class RecordStart(JitOptions options, PolicyInForce policy, AuditLog audit, TimeProvider time)
{
    private string? _recorded;

    /// <summary>Does nothing while all of it is on record.</summary>
    public async Task HandleAsync(CancellationToken ct)
    {
        var current = policy.Current;
        if (current.Version == _recorded)
        {
            return;
        }

        var entry = AuditEntry.Of(time.Now(), _recorded is null ? AuditEvents.Started : AuditEvents.PolicyInForce, AuditEntry.Service, null,
        [
            ("replica", $"{Environment.MachineName} {Environment.ProcessId}"), ("policy", current.Version), ("rules", $"{current.Rules.Length}"),
            .. _recorded is null ? Start() : [("before", _recorded)],
        ]);
        await audit.AddAsync(entry, ct: ct);
        _recorded = current.Version;
    }

    private (string, string)[] Start() =>
    [
        ("version", typeof(RecordStart).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? ""),
        ("targets", string.Join(", ", options.Targets.Select(target => target.Id))),
        ("chats", string.Join(", ", new[] { options.Slack is null ? null : "slack", options.Teams is null ? null : "teams" }.OfType<string>())),
        ("key", options.Audit.Key.Id),
    ];
}
