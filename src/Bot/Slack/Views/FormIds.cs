namespace JitBot.Bot.Slack.Views;

/// <summary>What the request form's fields are called on the wire. Open windows outlive versions: a meaning never changes.</summary>
internal static class FormIds
{
    public const string Target = "jit.form.target.v1";
    public const string Level = "jit.form.level.v1";
    public const string Database = "jit.form.database.v1";
    public const string Schemas = "jit.form.schemas.v1";
    public const string Tables = "jit.form.tables.v1";
    public const string SchemasTyped = "jit.form.schemas-typed.v1";
    public const string TablesTyped = "jit.form.tables-typed.v1";
    public const string Columns = "jit.form.columns.v1";
    public const string Unmask = "jit.form.unmask.v1";
    public const string Address = "jit.form.address.v1";
    public const string Duration = "jit.form.duration.v1";
    public const string DurationTyped = "jit.form.duration-typed.v1";
    public const string Until = "jit.form.until.v1";
    public const string Reason = "jit.form.reason.v1";
    public const string Ticket = "jit.form.ticket.v1";
    public const string Statement = "jit.form.statement.v1";
    public const string Databases = "jit.form.databases.v1";
    public const string Export = "jit.form.export.v1";

    /// <summary>The box's only choice.</summary>
    public const string Yes = "yes";

    /// <summary>Among the lengths of time: one that is typed.</summary>
    public const string Other = "other";

    /// <summary>Among the lengths of time: a moment at which access ends.</summary>
    public const string UntilMoment = "until";

    /// <summary>Opens the form: from a shortcut, the Home, or a message that had no permission to open a window.</summary>
    public const string Ask = "jit.request.v1";

    /// <summary>The same from another message's menu, with its text as the reason.</summary>
    public const string AskForThis = "jit.request_for_this.v1";

    /// <summary>The same with its code as a statement to be run.</summary>
    public const string QueryForThis = "jit.query_for_this.v1";

    /// <summary>Whether picking it changes what else the form asks.</summary>
    public static bool Redraws(string action) => action is Target or Level or Database or Databases or Unmask or Duration;
}
