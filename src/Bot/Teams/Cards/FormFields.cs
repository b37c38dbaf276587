using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;
using JitBot.Core.Sweep;

namespace JitBot.Bot.Teams.Cards;

/// <summary>Keys of an action's data and ids of inputs. Posted cards outlive versions: a meaning never changes.</summary>
internal static class FormFields
{
    /// <summary>Of a button: the request's id.</summary>
    public const string Request = "request";

    /// <summary>Of a button: the terms that were shown.</summary>
    public const string Terms = "terms";

    /// <summary>Of a button that asks for a line of text: that line.</summary>
    public const string Text = "text";

    /// <summary>Of a button that turns a result's pages: which page, from 1; beside the ticket that opens it.</summary>
    public const string Page = "page";

    /// <summary>Of a button that asks for another statement: where the line that asks for it is kept.</summary>
    public const string Line = "line";

    /// <summary>Of a button about something that was found on a target: its id, beside the target's.</summary>
    public const string Finding = "finding";

    /// <summary>Of a button about one of Bytebase's issues: its id, beside the terms that were shown.</summary>
    public const string Issue = "issue";

    /// <summary>Of <c>Action.Submit</c>, which has no verb of its own: one of <see cref="ActionIds"/>.</summary>
    public const string Verb = "verb";

    /// <summary>Of the form's buttons: the form's id.</summary>
    public const string Form = "form";

    public const string Target = "target";
    public const string Level = "level";
    public const string Database = "database";
    public const string Schemas = "schemas";
    public const string SchemasTyped = "schemasTyped";
    public const string Tables = "tables";
    public const string TablesTyped = "tablesTyped";
    public const string Columns = "columns";
    public const string Unmask = "unmask";
    public const string Address = "address";
    public const string Duration = "duration";
    public const string DurationTyped = "durationTyped";
    public const string Reason = "reason";
    public const string Ticket = "ticket";

    public const string Statement = "statement";
    public const string Databases = "databases";
    public const string Export = "export";

    /// <summary>Of the form's buttons: it asks for a statement. Without one it must not be taken for the form that asks for a login.</summary>
    public const string ForStatement = "forStatement";

    /// <summary>Of the form's buttons: where its statement is kept, which is too long for the form.</summary>
    public const string StatementKept = "statementKept";

    /// <summary>
    /// Of the form's buttons: the ids of the inputs that narrow the request and were filled in, with spaces between them. A client need not send what
    /// was emptied, so nothing else tells it from what was lost.
    /// </summary>
    public const string Filled = "filled";

    /// <summary>Of the form's buttons: schemas, tables, columns and the box are kept for another level, in inputs that nobody sees.</summary>
    public const string ScopeUnseen = "scopeUnseen";

    /// <summary>Stands before an end that is typed instead of a length of time.</summary>
    public const string UntilTyped = "until ";

    /// <summary>A form that came back: the action's data with its inputs merged in. Anything in it may be missing or of another type.</summary>
    public static FormInput Read(JsonObject data)
    {
        // What was typed is more deliberate than what was picked.
        var typed = TextOf(data, DurationTyped)?.Trim();
        var databases = Ticked(data, Databases);
        var isForStatement = TextOf(data, ForStatement) == "true";
        var until = typed?.StartsWith(UntilTyped, StringComparison.OrdinalIgnoreCase) == true ? typed[UntilTyped.Length..] : null;
        return new(
            TextOf(data, Target),
            TextOf(data, Level),
            TextOf(data, Database) ?? databases.FirstOrDefault(),
            Ticked(data, Schemas),
            Ticked(data, Tables),
            TextOf(data, TablesTyped),
            until is not null ? null : string.IsNullOrEmpty(typed) ? TextOf(data, Duration) : typed,
            TextOf(data, Reason),
            TextOf(data, Ticket),
            until,
            TextOf(data, Columns),
            TextOf(data, Unmask) == "true",
            TextOf(data, Address),
            TextOf(data, SchemasTyped),
            TextOf(data, ScopeUnseen) == "true")
        {
            Statement = isForStatement ? TextOf(data, Statement) ?? "" : null,
            Export = isForStatement && TextOf(data, Export) == "true",
            AlsoIn = [.. databases.Skip(1)],
            Absent = (TextOf(data, Filled) ?? "").Split(' ').Where(id => TextOf(data, id) is null).Select(Narrows).OfType<DraftField>().ToImmutableArray(),
        };
    }

    /// <summary>What an input narrows; null if nothing.</summary>
    public static DraftField? Narrows(string id) => id switch
    {
        Schemas or SchemasTyped => DraftField.Schemas,
        Tables or TablesTyped => DraftField.Tables,
        Columns => DraftField.Columns,
        Address => DraftField.Address,
        Databases => DraftField.Database,
        _ => null,
    };

    /// <summary>An input that belongs to one of several buttons on a card: no two inputs of a card may have the same id.</summary>
    /// <param name="field">What it is for, such as <see cref="Text"/>.</param>
    /// <param name="verb">One of <see cref="ActionIds"/>.</param>
    public static string Of(string field, string verb, FindingId finding) => $"{field} {verb} {finding}";

    /// <summary>A name as the value of a choice: ticked choices come back with commas between them, so a name must not have any.</summary>
    public static string Choice(string name) =>
        name.Replace("%", "%25", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static ImmutableArray<string> Ticked(JsonObject data, string key) =>
    [
        .. (TextOf(data, key) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(value => value.Replace("%2C", ",", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal)),
    ];

    public static string? TextOf(JsonObject? data, string key) =>
        data?[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
