using System.Globalization;
using System.Text.Json;

namespace JitBot.Playground.FakeSlack;

/// <param name="at">Where in the arguments, as a JSON pointer.</param>
/// <param name="wrong">What is wrong is added here, as Slack puts it.</param>
internal delegate void SlackRule(JsonElement value, string at, List<string> wrong);

/// <summary>What rules for blocks are made of.</summary>
internal static class SlackRules
{
    public static readonly SlackRule Anything = (_, _, _) => { };

    public static readonly SlackRule Bool = (value, at, wrong) => Require(value.ValueKind is JsonValueKind.True or JsonValueKind.False, "must be a boolean", at, wrong);

    public static readonly SlackRule Id = String(255);

    public static SlackRule String(int most, int least = 0) => (value, at, wrong) =>
    {
        if (Require(value.ValueKind == JsonValueKind.String, "must be a string", at, wrong))
        {
            Length(value.GetString()!.Length, most, least, at, wrong);
        }
    };

    public static SlackRule Int(long least, long most) => (value, at, wrong) => Require(
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most,
        string.Create(CultureInfo.InvariantCulture, $"must be an integer from {least} to {most}"),
        at,
        wrong);

    public static SlackRule OneOf(params string[] values) => (value, at, wrong) =>
        Require(value.ValueKind == JsonValueKind.String && values.Contains(value.GetString()), $"must be a valid enum value: {string.Join(", ", values)}", at, wrong);

    public static SlackRule Plain(int most) => Text(most, "plain_text");

    /// <summary>A text object.</summary>
    public static SlackRule Text(int most, params string[] types) => (value, at, wrong) => Object(
        ("type!", OneOf(types.Length > 0 ? types : ["plain_text", "mrkdwn"])), ("text!", String(most, 1)), ("emoji", Bool), ("verbatim", Bool))(value, at, wrong);

    public static SlackRule List(int most, SlackRule item, int least = 1) => (value, at, wrong) =>
    {
        if (!Require(value.ValueKind == JsonValueKind.Array, "must be an array", at, wrong))
        {
            return;
        }

        var count = value.GetArrayLength();
        Require(count <= most, $"no more than {most} items allowed", at, wrong);
        Require(count >= least, $"must contain at least {least} items", at, wrong);
        foreach (var (index, element) in value.EnumerateArray().Index())
        {
            item(element, $"{at}/{index}", wrong);
        }
    };

    /// <param name="fields">A name with <c>!</c> at its end must be there; others than those named may not.</param>
    public static SlackRule Object(params (string Name, SlackRule Rule)[] fields) => (value, at, wrong) =>
    {
        if (!Require(value.ValueKind == JsonValueKind.Object, "must provide an object", at, wrong))
        {
            return;
        }

        foreach (var (name, _) in fields.Where(field => field.Name[^1] == '!' && !value.TryGetProperty(field.Name[..^1], out _)))
        {
            wrong.Add($"missing required field: {name[..^1]} [json-pointer:{at}]");
        }

        foreach (var property in value.EnumerateObject())
        {
            var rule = fields.FirstOrDefault(field => field.Name.TrimEnd('!') == property.Name).Rule;
            if (Require(rule is not null, $"invalid additional property: {property.Name}", at, wrong))
            {
                rule!(property.Value, $"{at}/{property.Name}", wrong);
            }
        }
    };

    public static SlackRule All(params SlackRule[] rules) => (value, at, wrong) => Array.ForEach(rules, rule => rule(value, at, wrong));

    /// <summary>By the element's type, which must be one of those named.</summary>
    public static SlackRule ByType(IReadOnlyDictionary<string, SlackRule> shapes, params string[] types) => (value, at, wrong) =>
    {
        var type = value.Text("type");
        if (type is null)
        {
            wrong.Add($"missing required field: type [json-pointer:{at}]");
        }
        else if (Require(types.Contains(type) && shapes.ContainsKey(type), $"unsupported type: {type}", $"{at}/type", wrong))
        {
            shapes[type](value, at, wrong);
        }
    };

    public static bool Require(bool holds, string message, string at, List<string> wrong)
    {
        if (!holds)
        {
            wrong.Add($"{message} [json-pointer:{at}]");
        }

        return holds;
    }

    private static void Length(int length, int most, int least, string at, List<string> wrong)
    {
        Require(length <= most, $"must be less than {most + 1} characters", at, wrong);
        Require(length >= least, $"must be more than {least - 1} characters", at, wrong);
    }
}
