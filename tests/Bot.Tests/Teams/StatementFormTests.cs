using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Tests.Teams.Cards;
using JitBot.Core.Requests;
using JitBot.Playground.Twin;
using JitBot.Support;
using static JitBot.Bot.Tests.Teams.StatementWorld;

namespace JitBot.Bot.Tests.Teams;

/// <summary>Asking for a statement with the form, and typed: what was written is what is asked for (rule 29).</summary>
public sealed class StatementFormTests
{
    private const string Odd = "select '  two  spaces', '&lt;', '&nbsp;', '<at>x</at>', '{{DATE(2026-01-01T00:00:00Z)}}', 'ß😀שלום', '**x**'\n\n\tfrom employee -- end\n where 1 < 2 & 3";

    private static readonly Dictionary<string, string> Filled = new() { ["durationTyped"] = "2h", ["reason"] = "INC-42 shows wrong totals" };

    [Fact]
    public async Task Query_opens_the_form_and_what_is_written_is_asked_for_letter_for_letter()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = (await bot.Dana.SayAsync("query hr-prod")).Replies.Single();

        await bot.Dana.SubmitAsync(form, new Dictionary<string, string>(Filled) { ["statement"] = $"\n{Odd}\n", ["export"] = "true" });

        var request = Assert.Single(await bot.RequestsAsync());
        Assert.Equal((Odd, true, "statement"), (request.Statement!.Text, request.Statement.Export, request.Scope.Level));
    }

    [Fact]
    public async Task It_survives_every_round_of_the_form()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = (await bot.Dana.SayAsync("query hr-prod")).Replies.Single();

        await bot.Dana.SubmitAsync(form, new Dictionary<string, string> { ["statement"] = Odd });
        await bot.Dana.SubmitAsync(form, new Dictionary<string, string> { ["durationTyped"] = "2h" });
        Assert.Empty(await bot.RequestsAsync());
        await bot.Dana.SubmitAsync(form, Filled);

        Assert.Equal(Odd, Assert.Single(await bot.RequestsAsync()).Statement!.Text);
    }

    [Fact]
    public async Task A_statement_that_has_no_room_in_a_card_survives_as_well()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = (await bot.Dana.SayAsync("query hr-prod")).Replies.Single();
        var names = Enumerable.Range(1, 1900).Select(number => $"'語{number}語'").Chunk(2).Select(pair => string.Join(", ", pair));
        var sql = $"select id from employee where name in ({string.Join(",\n", names)})";

        var again = await bot.Dana.SubmitAsync(form, new Dictionary<string, string> { ["statement"] = sql });
        Assert.Contains("is kept as you sent it", CardLines.Of(again.Card!.Value), StringComparison.Ordinal);
        Assert.True(TeamsCards.Fits(System.Text.Json.Nodes.JsonObject.Create(again.Card.Value)!));
        await bot.Dana.SubmitAsync(form, Filled);

        Assert.Equal(sql, Assert.Single(await bot.RequestsAsync()).Statement!.Text);
    }

    // A client need not send what was emptied.
    [Fact]
    public async Task A_form_without_its_statement_never_asks_for_a_login()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = (await bot.Dana.SayAsync($"query hr-prod for 2h\n{Sql}")).Replies.Single();
        var (action, inputs) = TwinCard.Button(form.Card!.Value, "Submit");
        var data = TwinCard.Data(action, inputs, Filled);
        data.Remove("statement");
        data["level"] = "write";

        var pressed = await bot.Dana.SendPressAsync(form, bot.Twin.Activities.Pressed(bot.Dana, form, action, data));

        Assert.Contains("Write the statement that is to be run.", CardLines.Of(pressed.Card!.Value), StringComparison.Ordinal);
        Assert.Empty(await bot.RequestsAsync());
    }

    [Fact]
    public async Task What_is_wrong_with_it_is_said_with_its_place()
    {
        await using var bot = await TeamsBot.StartAsync();
        var form = (await bot.Dana.SayAsync("query hr-prod")).Replies.Single();

        var pressed = await bot.Dana.SubmitAsync(form, new Dictionary<string, string>(Filled) { ["statement"] = "select 1\nfrom employee;\ndrop table employee" });

        Assert.Contains("Line 3, at “drop”", CardLines.Of(pressed.Card!.Value), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_databases_are_ticked_and_none_is_not_taken_for_the_first()
    {
        await using var bot = await TeamsBot.StartAsync(target: target => target with { Databases = ["hr", "archive"] });
        var form = (await bot.Dana.SayAsync($"query hr-prod for 2h\n{Sql}")).Replies.Single();
        Assert.Contains("Databases to run it in", form.Card!.Value.GetRawText(), StringComparison.Ordinal);
        var (action, inputs) = TwinCard.Button(form.Card.Value, "Submit");
        var data = TwinCard.Data(action, inputs, Filled);
        data.Remove("databases");

        var pressed = await bot.Dana.SendPressAsync(form, bot.Twin.Activities.Pressed(bot.Dana, form, action, data));

        Assert.Contains("No database is chosen any more", CardLines.Of(pressed.Card!.Value), StringComparison.Ordinal);
        Assert.Empty(await bot.RequestsAsync());
    }

    // Teams' plain text of a message has lost line ends, and has entities for some signs.
    [Fact]
    public async Task A_typed_statement_is_taken_from_the_block_of_code_it_was_typed_in()
    {
        await using var bot = await TeamsBot.StartAsync();
        const string Html = "<p>query hr-prod for 2h because INC-42</p>\r\n<p itemtype=\"http://schema.skype.com/CodeBlockEditor\" id=\"x_codeBlockEditor-1\">\r\n&nbsp;</p>\r\n"
            + "<pre class=\"language-sql\" itemid=\"codeBlockEditor-1\"><code><span class=\"hljs-keyword\">select</span> id<br>&nbsp; &nbsp; from employee<br>where 1 &lt; 2 &amp; 3 -- &amp;lt;</code></pre>\r\n<p>&nbsp;</p>";

        await bot.Dana.SayAsync("query hr-prod for 2h because INC-42 select id     from employee where 1 &lt; 2 &amp; 3 -- &amp;lt;", Html);

        Assert.Equal("select id\n    from employee\nwhere 1 < 2 & 3 -- &lt;", Assert.Single(await bot.RequestsAsync()).Statement!.Text);
    }

    [Fact]
    public async Task Fences_and_plain_lines_are_taken_as_well()
    {
        await using var bot = await TeamsBot.StartAsync();

        await bot.Dana.SayAsync("query hr-prod for 2h because INC-42 ```\nselect id from employee\n```");
        await bot.Dana.SayAsync("x", "<div>query hr-prod for 1h because INC-43</div><div>select id</div><div>&nbsp; from employee where id &gt; 1</div>");
        await bot.Dana.SayAsync("query hr-prod for 1h because INC-43 select id   from employee where id &gt; 1", "<div>query hr-prod for 1h because INC-43</div><div>select id</div><div>&nbsp; from employee where id &gt; 1</div>");

        Assert.Equal(["select id from employee", "select id\n  from employee where id > 1"], (await bot.RequestsAsync()).Select(request => request.Statement!.Text).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task Approvers_read_all_of_a_statement_that_is_longer_than_a_message()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Omar.InstallAsync();
        var sql = Statements.Longest.Statement!.Text;
        await bot.Dana.SayAsync($"query hr-prod for 2h because INC-42\n{sql}");
        await bot.RunDueAsync();

        var posted = bot.Channel.FromBot.ToArray();
        Assert.True(posted.Length > 3);
        Assert.Single(posted.Select(message => message.Thread).Distinct());
        var lines = posted.SelectMany(message => message.Words().Split('\n')).ToArray();
        Assert.All(sql.Split('\n'), line => Assert.Contains(line, lines));
        Assert.Equal(1, (await bot.OnlyAsync()).Cards.Count(card => card.Slot == CardSlot.Statement));
    }
}
