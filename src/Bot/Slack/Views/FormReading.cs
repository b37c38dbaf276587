using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;

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

    public FormReading(JsonObject state, FormMemory drawn)
    {
        _state = state;
        var target = Picked(FormIds.Target) ?? drawn.Target;
        var database = target == drawn.Target ? Picked(FormIds.Database) ?? drawn.Database : null;
        IsElsewhere = target != drawn.Target || database != drawn.Database;
        // What belongs to one target or database need not be there on another.
        Now = drawn with
        {
            Target = target,
            Level = Picked(FormIds.Level) ?? drawn.Level,
            Database = database,
            Schemas = IsElsewhere ? null : drawn.Schemas,
            Tables = IsElsewhere ? null : drawn.Tables,
            Columns = IsElsewhere ? null : drawn.Columns,
            Unmask = IsElsewhere ? null : drawn.Unmask,
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
        null,
        End switch
        {
            FormEnd.Typed => Text(FormIds.DurationTyped),
            FormEnd.Moment => null,
            _ => Picked(FormIds.Duration) ?? Now.Duration,
        },
        Text(FormIds.Reason, Now.Reason),
        Text(FormIds.Ticket, Now.Ticket),
        End == FormEnd.Moment && Element(FormIds.Until)?["selected_date_time"] is JsonValue moment && moment.TryGetValue<long>(out var seconds)
            ? seconds.ToString(CultureInfo.InvariantCulture)
            : null,
        IsElsewhere ? null : Text(FormIds.Columns, Now.Columns),
        Values(FormIds.Unmask, Now.Unmask == true ? [FormIds.Yes] : null).Any(),
        Text(FormIds.Address, Now.Address));

    /// <summary>The values that were ticked and stand for a name there was no room for.</summary>
    public bool HasHashes => Values(FormIds.Schemas, Now.Schemas).Concat(Values(FormIds.Tables, Now.Tables)).Any(NameValue.IsHash);

    private string? Text(string action, string? first = null) => Element(action) is { } element ? element.Text("value") : first;

    private string? Picked(string action) => Element(action).Text("selected_option", "value");

    private ImmutableArray<string> Ticked(string action, string[]? first, Func<string, string> names) => [.. Values(action, first).Select(names)];

    /// <summary>A field that was emptied comes back empty; one that does not come back at all is as it was.</summary>
    private IEnumerable<string> Values(string action, string[]? first) => IsElsewhere ? [] : Element(action)?["selected_options"] is JsonArray options
        ? options.OfType<JsonObject>().Select(option => option.Text("value")).OfType<string>()
        : first ?? [];

    /// <summary>Whatever block it stands in: blocks are named anew when another target or database is picked.</summary>
    private JsonObject? Element(string action) => _state.Select(block => (block.Value as JsonObject)?[action] as JsonObject).FirstOrDefault(element => element is not null);
}
