using System.Collections.Immutable;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Logins;

internal enum LoginTriggerState
{
    /// <summary>The server has no such triggers.</summary>
    TooOld,

    Missing,

    /// <summary>The trigger itself is switched off, or fires only in some sessions.</summary>
    Disabled,

    /// <summary>All event triggers are switched off, or may be by others than superusers.</summary>
    SwitchedOff,

    /// <summary>It is not what the file makes of it.</summary>
    Changed,

    Works,
}

/// <summary>Whether a database itself holds accounts to their address and end, as <c>docs/postgres-login-trigger.sql</c> has it do.</summary>
internal sealed record LoginTrigger(string Database, LoginTriggerState State, int Major)
{
    /// <summary>Who may switch event triggers off without being a superuser, as a statement names them.</summary>
    public ImmutableArray<string> Switchers { get; init; } = [];

    private const int Oldest = 17;
    private const string File = "docs/postgres-login-trigger.sql";

    /// <summary>Why nobody is held to an address there: a sentence or two that say what mends it. Null if everybody is.</summary>
    public string? Why => State switch
    {
        LoginTriggerState.TooOld => $"That takes PostgreSQL {Oldest}, and the server is {Major}.",
        LoginTriggerState.Missing => $"The login trigger is not there; an administrator of the server runs {File} in {Database}.",
        LoginTriggerState.Disabled or LoginTriggerState.SwitchedOff => $"The login trigger is switched off; ./jitbot doctor says how an administrator of the server switches it on.",
        LoginTriggerState.Changed => $"The login trigger is not JitBot's own any more; an administrator of the server runs {File} in {Database} again.",
        _ => null,
    };

    /// <summary>Asks the database that is connected to.</summary>
    public static async Task<LoginTrigger> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (connection.PostgreSqlVersion.Major < Oldest)
        {
            return new(connection.Database, LoginTriggerState.TooOld, connection.PostgreSqlVersion.Major);
        }

        var found = await connection.AskAsync(
            LoginTriggerStatements.Installed,
            [],
            row => new InstalledTrigger(
                row.GetBoolean(0), row.GetBoolean(1), [.. row.GetFieldValue<string[]>(2)], row.GetBoolean(3), row.GetString(4), [.. row.GetFieldValue<string[]>(5)], row.GetString(6)),
            ct);
        return found is [var trigger]
            ? new(connection.Database, trigger.State, connection.PostgreSqlVersion.Major) { Switchers = trigger.Switchers }
            : new(connection.Database, LoginTriggerState.Missing, connection.PostgreSqlVersion.Major);
    }
}

/// <summary>The trigger as the catalogue has it.</summary>
/// <param name="Fires">In every session, whatever its settings.</param>
/// <param name="On">Event triggers are on.</param>
/// <param name="Switchers">Who may switch them off without being a superuser.</param>
/// <param name="Shaped">It is a login trigger without conditions, and its function runs with the rights of whoever logs in and belongs to whom the trigger does.</param>
/// <param name="Settings">What the function sets for itself.</param>
internal sealed record InstalledTrigger(bool Fires, bool On, ImmutableArray<string> Switchers, bool Shaped, string Language, ImmutableArray<string> Settings, string Body)
{
    public LoginTriggerState State => this switch
    {
        { Shaped: false } or { Language: not "plpgsql" } or { Settings: not ["search_path=pg_catalog, pg_temp"] } => LoginTriggerState.Changed,
        _ when Body.ReplaceLineEndings("\n") != LoginTriggerStatements.Body => LoginTriggerState.Changed,
        { Fires: false } => LoginTriggerState.Disabled,
        { On: false } or { Switchers.IsEmpty: false } => LoginTriggerState.SwitchedOff,
        _ => LoginTriggerState.Works,
    };
}
