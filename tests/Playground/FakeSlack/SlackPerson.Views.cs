using System.Collections.Immutable;
using System.Text.Json;

namespace JitBot.Playground.FakeSlack;

/// <summary>The modals before a person, and their Home tab.</summary>
public sealed partial class SlackPerson
{
    /// <summary>How many modals can lie on each other.</summary>
    internal const int HighestStack = 3;

    internal SlackView Open(JsonElement content)
    {
        var view = New(content, under: null);
        SetModals(_ => [view]);
        return view;
    }

    /// <returns>Null if there is no room.</returns>
    internal SlackView? Push(JsonElement content)
    {
        if (_modals.Count == HighestStack)
        {
            return null;
        }

        var view = New(content, Modal);
        SetModals(modals => modals.Add(view));
        return view;
    }

    /// <summary>
    /// Where block and action are the same as before, what stood there stays, filled in or not: what the new content begins with is not seen. To
    /// say something else, a block needs another id.
    /// </summary>
    internal SlackView Update(SlackView view, JsonElement content)
    {
        var changed = view with { Content = SlackBlockKit.Named(content, _twin), Hash = NextHash(), Errors = ImmutableDictionary<string, string>.Empty };
        changed = changed with { Filled = FormOf(view).Kept(SlackForm.Of(changed.Blocks)) };
        ChangeView(view.Id, _ => changed);
        return changed;
    }

    internal SlackView Publish(JsonElement content)
    {
        if (Home is { } home)
        {
            return Update(home, content);
        }

        Home = New(content, under: null);
        _twin.Signal();
        return Home;
    }

    private SlackView New(JsonElement content, SlackView? under)
    {
        var id = _twin.NextId("V");
        return new() { Id = id, Hash = NextHash(), Person = this, Content = SlackBlockKit.Named(content, _twin), RootId = under?.RootId ?? id, PreviousId = under?.Id };
    }

    private string NextHash() => $"{_twin.NextTs()}.{Guid.NewGuid():N}"[..26];

    private SlackView Now(SlackView view) => FindView(view.Id) ?? throw new InvalidOperationException($"View '{view.Title}' is not open any more.");

    private static SlackForm FormOf(SlackView view) => SlackForm.Of(view.Blocks, view.Filled, view.Offered);

    private SlackView Fill(SlackView view, (string Field, string Value)[] filled)
    {
        var form = FormOf(Now(view)).Fill(filled);
        ChangeView(view.Id, now => now with { Filled = form.Filled });
        return Now(view);
    }

    private void ChangeView(string id, Func<SlackView, SlackView> change)
    {
        if (Home?.Id == id)
        {
            Home = change(Home);
        }

        SetModals(modals => modals.Find(modal => modal.Id == id) is { } found ? modals.Replace(found, change(found)) : modals);
    }

    /// <summary>Does with a submitted modal what the bot answered.</summary>
    /// <returns>What is wrong with the answer; null if it could be followed.</returns>
    private string? Follow(SlackView view, SlackHeard heard)
    {
        var answer = heard.Body ?? JsonSerializer.SerializeToElement(new { });
        var action = answer.ValueKind == JsonValueKind.Object ? answer.Text("response_action") ?? "close" : "not JSON";
        var next = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("view", out var given) ? given : default;
        switch (action)
        {
            case "close":
                SetModals(modals => modals.RemoveAll(modal => modal.Id == view.Id));
                return null;
            case "clear":
                CloseAll();
                return null;
            case "errors" when heard.Errors.Count > 0 && heard.Errors.Keys.All(SlackForm.Of(view.Blocks).HasInput):
                ChangeView(view.Id, now => now with { Errors = heard.Errors });
                return null;
            case "update" when SlackBlockKit.CheckView(next, "modal") is []:
                Update(view, next);
                return null;
            case "push" when SlackBlockKit.CheckView(next, "modal") is [] && Push(next) is not null:
                return null;
            default:
                return "invalid_response";
        }
    }
}
