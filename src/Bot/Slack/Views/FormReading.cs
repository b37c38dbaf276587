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
internal sealed class FormReading(JsonObject state, FormMemory memory)
{
    /// <summary>How the end is given: a preset, or in a field of its own.</summary>
    public FormEnd End => (Picked(FormIds.Duration) ?? memory.Duration) switch
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
        memory.Target,
        memory.Level,
        memory.Database is { } database ? names(database) : null,
        Ticked(FormIds.Schemas, memory.Schemas, names),
        Ticked(FormIds.Tables, memory.Tables, names),
        null,
        End switch
        {
            FormEnd.Typed => Text(FormIds.DurationTyped),
            FormEnd.Moment => null,
            _ => Picked(FormIds.Duration) ?? memory.Duration,
        },
        Text(FormIds.Reason),
        Text(FormIds.Ticket),
        End == FormEnd.Moment && Element(FormIds.Until)?["selected_date_time"] is JsonValue moment && moment.TryGetValue<long>(out var seconds)
            ? seconds.ToString(CultureInfo.InvariantCulture)
            : null);

    /// <summary>The values that were ticked and stand for a name there was no room for.</summary>
    public bool HasHashes => Values(FormIds.Schemas, memory.Schemas).Concat(Values(FormIds.Tables, memory.Tables)).Any(NameValue.IsHash);

    private string? Text(string action) => Element(action).Text("value");

    private string? Picked(string action) => Element(action).Text("selected_option", "value");

    private ImmutableArray<string> Ticked(string action, string[]? first, Func<string, string> names) => [.. Values(action, first).Select(names)];

    /// <summary>A field that was emptied comes back empty; one that does not come back at all is as it was.</summary>
    private IEnumerable<string> Values(string action, string[]? first) => Element(action)?["selected_options"] is JsonArray options
        ? options.OfType<JsonObject>().Select(option => option.Text("value")).OfType<string>()
        : first ?? [];

    /// <summary>Whatever block it stands in: blocks are named anew when another target or database is picked.</summary>
    private JsonObject? Element(string action) => state.Select(block => (block.Value as JsonObject)?[action] as JsonObject).FirstOrDefault(element => element is not null);
}
