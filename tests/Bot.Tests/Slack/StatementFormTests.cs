using System.Text.Json.Nodes;
using JitBot.Bot.Slack.Inbound;
using JitBot.Bot.Slack.Views;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Targets;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Slack;

/// <summary>The form that asks for a statement.</summary>
public sealed class StatementFormTests
{
    private const string Sql = "select  '“x”\t<b>&amp;' as a,\n\n    e.id  -- it's\nfrom employee e";

    // Rule 29
    [Fact]
    public async Task Query_alone_opens_it_and_it_asks_letter_for_letter()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.CommandAsync("query hr-prod");
        Assert.DoesNotContain("Level", bot.Dana.Modal!.Lines, StringComparison.Ordinal);

        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("The statement", $"  {Sql}\n"), ("Export", FormIds.Yes), ("Why", "INC-42"));

        var request = await bot.OnlyRequestAsync();
        Assert.Equal((Sql, true), (request.Statement!.Text, request.Statement.Export));
    }

    [Fact]
    public async Task It_survives_every_drawing_of_the_form()
    {
        await using var bot = await SlackBot.StartAsync(targets: [SlackBot.Target("hr-prod", "C0000000001"), SlackBot.Target("hr-test", "C0000000001")]);
        await bot.Dana.MessageShortcutAsync(bot.Twin.PostAsBot(bot.Channel, $"look:\n```{Sql.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)}```"), FormIds.QueryForThis);
        await bot.Dana.ChangeAsync(bot.Dana.Modal!, FormIds.Target, "hr-test");
        var form = await bot.WindowAsync("The statement");
        await bot.Dana.ChangeAsync(form, FormIds.Duration, FormIds.Other);
        form = await bot.WindowAsync("How long");

        await bot.Dana.SubmitAsync(form, ("How long", "1h15m"), ("Why", "INC-42"));

        var request = await bot.OnlyRequestAsync();
        Assert.Equal((Sql, "hr-test"), (request.Statement?.Text, request.Scope.Target));
    }

    [Fact]
    public async Task Several_databases_are_ticked_and_each_has_its_pages()
    {
        await using var bot = await SlackBot.StartAsync(targets: [SlackBot.Target("hr-prod", "C0000000001") with { Databases = ["hr", "archive"] }]);
        await bot.Dana.CommandAsync("query hr-prod");
        await bot.Dana.ChangeAsync(bot.Dana.Modal!, FormIds.Databases, "hr", "archive");
        await bot.SeenAsync(() => bot.Twin.Calls.FirstOrDefault(call => call.Method == "views.update"));

        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("The statement", "select 1"), ("Why", "INC-42"));
        await bot.RunDueAsync();
        await bot.Omar.PressAsync(bot.DecisionCard, "Approve");
        await bot.RunDueAsync();
        await bot.Dana.PressAsync(bot.RunCard, "Run");
        await bot.Dana.PressAsync(await bot.WindowAsync("hr-prod, hr"), "Next ▶");

        await bot.WindowAsync("hr-prod, archive");
        Assert.Equal(["hr", "archive"], (await bot.OnlyRequestAsync()).Scope.Databases);
    }

    // Rule 39
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_takes_its_time_is_waited_for_in_the_window(bool refuses)
    {
        await using var bot = await SlackBot.StartAsync();
        var asked = new TaskCompletionSource();
        bot.Connector.WhilePlanning = () => asked.Task;
        bot.Connector.Plan = refuses ? new PlanResult.Failed("42703", "column \"ident\" does not exist", 7) : bot.Connector.Plan;
        await bot.Dana.CommandAsync("query hr-prod");

        await bot.LetTimePassAsync(bot.Dana.SubmitAsync(bot.Dana.Modal!, ("The statement", "select ident from employee"), ("Why", "INC-42")));
        await bot.WindowAsync("Asking the server");
        asked.SetResult();

        await bot.LetTimePassAsync(bot.WindowAsync(refuses ? "Line 1, at “ident”: The server says" : "You asked for a statement on hr-prod"));
        Assert.Equal(refuses ? 0 : 1, (await bot.Requests.ListAsync(new(), default)).Count);
    }

    // Rule 39
    [Fact]
    public async Task A_window_that_waits_ends_in_a_word_whatever_goes_wrong()
    {
        await using var bot = await SlackBot.StartAsync();
        var asked = new TaskCompletionSource();
        bot.Connector.WhilePlanning = () => asked.Task;
        await bot.Dana.CommandAsync("query hr-prod");
        await bot.LetTimePassAsync(bot.Dana.SubmitAsync(bot.Dana.Modal!, ("The statement", "select 1"), ("Why", "INC-42")));
        await bot.WindowAsync("Asking the server");
        bot.Twin.Faults.Throttle(TimeSpan.FromSeconds(2), times: 2, method: "views.update");

        asked.SetException(new InvalidOperationException("a fault"));

        await bot.LetTimePassAsync(bot.WindowAsync("Something went wrong"));
    }

    [Fact]
    public async Task What_is_wrong_stands_under_it_at_the_word()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.Dana.CommandAsync("query hr-prod");

        var heard = await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("The statement", "select 1;\ndelete from employee"), ("Why", "INC-42"));

        Assert.StartsWith("Line 2, at “delete”:", heard.Errors["statement"], StringComparison.Ordinal);
        Assert.Empty(await bot.Requests.ListAsync(new(), default));
    }

    [Fact]
    public async Task One_too_long_to_be_typed_is_shown_whole_and_asked_for()
    {
        await using var bot = await SlackBot.StartAsync();
        var sql = $"select id from employee where id in (\n{string.Join(",\n", Enumerable.Range(1, 900))})";
        await bot.Dana.CommandAsync($"query hr-prod for 2h\n{sql}");
        Assert.Contains("of it are asked for as they stand here", bot.Dana.Modal!.Lines, StringComparison.Ordinal);

        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Why", "INC-42"));

        Assert.Equal(sql, (await bot.OnlyRequestAsync()).Statement?.Text);
    }

    [Fact]
    public async Task Typed_in_private_it_waits_whole_behind_a_button()
    {
        await using var bot = await SlackBot.StartAsync();
        var sql = $"select id from employee -- {new string('x', 2500)}";
        await bot.Dana.SayAsync($"query hr-prod for 2h\n```{sql}```");
        var answer = await bot.SeenAsync(() => bot.Dana.Dm.FromBot.FirstOrDefault());

        await bot.Dana.PressAsync(answer, "Open the form");
        await bot.Dana.SubmitAsync(bot.Dana.Modal!, ("Why", "INC-42"));

        Assert.Equal(sql, (await bot.OnlyRequestAsync()).Statement?.Text);
    }

    [Theory]
    [InlineData("""{ "statement": { "jit.form.statement.v1": { "type": "plain_text_input", "value": null } } }""")]
    [InlineData("""{ "statement": { "jit.form.statement.v1": { "type": "plain_text_input" } } }""")]
    public void An_emptied_one_is_missing_and_never_a_login(string state)
    {
        var drawn = new FormMemory("k3v7q2mzt5ab", "hr-prod", null, "hr", "1h") { Statement = "select 1" };

        var input = new FormReading((JsonObject)JsonNode.Parse(state)!, drawn).Input(name => name);

        Assert.Equal("", input.Statement);
    }

    [Fact]
    public void One_that_does_not_come_back_is_as_it_was() =>
        Assert.Equal("select 1", new FormReading([], new FormMemory("k3v7q2mzt5ab", "hr-prod", null, "hr", "1h") { Statement = "select 1" }).Input(name => name).Statement);

    [Fact]
    public void Of_several_databases_the_first_that_is_ticked_comes_first()
    {
        var state = (JsonObject)JsonNode.Parse("""{ "databases:t": { "jit.form.databases.v1": { "selected_options": [{ "value": "fr" }, { "value": "de" }] } } }""")!;

        var input = new FormReading(state, new FormMemory("k3v7q2mzt5ab", "t", null, "hr", "1h") { Statement = "select 1" }).Input(name => name);

        Assert.Equal(("fr", "de"), (input.Database, Assert.Single(input.AlsoIn)));
    }

    [Fact]
    public void A_messages_block_of_code_is_read_as_it_was_typed()
    {
        var payload = (JsonObject)JsonNode.Parse("""
            { "type": "message_action", "callback_id": "jit.query_for_this.v1", "trigger_id": "1", "team": { "id": "T1" }, "user": { "id": "U1" },
              "message": { "text": "x", "blocks": [ { "type": "rich_text", "elements": [
                { "type": "rich_text_section", "elements": [ { "type": "text", "text": "please:" } ] },
                { "type": "rich_text_preformatted", "elements": [ { "type": "text", "text": "select '" }, { "type": "link", "url": "https://a.example" }, { "type": "text", "text": "'\n  < 3" } ] } ] } ] } }
            """)!;

        var shortcut = Assert.IsType<JitBot.Bot.Slack.Inbound.SlackDelivery.Shortcut>(ReadDelivery.Interaction(payload));

        Assert.Equal("select 'https://a.example'\n  < 3", shortcut.MessageCode);
    }

    // Rule 29
    [Fact]
    public void A_messages_block_of_code_with_more_than_letters_is_not_taken_for_what_was_typed()
    {
        var payload = (JsonObject)JsonNode.Parse("""
            { "type": "message_action", "callback_id": "jit.query_for_this.v1", "trigger_id": "1", "team": { "id": "T1" }, "user": { "id": "U1" },
              "message": { "text": "x", "blocks": [ { "type": "rich_text", "elements": [
                { "type": "rich_text_preformatted", "elements": [ { "type": "text", "text": "select '" }, { "type": "user", "user_id": "U2" }, { "type": "text", "text": "'" } ] },
                { "type": "rich_text_preformatted", "elements": [ { "type": "text", "text": "select 2" } ] } ] } ] } }
            """)!;

        var shortcut = Assert.IsType<JitBot.Bot.Slack.Inbound.SlackDelivery.Shortcut>(ReadDelivery.Interaction(payload));

        Assert.Null(shortcut.MessageCode);
    }

    // Rule 29
    [Fact]
    public async Task A_no_break_space_between_quotes_is_part_of_the_statement()
    {
        await using var bot = await SlackBot.StartAsync();

        await bot.Dana.SayAsync("query\u00a0hr-prod for\u00a02h because INC-42\u00a0b\nselect '\u00a0' as a");

        var request = await bot.OnlyRequestAsync();
        Assert.Equal(("select '\u00a0' as a", "INC-42 b"), (request.Statement!.Text, request.Reason));
    }

    [Theory]
    [InlineData("query hr select 1 &lt; 2 and 3 &gt; 2", "query hr select 1 < 2 and 3 > 2")]
    [InlineData("query hr select 1 < 2 and 3 > 2", "query hr select 1 < 2 and 3 > 2")]
    [InlineData("query hr select '<mailto:a@b.example|a@b.example>', '<https://c.example>'", "query hr select 'a@b.example', 'https://c.example'")]
    [InlineData("<@U0TWINJIT01> mine\u00a0x <@U0TWINJIT01>", "mine x")]
    [InlineData("<@U0TWINJIT01> run\u00a0'\u00a0'", "run\u00a0'\u00a0'")]
    [InlineData("<@U0TWINJIT01> jit Query: hr select '\u00a0'", "jit Query: hr select '\u00a0'")]
    [InlineData("query hr select '<@U0DANA0001|dana> <@U0DANA0001> <#C1|dba> <!here> <!subteam^S1|@dbas>'", "query hr select '@dana @U0DANA0001 #dba @here @dbas'")]
    public void What_Slack_marks_in_a_message_is_read_as_it_was_typed(string text, string typed) => Assert.Equal(typed, TypedText.Of(text));
}
