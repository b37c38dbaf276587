using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.Twin;

/// <summary>What a Teams client does with a card: finds the button, and puts what was filled in into its data.</summary>
internal static class TwinCard
{
    /// <param name="button">Its title, or its verb.</param>
    /// <returns>The action, and the inputs that are sent with it: those of its own card and of the cards around it.</returns>
    public static (JsonObject Action, IReadOnlyList<JsonObject> Inputs) Button(JsonElement card, string button) =>
        Find(JsonObject.Create(card)!, button, []) ?? throw new InvalidOperationException($"There is no button '{button}' on this card: {card.GetRawText()}");

    /// <exception cref="InvalidOperationException">A client would not send this.</exception>
    public static JsonObject Data(JsonObject action, IReadOnlyList<JsonObject> inputs, IReadOnlyDictionary<string, string> filled)
    {
        var data = action["data"]?.DeepClone() as JsonObject ?? [];
        if (action["associatedInputs"]?.GetValue<string>() == "none")
        {
            return data;
        }

        if (filled.Keys.FirstOrDefault(id => inputs.All(input => Id(input) != id)) is { } unknown)
        {
            throw new InvalidOperationException($"There is no input '{unknown}'; there are {string.Join(", ", inputs.Select(Id))}.");
        }

        foreach (var input in inputs)
        {
            var value = filled.GetValueOrDefault(Id(input)) ?? Given(input);
            if (string.IsNullOrEmpty(value) && input["isRequired"]?.GetValue<bool>() == true)
            {
                throw new InvalidOperationException($"The client asks to fill in '{Id(input)}' and sends nothing: {input["errorMessage"]}");
            }

            data[Id(input)] = value ?? "";
        }

        return data;
    }

    private static (JsonObject, IReadOnlyList<JsonObject>)? Find(JsonObject card, string button, IReadOnlyList<JsonObject> around)
    {
        // A card behind a ShowCard is one of its own, whose inputs go with its own buttons only.
        IReadOnlyList<JsonObject> inputs = [.. around, .. Elements(card).Where(element => Type(element)?.StartsWith("Input.", StringComparison.Ordinal) == true)];
        var actions = Elements(card).Where(element => Type(element)?.StartsWith("Action.", StringComparison.Ordinal) == true).ToArray();
        return actions.FirstOrDefault(action => Text(action, "title") == button || Text(action, "verb") == button) is { } found && Type(found) != "Action.ShowCard"
            ? (found, inputs)
            : actions.Select(action => action["card"] as JsonObject).OfType<JsonObject>().Select(inner => Find(inner, button, inputs)).FirstOrDefault(inner => inner is not null);
    }

    private static IEnumerable<JsonObject> Elements(JsonNode node) => node switch
    {
        JsonObject element when Type(element) == "Action.ShowCard" => [element],
        JsonObject element => [element, .. element.Where(property => property.Key is not ("data" or "fallback" or "refresh")).SelectMany(property => Inside(property.Value))],
        _ => Inside(node),
    };

    private static IEnumerable<JsonObject> Inside(JsonNode? node) => node switch
    {
        JsonArray list => list.OfType<JsonNode>().SelectMany(Elements),
        JsonObject element => Elements(element),
        _ => [],
    };

    private static string? Given(JsonObject input) => Text(input, "value") ?? (Type(input) == "Input.Toggle" ? Text(input, "valueOff") ?? "false" : null);

    private static string Id(JsonObject input) => input["id"]!.GetValue<string>();

    private static string? Type(JsonObject element) => Text(element, "type");

    private static string? Text(JsonObject element, string key) => element[key] is JsonValue value ? value.ToString() : null;
}
