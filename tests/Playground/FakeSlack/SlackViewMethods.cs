using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>Modals and the Home tab.</summary>
internal sealed class SlackViewMethods(SlackTwin twin)
{
    public IEnumerable<(string, SlackMethod)> All =>
    [
        ("views.open", new(null, Open)),
        ("views.push", new(null, Push)),
        ("views.update", new(null, Update)),
        ("views.publish", new(null, Publish)),
    ];

    private JsonObject Open(JsonElement arguments)
    {
        var content = Checked(arguments, "modal", current: null);
        return Answer(twin.Triggers.Exchange(arguments.Text("trigger_id")).Open(content));
    }

    private JsonObject Push(JsonElement arguments)
    {
        var content = Checked(arguments, "modal", current: null);
        var person = twin.Triggers.Exchange(arguments.Text("trigger_id"));
        _ = person.Modal ?? throw new SlackRefusal("not_found");
        return Answer(person.Push(content) ?? throw new SlackRefusal("push_limit_reached"));
    }

    private JsonObject Update(JsonElement arguments)
    {
        var current = Everything().FirstOrDefault(view => arguments.Text("view_id") is { } id
            ? view.Id == id
            : arguments.Text("external_id") is { Length: > 0 } external && view.Content.Text("external_id") == external);
        var content = Checked(arguments, current is { IsHome: true } ? "home" : "modal", current);
        _ = current ?? throw new SlackRefusal("not_found");
        CheckHash(arguments, current);
        return Answer(current.Person.Update(current, content));
    }

    private JsonObject Publish(JsonElement arguments)
    {
        var person = twin.FindPerson(arguments.Text("user_id")) ?? throw new SlackRefusal("user_not_found");
        var content = Checked(arguments, "home", person.Home);
        CheckHash(arguments, person.Home);
        return Answer(person.Publish(content));
    }

    private JsonObject Answer(SlackView view) => new() { ["view"] = twin.Objects.View(view) };

    private IEnumerable<SlackView> Everything() => twin.People.SelectMany(person => person.Modals.Concat(person.Home is { } home ? [home] : []));

    private static void CheckHash(JsonElement arguments, SlackView? current)
    {
        if (arguments.Text("hash") is { Length: > 0 } hash && hash != current?.Hash)
        {
            throw new SlackRefusal("hash_conflict");
        }
    }

    private JsonElement Checked(JsonElement arguments, string type, SlackView? current)
    {
        if (!arguments.TryGetProperty("view", out var content))
        {
            throw new SlackRefusal("invalid_arguments", "[ERROR] missing required field: view");
        }

        if (SlackBlockKit.CheckView(content, type) is { Count: > 0 } wrong)
        {
            throw new SlackRefusal("invalid_arguments", ["[ERROR] failed to match all allowed schemas [json-pointer:/view]", .. wrong]);
        }

        if (content.GetRawText().Length > SlackBlockKit.LargestView)
        {
            throw new SlackRefusal("view_too_large");
        }

        return content.Text("external_id") is { Length: > 0 } id && Everything().Any(view => view.Id != current?.Id && view.Content.Text("external_id") == id)
            ? throw new SlackRefusal("duplicate_external_id")
            : content;
    }
}
