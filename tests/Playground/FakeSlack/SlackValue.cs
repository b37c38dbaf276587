using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>How a kind of field says what is filled in.</summary>
/// <param name="Key">Such as <c>selected_option</c>.</param>
/// <param name="InitialKey">Such as <c>initial_option</c>.</param>
/// <param name="IsState">Whether it is among <c>state.values</c>.</param>
internal sealed record SlackValue(string Key, string InitialKey, bool IsState = true)
{
    private static readonly ImmutableDictionary<string, SlackValue> Kinds = new Dictionary<string, SlackValue>
    {
        ["plain_text_input"] = new("value", "initial_value"),
        ["email_text_input"] = new("value", "initial_value"),
        ["url_text_input"] = new("value", "initial_value"),
        ["number_input"] = new("value", "initial_value"),
        ["static_select"] = new("selected_option", "initial_option"),
        ["external_select"] = new("selected_option", "initial_option"),
        ["radio_buttons"] = new("selected_option", "initial_option"),
        ["overflow"] = new("selected_option", "", IsState: false),
        ["multi_static_select"] = new("selected_options", "initial_options"),
        ["multi_external_select"] = new("selected_options", "initial_options"),
        ["checkboxes"] = new("selected_options", "initial_options"),
        ["users_select"] = new("selected_user", "initial_user"),
        ["multi_users_select"] = new("selected_users", "initial_users"),
        ["conversations_select"] = new("selected_conversation", "initial_conversation"),
        ["channels_select"] = new("selected_channel", "initial_channel"),
        ["datepicker"] = new("selected_date", "initial_date"),
        ["timepicker"] = new("selected_time", "initial_time"),
        ["datetimepicker"] = new("selected_date_time", "initial_date_time"),
    }.ToImmutableDictionary();

    /// <returns>Null if nothing can be filled in there, as with a button.</returns>
    public static SlackValue? Of(string type) => Kinds.GetValueOrDefault(type);

    private bool IsMany => Key is "selected_options" or "selected_users";

    public JsonNode? Initial(JsonElement element) => element.TryGetProperty(InitialKey, out var value) ? value.Node() : IsMany ? new JsonArray() : null;

    /// <param name="typed">Values or labels; none empties the field.</param>
    /// <param name="offered">The options the bot gave when asked.</param>
    /// <exception cref="InvalidOperationException">A client would not let this be filled in.</exception>
    public JsonNode? Read(SlackField field, string[] typed, ImmutableArray<JsonElement> offered)
    {
        var values = typed.Select(value => One(field, value, offered)).ToArray();
        return values switch
        {
            _ when IsMany => new JsonArray(values),
            [] => null,
            [var single] => single,
            _ => throw new InvalidOperationException($"'{field.Label}' takes one value."),
        };
    }

    private JsonNode One(SlackField field, string typed, ImmutableArray<JsonElement> offered) => Key switch
    {
        "selected_option" or "selected_options" => OptionsOf(field.Element).Concat(offered)
            .Where(option => option.Text("value") == typed || option.GetProperty("text").Text("text") == typed)
            .Select(option => option.Node()).FirstOrDefault() ?? throw new InvalidOperationException($"'{typed}' is not offered in '{field.Label}' ({field.ActionId})."),
        "selected_date_time" => JsonValue.Create(long.Parse(typed, CultureInfo.InvariantCulture)),
        "value" when field.Type == "number_input" => JsonValue.Create(decimal.Parse(typed, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)),
        "value" when field.Element.TryGetProperty("max_length", out var most) && typed.Length > most.GetInt32() =>
            throw new InvalidOperationException($"'{field.Label}' takes at most {most} characters."),
        "value" when field.Element.TryGetProperty("min_length", out var least) && typed.Length < least.GetInt32() =>
            throw new InvalidOperationException($"'{field.Label}' takes at least {least} characters."),
        _ => JsonValue.Create(typed),
    };

    private static IEnumerable<JsonElement> OptionsOf(JsonElement element) => element.List("options")
        .Concat(element.List("option_groups").SelectMany(group => group.List("options")))
        .Concat(element.List("initial_options"))
        .Concat(element.TryGetProperty("initial_option", out var initial) ? [initial] : []);
}
