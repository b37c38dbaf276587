using System.Collections.Immutable;
using JitBot.Core.Targets;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Slack;

/// <summary>The request form, as somebody fills it in.</summary>
public sealed class FormTests
{
    private static readonly string[] ManyTables = [.. Enumerable.Range(1, 3000).Select(number => $"orders_{number:D4}")];

    [Fact]
    public async Task Request_alone_asks_for_the_target_first_and_then_for_the_rest()
    {
        await using var bot = await TwoTargetsAsync();
        await bot.Dana.CommandAsync("request");
        Assert.Contains("depends on the target", bot.Dana.Modal!.Lines, StringComparison.Ordinal);

        await bot.Dana.ChangeAsync(bot.Dana.Modal, "jit.form.target.v1", "hr-test");

        var form = await bot.SeenAsync(() => bot.Dana.Modal is { } modal && modal.Lines.Contains("Why", StringComparison.Ordinal) ? modal : null);
        await bot.Dana.SubmitAsync(form, ("Why", "INC-42"));
        Assert.Equal(("hr-test", "read"), ((await bot.OnlyRequestAsync()).Scope.Target, (await bot.OnlyRequestAsync()).Scope.Level));
    }

    [Fact]
    public async Task Another_level_shows_who_would_decide_then_and_keeps_what_was_typed()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.CommandAsync("request hr-prod read because INC-42");
        await bot.Dana.ChangeAsync(bot.Dana.Modal!, "jit.form.level.v1", "write");
        await bot.SeenAsync(() => bot.Twin.Calls.FirstOrDefault(call => call.Method == "views.update"));

        await bot.Dana.SubmitAsync(bot.Dana.Modal!);

