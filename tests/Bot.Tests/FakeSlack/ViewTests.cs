using System.Text.Json;
using JitBot.Playground.FakeSlack;
using Microsoft.AspNetCore.Http;

namespace JitBot.Bot.Tests.FakeSlack;

/// <summary>Modals and the Home tab of the Slack twin: opened by triggers, filled in, submitted, stacked.</summary>
public sealed class ViewTests : SlackWorld
{
    [Fact]
    public async Task A_trigger_opens_one_modal_within_three_seconds()
    {
        var trigger = await TriggerAsync(Dana);
        Assert.Null(Error(await CallAsync("views.open", new { trigger_id = trigger, view = Form() })));
        Assert.Equal("exchanged_trigger_id", Error(await CallAsync("views.open", new { trigger_id = trigger, view = Form() })));
        Assert.Equal("invalid_trigger_id", Error(await CallAsync("views.open", new { trigger_id = "1.2.3", view = Form() })));

        var late = await TriggerAsync(Dana);
        Time.Advance(TimeSpan.FromSeconds(3.1));
        Assert.Equal("expired_trigger_id", Error(await CallAsync("views.open", new { trigger_id = late, view = Form() })));
        Assert.Single(Dana.Modals);
    }

    [Fact]
    public async Task A_modal_that_breaks_a_limit_is_refused_and_says_where()
    {
        var answer = await CallAsync("views.open", new { trigger_id = await TriggerAsync(Dana), view = Form(title: "A title that is much too long for it") });

        Assert.Equal("invalid_arguments", Error(answer));
        Assert.Contains("[ERROR] must be less than 25 characters [json-pointer:/view/title/text]", Texts(answer.GetProperty("response_metadata").GetProperty("messages")));
    }

    [Fact]
    public async Task What_is_filled_in_is_submitted_and_an_empty_answer_closes_the_modal()
    {
        var view = await OpenFormAsync();
        await Dana.SubmitAsync(view, ("Level", "Write"), ("reason", "to look"));

        var values = Twin.Deliveries[^1].Payload["view"]!["state"]!["values"]!;
        Assert.Equal("write", values["level"]!["level"]!["selected_option"]!["value"]!.GetValue<string>());
        Assert.Equal("""{"type":"multi_external_select","selected_options":[]}""", values["tables"]!["tables"]!.ToJsonString());
        Assert.Equal("""{"type":"datetimepicker","selected_date_time":1772445600}""", values["until"]!["until"]!.ToJsonString());
        Assert.Equal("to look", values["reason"]!["reason"]!["value"]!.GetValue<string>());
        Assert.Empty(Dana.Modals);
    }

    [Fact]
    public async Task What_a_client_would_not_send_is_not_sent()
    {
        var view = await OpenFormAsync();
        Task Submits(params (string, string)[] filled) => Assert.ThrowsAsync<InvalidOperationException>(() => Dana.SubmitAsync(view, filled));

        await Submits(("level", "read"));
        await Submits(("level", "admin"), ("reason", "x"));
        await Submits(("level", "read"), ("reason", new('x', 21)));
        await Submits(("level", "read"), ("reason", "x"), ("tables", "never.offered"));
        await Submits(("levle", "read"));
    }

    [Fact]
    public async Task Errors_stand_under_their_fields_and_what_was_typed_stays()
    {
        var view = await OpenFormAsync();
        Answer = _ => Task.FromResult(Results.Json(new { response_action = "errors", errors = new { reason = "Say more." } }));
        var heard = await Dana.SubmitAsync(view, ("level", "read"), ("reason", "x"));

        Assert.Null(heard.Error);
        Assert.Equal("Say more.", Assert.Single(Dana.Modal!.Errors).Value);
        Answer = _ => Task.FromResult(Results.Json(new { response_action = "errors", errors = new { reasons = "No such block." } }));
        Assert.Equal("invalid_response", (await Dana.SubmitAsync(view)).Error);
    }

    [Fact]
    public async Task An_answer_may_update_push_or_clear()
    {
        var view = await OpenFormAsync();
        Answer = _ => Task.FromResult(Results.Json(new { response_action = "push", view = Form("Second") }));
        await Dana.SubmitAsync(view, ("level", "read"), ("reason", "x"));
        Answer = _ => Task.FromResult(Results.Json(new { response_action = "update", view = Form("Changed") }));
        await Dana.SubmitAsync(Dana.Modal!, ("level", "read"), ("reason", "x"));
        Assert.Equal(["Ask for access", "Changed"], Dana.Modals.Select(modal => modal.Title));
        Answer = _ => Task.FromResult(Results.Json(new { response_action = "clear" }));
        await Dana.SubmitAsync(Dana.Modal!);

        Assert.Empty(Dana.Modals);
    }

