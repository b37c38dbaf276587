using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>What a person does, and what Slack does with the bot's answer to it.</summary>
public sealed partial class SlackPerson
{
    /// <summary>Types a command and sends it; what it is answered with is then seen as a message.</summary>
    /// <param name="text">Behind the command.</param>
    /// <param name="where">The direct messages with the bot if not given. The bot need not be in it.</param>
    public async Task<SlackHeard> CommandAsync(string text, SlackChannel? where = null, string command = "/jit")
    {
        var channel = where ?? OpenDm();
        var heard = await _twin.DeliverAsync(_twin.Payloads.Command(this, channel, command, text));
        return heard is { Error: null, Body: { } body } && _twin.Responses.Show(this, channel, original: null, body) is { } wrong
            ? heard with { Error = wrong }
            : heard;
    }

    /// <summary>Presses a button on a message.</summary>
    /// <param name="message">As this person sees it: an earlier look presses what is no longer there, as a client does that was not told yet.</param>
    /// <param name="button">Its action id, label or value.</param>
    /// <param name="filled">What is filled in besides: a field's action id, block id or label, and its value; several times for several values.</param>
    public Task<SlackHeard> PressAsync(SlackPost message, string button, params (string Field, string Value)[] filled)
    {
        var blocks = message.Blocks ?? throw new InvalidOperationException($"Message {message.Ts} has no blocks.");
        var form = SlackForm.Of(blocks).Fill(filled);
        return _twin.DeliverAsync(_twin.Payloads.Pressed(this, message, form, form.Button(button)));
    }

    /// <summary>Presses a button in a modal or on the Home tab.</summary>
    /// <inheritdoc cref="PressAsync(SlackPost, string, ValueTuple{string, string}[])"/>
    public Task<SlackHeard> PressAsync(SlackView view, string button, params (string Field, string Value)[] filled)
    {
        var form = FormOf(Fill(view, filled));
        return _twin.DeliverAsync(_twin.Payloads.Pressed(this, Now(view), form, form.Button(button)));
    }

    /// <summary>Fills in or picks; the bot is told if the field dispatches.</summary>
    /// <param name="field">Its action id, block id or label.</param>
    /// <param name="values">Option values or labels where there are options; none empties the field.</param>
    /// <returns>Null if the field tells nobody.</returns>
    public async Task<SlackHeard?> ChangeAsync(SlackView view, string field, params string[] values)
    {
        var form = FormOf(Fill(view, [.. values.DefaultIfEmpty("").Select(value => (field, value))]));
        var changed = form.Field(field);
        return changed.Dispatches ? await _twin.DeliverAsync(_twin.Payloads.Pressed(this, Now(view), form, form.Changed(changed))) : null;
    }

    /// <summary>Types into a menu whose options the bot gives.</summary>
    /// <returns>The options that came back, which can then be picked.</returns>
    public async Task<(SlackHeard Heard, IReadOnlyList<string> Options)> TypeAheadAsync(SlackView view, string field, string query)
    {
        var asked = FormOf(Now(view)).Field(field);
        var heard = await _twin.DeliverAsync(_twin.Payloads.TypedAhead(this, Now(view), asked, query));
        var options = heard is { Error: null, Body: { ValueKind: JsonValueKind.Object } body } ? SlackForm.Offered(body) : null;
        if (options is not { } offered || SlackBlockKit.WrongOptions(offered) is not [])
        {
            return (heard with { Error = heard.Error ?? "invalid_options" }, []);
        }

        ChangeView(view.Id, now => now with { Offered = now.Offered.SetItem((asked.BlockId, asked.ActionId), offered) });
        return (heard, [.. offered.Select(option => option.Text("value")!)]);
    }

    /// <summary>Fills in and submits a modal; it then closes, changes or shows what is wrong, as the bot answers.</summary>
    /// <exception cref="InvalidOperationException">The client would not send this: something required is empty, or too long, or was not offered.</exception>
    public async Task<SlackHeard> SubmitAsync(SlackView view, params (string Field, string Value)[] filled)
    {
        var form = FormOf(Fill(view, filled));
        form.MustBeComplete();
        var heard = await _twin.DeliverAsync(_twin.Payloads.Submitted(this, Now(view), form));
        return heard.Error is null && FindView(view.Id) is { } open && Follow(open, heard) is { } wrong ? heard with { Error = wrong } : heard;
    }

    /// <summary>Closes a modal with its close button; the bot is told if it asked for that.</summary>
    /// <param name="all">With the cross, which closes those underneath too.</param>
    /// <returns>Null if the bot did not ask.</returns>
    public async Task<SlackHeard?> CloseAsync(SlackView view, bool all = false)
    {
        var closed = Now(view);
        var clears = all || closed.Content.Is("clear_on_close");
        SetModals(modals => clears ? [] : modals.RemoveAll(modal => modal.Id == view.Id));
        return closed.Content.Is("notify_on_close") ? await _twin.DeliverAsync(_twin.Payloads.Closed(this, closed, clears)) : null;
    }

    public Task<SlackHeard> ShortcutAsync(string callbackId) => _twin.DeliverAsync(_twin.Payloads.Shortcut(this, callbackId));

    public Task<SlackHeard> MessageShortcutAsync(SlackPost message, string callbackId) => _twin.DeliverAsync(_twin.Payloads.Shortcut(this, callbackId, message));

    public Task<SlackHeard> OpenHomeAsync()
    {
        OpenDm();
        return _twin.DeliverAsync(_twin.Payloads.HomeOpened(this));
    }

    /// <summary>Writes to the bot in private.</summary>
    public Task<SlackHeard> SayAsync(string text) => _twin.DeliverAsync(_twin.Payloads.Said(_twin.Post(OpenDm(), this, text)));

    /// <summary>Writes in a channel and mentions the bot; it is told if it is in the channel.</summary>
    /// <exception cref="InvalidOperationException">The bot is not in the channel, and would not be told.</exception>
    public Task<SlackHeard> MentionAsync(SlackChannel channel, string text) => channel.HasBot
        ? _twin.DeliverAsync(_twin.Payloads.Mentioned(_twin.Post(channel, this, $"<@{_twin.BotUserId}> {text}")))
        : throw new InvalidOperationException("The bot is not in this channel.");
}