        Assert.Equal(("write", "INC-42"), ((await bot.OnlyRequestAsync()).Scope.Level, (await bot.OnlyRequestAsync()).Reason));
    }

    [Fact]
    public async Task What_is_missing_stands_under_its_field_and_nothing_is_lost()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.CommandAsync("request hr-prod");

        var heard = await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Why", "   "), ("Ticket", new string('x', 100)));

        Assert.Equal(["Say why. Whoever decides reads it, and it is kept on record."], heard.Errors.Values);
        Assert.Equal("reason", Assert.Single(heard.Errors.Keys));
        Assert.Empty(await bot.Requests.ListAsync(new(), default));
    }

    [Fact]
    public async Task Another_length_of_time_is_typed_in_a_field_that_appears()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.CommandAsync("request hr-prod read because INC-42");
        await bot.Dana.ChangeAsync(bot.Dana.Modal!, "jit.form.duration.v1", "other");
        await bot.SeenAsync(() => bot.Dana.Modal!.Lines.Contains("How long", StringComparison.Ordinal) ? bot.Dana.Modal : null);

        var wrong = await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("How long", "soon"));
        Assert.Contains("not a length of time", Assert.Single(wrong.Errors).Value, StringComparison.Ordinal);
        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("How long", "1h15m"));

        Assert.Equal(TimeSpan.FromMinutes(75), (await bot.OnlyRequestAsync()).Duration);
    }

    [Fact]
    public async Task An_end_is_picked_in_the_readers_own_time()
    {
        await using var bot = await SlackBot.StartAsync();
        var until = bot.Time.GetUtcNow().AddHours(3);
        await bot.Dana.CommandAsync("request hr-prod read because INC-42");
        await bot.Dana.ChangeAsync(bot.Dana.Modal!, "jit.form.duration.v1", "until");
        await bot.SeenAsync(() => bot.Dana.Modal!.Lines.Contains("In your own time zone", StringComparison.Ordinal) ? bot.Dana.Modal : null);

        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Until", $"{until.ToUnixTimeSeconds()}"));

        Assert.Equal(until, (await bot.OnlyRequestAsync()).Until);
    }

    [Fact]
    public async Task Few_tables_are_boxes_to_tick()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.CommandAsync("request hr-prod read title because INC-42");

        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("jit.form.tables.v1", "public.title"), ("jit.form.tables.v1", "payroll.salary"));

        Assert.Equal(["payroll.salary", "public.title"], (await bot.OnlyRequestAsync()).Scope.Tables.Select(table => table.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_thousands_of_tables_those_that_match_come_as_one_types()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Connector.Catalog = new([.. ManyTables.Select(name => new CatalogTable("hr", new("public", name), RelationKind.Table))]);
        await bot.Dana.CommandAsync("request hr-prod read because INC-42");

        var (_, all) = await bot.Dana.TypeAheadAsync(bot.Dana.Modal!, "jit.form.tables.v1", "");
        var (_, some) = await bot.Dana.TypeAheadAsync(bot.Dana.Modal!, "jit.form.tables.v1", "ORDERS_29");
        Assert.Equal((100, 100), (all.Count, some.Count));
        Assert.All(some, name => Assert.StartsWith("public.orders_29", name, StringComparison.Ordinal));
        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("jit.form.tables.v1", "public.orders_2917"));

        Assert.Equal("public.orders_2917", Assert.Single((await bot.OnlyRequestAsync()).Scope.Tables).ToString());
    }

    [Fact]
    public async Task Names_longer_than_a_choice_can_carry_are_asked_for_all_the_same()
    {
        await using var bot = await SlackBot.StartAsync();
        var (schema, table) = (new string('s', 60), new string('t', 60));
        bot.Connector.Catalog = new([new("hr", new(schema, table), RelationKind.Table), new("hr", new(schema, table[1..]), RelationKind.Table)]);
        await bot.Dana.CommandAsync("request hr-prod read because INC-42");
        var value = bot.Dana.Modal!.Blocks.EnumerateArray().Select(block => block.TryGetProperty("element", out var element) ? element : default)
            .First(element => element.Text("action_id") == "jit.form.tables.v1").List("options").Last().Text("value")!;

        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("jit.form.tables.v1", value));

        Assert.Equal($"{schema}.{table}", Assert.Single((await bot.OnlyRequestAsync()).Scope.Tables).ToString());
    }

    [Fact]
    public async Task Tables_ticked_for_one_target_are_not_asked_for_on_another()
    {
        await using var bot = await TwoTargetsAsync();
        await bot.Dana.CommandAsync("request hr-prod read title because INC-42");
        await bot.Dana.ChangeAsync(bot.Dana.Modal!, "jit.form.target.v1", "hr-test");
        await bot.SeenAsync(() => bot.Dana.Modal!.PrivateMetadata.Contains("hr-test", StringComparison.Ordinal) ? bot.Dana.Modal : null);

        await bot.Dana.SubmitAsync(bot.Dana.Modal!);

        Assert.True((await bot.OnlyRequestAsync()).Scope.IsWholeDatabase);
    }

    [Fact]
    public async Task A_form_that_comes_back_without_its_tables_does_not_ask_for_the_whole_database()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.CommandAsync("request hr-prod read title because INC-42");
        var form = bot.Dana.Modal!;
        var submitted = bot.Twin.Payloads.Submitted(bot.Dana, form, SlackForm.Of(form.Blocks));
        submitted.Payload["view"]!["state"]!["values"] = new System.Text.Json.Nodes.JsonObject { ["reason"] = new System.Text.Json.Nodes.JsonObject
        {
            ["jit.form.reason.v1"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "plain_text_input", ["value"] = "INC-42" },
        } };

        await bot.Twin.DeliverAsync(submitted);

        Assert.Equal("public.title", Assert.Single((await bot.OnlyRequestAsync()).Scope.Tables).ToString());
    }

    [Fact]
    public async Task An_address_is_typed_where_the_database_can_hold_to_it()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Connector.Bind("hr");
        await bot.Dana.CommandAsync("request hr-prod read because INC-42");

        var wrong = await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Only from this address", "my laptop"));
        Assert.Equal("address", Assert.Single(wrong.Errors).Key);
        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Only from this address", "10.0.0.77/24"));

        Assert.Equal("10.0.0.0/24", (await bot.OnlyRequestAsync()).Scope.Address?.Text);
    }

    // Nobody gets in from anywhere who asked to be held to an address.
    [Fact]
    public async Task An_address_that_was_said_stays_until_somebody_takes_it_out()
    {
        await using var bot = await TwoTargetsAsync();
        await bot.Dana.CommandAsync("request from 10.1.2.3 because INC-42");
        await bot.Dana.ChangeAsync(bot.Dana.Modal!, "jit.form.target.v1", "hr-test");
        var form = await bot.SeenAsync(() => bot.Dana.Modal is { } modal && modal.Lines.Contains("Why", StringComparison.Ordinal) ? modal : null);
        Assert.Contains("Not possible in hr", form.Lines, StringComparison.Ordinal);

        var refused = await bot.Dana.SubmitAsync(form);
        Assert.Contains("cannot be held to an address", Assert.Single(refused.Errors).Value, StringComparison.Ordinal);
        Assert.Empty(await bot.Requests.ListAsync(new(), default));
        await bot.Dana.SubmitAsync(form, ("Only from this address", ""));

        Assert.Null((await bot.OnlyRequestAsync()).Scope.Address);
    }

    [Fact]
    public async Task A_form_that_comes_back_without_its_address_is_bound_all_the_same()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Connector.Bind("hr");
        await bot.Dana.CommandAsync("request hr-prod read from 10.1.2.3 because INC-42");
        var form = bot.Dana.Modal!;
        var submitted = bot.Twin.Payloads.Submitted(bot.Dana, form, SlackForm.Of(form.Blocks));
        submitted.Payload["view"]!["state"]!["values"] = new System.Text.Json.Nodes.JsonObject();

        await bot.Twin.DeliverAsync(submitted);

        Assert.Equal("10.1.2.3", (await bot.OnlyRequestAsync()).Scope.Address?.Text);
    }

    [Fact]
    public async Task The_same_form_delivered_twice_asks_once_and_somebody_elses_is_theirs()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.CommandAsync("request hr-prod read because INC-42");
        var form = bot.Dana.Modal!;
        var submitted = bot.Twin.Payloads.Submitted(bot.Dana, form, SlackForm.Of(form.Blocks));

        await bot.Twin.DeliverAsync(submitted);
        await bot.Twin.DeliverAsync(bot.Twin.Payloads.Submitted(bot.Dana, form, SlackForm.Of(form.Blocks)));
        Assert.Single(await bot.Requests.ListAsync(new(), default));
        await bot.Twin.DeliverAsync(bot.Twin.Payloads.Submitted(bot.Sam, form, SlackForm.Of(form.Blocks)));

        Assert.Equal(["dana", "sam"], (await bot.Requests.ListAsync(new(), default)).Select(request => request.Requester.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_refusal_lies_on_top_of_the_form_and_what_was_typed_stays_in_it()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.CommandAsync("request hr-prod read because INC-42");
        bot.Connector.IsDown = true;
        bot.Time.Advance(TimeSpan.FromMinutes(1));

        await bot.Dana.SubmitAsync(bot.Dana.Modal!);

        Assert.Equal(2, bot.Dana.Modals.Count);
        Assert.Contains("does not answer", bot.Dana.Modal!.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_whose_permission_has_run_out_is_answered_with_a_button_that_opens_the_form()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.Faults.Refuse("expired_trigger_id", method: "views.open");
        await bot.Dana.CommandAsync("request hr-prod read title because INC-42");

        await bot.Dana.PressAsync(bot.Dana.Ephemerals.Last(), "Open the form");

        Assert.Contains("INC-42", bot.Dana.Modal!.Content.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jit.request.v1", false)]
    [InlineData("jit.request_for_this.v1", true)]
    public async Task Shortcuts_open_the_form_and_a_message_becomes_the_reason(string callback, bool onMessage)
    {
        await using var bot = await SlackBot.StartAsync();
        await (onMessage
            ? bot.Dana.MessageShortcutAsync(bot.Twin.PostAsBot(bot.Channel, "The payroll run failed, INC-42"), callback)
            : bot.Dana.ShortcutAsync(callback));

        Assert.Equal(onMessage, bot.Dana.Modal!.Content.GetRawText().Contains("The payroll run failed, INC-42", StringComparison.Ordinal));
    }

    private static Task<SlackBot> TwoTargetsAsync() => SlackBot.StartAsync(socket: false, options: null,
        [SlackBot.Target("hr-prod", "C1"), SlackBot.Target("hr-test", "C1")]);
}
