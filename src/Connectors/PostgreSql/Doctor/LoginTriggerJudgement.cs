using JitBot.Connectors.PostgreSql.Logins;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Doctor;

/// <summary>Whether a database that accounts get into holds them to their address and their end by itself.</summary>
internal static class LoginTriggerJudgement
{
    private const string Refused = "Grants that are bound to an address are refused, and without JitBot an end holds for password logins only.";

    public static IEnumerable<Finding> Of(LoginTrigger trigger)
    {
        var run = $"run docs/postgres-login-trigger.sql in {trigger.Database} as a superuser";
        switch (trigger.State)
        {
            case LoginTriggerState.Missing:
                yield return new(
                    "trigger.missing", Severity.Note, "The login trigger is not installed.",
                    "Access cannot be bound to an address, and while JitBot is down an end holds for password logins only.")
                {
                    Database = trigger.Database, Settings = [run],
                };
                break;
            case LoginTriggerState.Changed:
                yield return new("trigger.changed", Severity.Problem, "The login trigger is not as this JitBot has it.", Refused)
                {
                    Database = trigger.Database, Settings = [$"{run}; find out who changed it, unless JitBot was upgraded"],
                };
                break;
            case LoginTriggerState.Disabled:
                yield return new("trigger.disabled", Severity.Problem, "The login trigger is there, and not enabled for every session.", Refused)
                {
                    Database = trigger.Database, Sql = ["ALTER EVENT TRIGGER jit_login ENABLE ALWAYS"],
                };
                break;
            case LoginTriggerState.SwitchedOff:
                yield return new("trigger.switched-off", Severity.Problem, "Event triggers are off, or others than superusers may switch them off.", Refused)
                {
                    Database = trigger.Database,
                    Sql =
                    [
                        $"ALTER DATABASE {SqlText.Identifier(trigger.Database)} RESET event_triggers", "ALTER SYSTEM RESET event_triggers", "SELECT pg_reload_conf()",
                        .. trigger.Switchers.Select(role => $"REVOKE SET ON PARAMETER event_triggers FROM {role}"),
                    ],
                };
                break;
        }
    }
}
