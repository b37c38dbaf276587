using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Slack.Views;

/// <summary>How a form says when access ends.</summary>
internal enum FormEnd
{
    Preset,
    Typed,
    Moment,
}

/// <summary>The form as it came back. Anything in it may be missing, or of another type than it was drawn with.</summary>
internal sealed class FormReading
{
    private readonly JsonObject _state;
    private readonly bool _keepsScope;

    public FormReading(JsonObject state, FormMemory drawn)
    {
        _state = state;
        var target = Picked(FormIds.Target) ?? drawn.Target;
        // What was typed before there was a target is about whichever is picked.
        var isFirst = drawn.Target is null;
        var isThere = isFirst || target == drawn.Target;
        string[]? databases = Ticked(FormIds.Databases);
        var database = isThere ? Picked(FormIds.Database) ?? databases?.FirstOrDefault() ?? drawn.Database : null;
        IsElsewhere = target != drawn.Target || (database != drawn.Database && drawn.Statement is null);
        // What belongs to one target or database need not be there on another.
        _keepsScope = isFirst || !IsElsewhere;
        Now = drawn with
        {
            Target = target,
            Level = Picked(FormIds.Level) ?? drawn.Level,
            Database = database,
            AlsoIn = !isThere ? null : databases is [_, ..] ? databases[1..] : drawn.AlsoIn,
            // One that was emptied is no statement, and never a form for a login.
            Statement = drawn.Statement is null ? null : Text(FormIds.Statement, drawn.Statement) ?? "",
            Export = drawn.Statement is null ? null : Ticked(FormIds.Export) is { } boxes ? boxes.Length > 0 : drawn.Export,
            Schemas = _keepsScope ? drawn.Schemas : null,
            Tables = _keepsScope ? drawn.Tables : null,
            Columns = _keepsScope ? drawn.Columns : null,
            Unmask = _keepsScope ? drawn.Unmask : null,
            SchemasTyped = _keepsScope ? drawn.SchemasTyped : null,
            TablesTyped = _keepsScope ? drawn.TablesTyped : null,
        };
    }

    /// <summary>What is picked now.</summary>
    public FormMemory Now { get; }

    /// <summary>Whether that is another target or database than the one whose schemas and tables the form shows.</summary>
    public bool IsElsewhere { get; }

    /// <summary>How the end is given: a preset, or in a field of its own.</summary>
    public FormEnd End => (Picked(FormIds.Duration) ?? Now.Duration) switch
    {
        FormIds.Other => FormEnd.Typed,
        FormIds.UntilMoment => FormEnd.Moment,
        _ => FormEnd.Preset,
    };

    /// <summary>Whether the field it takes was there.</summary>
    public bool HasEnd => End switch
    {
        FormEnd.Typed => Element(FormIds.DurationTyped) is not null,
        FormEnd.Moment => Element(FormIds.Until) is not null,
        _ => true,
    };

    /// <summary>Names are resolved by <paramref name="names"/>, which says what a value that is a hash stands for.</summary>
    public FormInput Input(Func<string, string> names) => new(
        Now.Target,
        Now.Level,
        Now.Database is { } database ? names(database) : null,
        Ticked(FormIds.Schemas, Now.Schemas, names),
        Ticked(FormIds.Tables, Now.Tables, names),
        ScopeText(FormIds.TablesTyped, Now.TablesTyped),
        End switch
        {
            FormEnd.Typed => Text(FormIds.DurationTyped),
            FormEnd.Moment => null,
            _ => Picked(FormIds.Duration) ?? Now.Duration,
        },
        Text(FormIds.Reason, Now.Reason),
        Text(FormIds.Ticket, Now.Ticket),
        End == FormEnd.Moment ? Until() : null,
        ScopeText(FormIds.Columns, Now.Columns),
        Values(FormIds.Unmask, Now.Unmask == true ? [FormIds.Yes] : null).Any(),
        Text(FormIds.Address, Now.Address),
        ScopeText(FormIds.SchemasTyped, Now.SchemasTyped),
        Now.ScopeUnseen == true)
    {
        Statement = Now.Statement,
        Export = Now.Export == true,
        AlsoIn = [.. (Now.AlsoIn ?? []).Select(names)],
    };

    /// <summary>The block, as it was drawn, that has the field for names that are no choice; null if it was not drawn.</summary>
    public string? TypedBlockOf(DraftField field)
    {
        var action = field == DraftField.Schemas ? FormIds.SchemasTyped : field == DraftField.Tables ? FormIds.TablesTyped : null;
        return action is null ? null : _state.FirstOrDefault(block => (block.Value as JsonObject)?[action] is JsonObject).Key;
    }

    private string? Until() => Element(FormIds.Until) is not { } picker ? Now.Until
        : picker["selected_date_time"] is JsonValue moment && moment.TryGetValue<long>(out var seconds) ? seconds.ToString(CultureInfo.InvariantCulture)
        : null;

    private string? ScopeText(string action, string? first) => _keepsScope ? Text(action, first) : null;

    /// <summary>The values that were ticked and stand for a name there was no room for.</summary>
    public bool HasHashes => Values(FormIds.Schemas, Now.Schemas).Concat(Values(FormIds.Tables, Now.Tables)).Concat(Now.AlsoIn ?? []).Any(NameValue.IsHash);

    private string? Text(string action, string? first = null) => Element(action) is { } element ? element.Text("value") : first;

    private string? Picked(string action) => Element(action).Text("selected_option", "value");

    private ImmutableArray<string> Ticked(string action, string[]? first, Func<string, string> names) => [.. Values(action, first).Select(names)];

    /// <summary>The values that are ticked; null for a field that does not come back.</summary>
    private string[]? Ticked(string action) => Element(action)?["selected_options"] is JsonArray options
        ? [.. options.OfType<JsonObject>().Select(option => option.Text("value")).OfType<string>()]
        : null;

    /// <summary>A field that was emptied comes back empty; one that does not come back at all is as it was.</summary>
    private IEnumerable<string> Values(string action, string[]? first) => !_keepsScope ? [] : Ticked(action) ?? first ?? [];

    /// <summary>Whatever block it stands in: blocks are named anew when another target or database is picked.</summary>
    private JsonObject? Element(string action) => _state.Select(block => (block.Value as JsonObject)?[action] as JsonObject).FirstOrDefault(element => element is not null);
}