    [Fact]
    public async Task An_update_keeps_what_was_filled_in_and_loses_to_a_newer_one()
    {
        var view = await OpenFormAsync();
        await Dana.ChangeAsync(view, "reason", "typed");
        var heard = await Dana.ChangeAsync(view, "level", "write");
        var payload = Twin.Deliveries[^1].Payload;
        Assert.NotNull(heard);
        Assert.Equal("typed", payload["view"]!["state"]!["values"]!["reason"]!["reason"]!["value"]!.GetValue<string>());
        Assert.Equal("write", payload["actions"]![0]!["selected_option"]!["value"]!.GetValue<string>());

        Assert.Null(Error(await CallAsync("views.update", new { view_id = view.Id, hash = view.Hash, view = Form("Changed") })));
        Assert.Equal("hash_conflict", Error(await CallAsync("views.update", new { view_id = view.Id, hash = view.Hash, view = Form("Late") })));
        Assert.Equal(("Changed", "typed"), (Dana.Modal!.Title, Dana.Modal.Filled[("reason", "reason")]!.GetValue<string>()));
        await Dana.CloseAsync(view);
        Assert.Equal("view_closed", Twin.Deliveries[^1].Payload["type"]!.GetValue<string>());
        Assert.Equal("not_found", Error(await CallAsync("views.update", new { view_id = view.Id, view = Form() })));
    }

    [Fact]
    public async Task An_update_says_something_new_in_a_field_only_under_another_block_id()
    {
        object Preset(string blockId, string text) => new
        {
            type = "modal",
            title = new { type = "plain_text", text = "Preset" },
            submit = new { type = "plain_text", text = "Ask" },
            blocks = new[]
            {
                new
                {
                    type = "input",
                    block_id = blockId,
                    label = new { type = "plain_text", text = "Reason" },
                    element = new { type = "plain_text_input", action_id = "reason", initial_value = text },
                },
            },
        };
        var view = await OpenFormAsync(form: Preset("reason.1", "one"));
        async Task<string> Shown(string blockId)
        {
            Answer = _ => Task.FromResult(Results.Json(new { response_action = "errors", errors = new Dictionary<string, string> { [blockId] = "no" } }));
            await Dana.SubmitAsync(view);
            return Twin.Deliveries[^1].Payload["view"]!["state"]!["values"]![blockId]!["reason"]!["value"]!.GetValue<string>();
        }

        await CallAsync("views.update", new { view_id = view.Id, view = Preset("reason.1", "two") });
        Assert.Equal("one", await Shown("reason.1"));
        await CallAsync("views.update", new { view_id = view.Id, view = Preset("reason.2", "two") });
        Assert.Equal("two", await Shown("reason.2"));
    }

    [Fact]
    public async Task Typing_ahead_offers_what_can_then_be_picked()
    {
        var view = await OpenFormAsync();
        Answer = _ => Task.FromResult(Results.Json(new { options = new[] { new { text = new { type = "plain_text", text = "hr.pay" }, value = "hr.pay" } } }));
        var (heard, options) = await Dana.TypeAheadAsync(view, "tables", "pa");
        Answer = _ => Task.FromResult(Results.Ok());
        await Dana.SubmitAsync(view, ("level", "read"), ("reason", "x"), ("tables", "hr.pay"));

        Assert.Equal((null, "hr.pay"), (heard.Error, Assert.Single(options)));
        Assert.Equal("pa", Twin.Deliveries[^2].Payload["value"]!.GetValue<string>());
        Assert.Equal("hr.pay", Twin.Deliveries[^1].Payload["view"]!["state"]!["values"]!["tables"]!["tables"]!["selected_options"]![0]!["value"]!.GetValue<string>());
    }

    [Fact]
    public async Task Three_modals_lie_on_each_other_at_most()
    {
        await OpenFormAsync();
        async Task<string?> Push() => Error(await CallAsync("views.push", new { trigger_id = await TriggerAsync(Dana), view = Form() }));

        Assert.Equal((null, null, "push_limit_reached"), (await Push(), await Push(), await Push()));
        Dana.CloseAll();
        Assert.Equal("not_found", await Push());
    }

    [Fact]
    public async Task The_Home_tab_is_published_for_one_person_and_its_buttons_work()
    {
        ListenOverHttp();
        var view = new { type = "home", blocks = new[] { Section("Yours"), Buttons("done") } };
        var published = await CallAsync("views.publish", new { user_id = Dana.Id, view });
        await Dana.PressAsync(Dana.Home!, "done");

        Assert.Equal("Yours\n[DONE]", Dana.Home!.Lines);
        var pressed = Twin.Deliveries[^1].Payload;
        Assert.Equal((published.GetProperty("view").GetProperty("id").GetString(), "view"), (pressed["container"]!["view_id"]!.GetValue<string>(), pressed["container"]!["type"]!.GetValue<string>()));
        Assert.Equal("hash_conflict", Error(await CallAsync("views.publish", new { user_id = Dana.Id, hash = "1.x", view })));
    }

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString());
}
