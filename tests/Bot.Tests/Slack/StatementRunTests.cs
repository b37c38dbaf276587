using System.Collections.Immutable;
using System.Globalization;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Slack;

/// <summary>An approved statement is run, and its result looked at, in a window.</summary>
public sealed class StatementRunTests
{
    // Rule 33
    [Fact]
    public async Task Run_shows_the_rows_in_a_window_of_the_requesters_alone()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Connector.Rows = ["4711", null, ""];
        await bot.StatementGrantedAsync();

        await bot.Dana.PressAsync(bot.RunCard, "Run");

        var window = await bot.WindowAsync("3 rows in");
        Assert.Contains("value\n─────\n 4711\n    ∅\n", window.Lines, StringComparison.Ordinal);
        Assert.Contains("∅ is NULL.", window.Lines, StringComparison.Ordinal);
        Assert.DoesNotContain(bot.Twin.Everything(), post => post.Lines.Contains("4711", StringComparison.Ordinal));
    }

    // Rule 33
    [Fact]
    public async Task Nobody_else_runs_it()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.StatementGrantedAsync();

        await bot.Omar.PressAsync(bot.RunCard, "Run");

        await bot.SeenAsync(() => bot.Omar.Modal is { } modal && !modal.Lines.Contains("Being sent", StringComparison.Ordinal) ? modal : null);
        Assert.Empty(bot.Connector.Passwords);
    }

    [Fact]
    public async Task A_slow_one_says_how_far_it_is_and_is_cancelled()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Connector.WhileRunning = ct => Task.Delay(Timeout.InfiniteTimeSpan, ct);
        var request = await bot.StatementGrantedAsync();
        await bot.Dana.PressAsync(bot.RunCard, "Run");
        await bot.WindowAsync("Being sent to the server");

        var going = await bot.LetTimePassAsync(bot.WindowAsync("1 row so far"));
        await bot.Dana.PressAsync(going, "Cancel");

        await bot.LetTimePassAsync(bot.WindowAsync("Cancelled"));
        Assert.Equal(RunEnd.Cancelled, Assert.Single((await bot.Get<StatementRuns>().ListAsync(request.Id, default)).Newest).End);
    }

    [Fact]
    public async Task Pages_are_turned_forth_and_back()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Connector.Rows = [.. Enumerable.Range(1001, 60).Select(row => row.ToString(CultureInfo.InvariantCulture))];
        await bot.StatementGrantedAsync();
        await bot.Dana.PressAsync(bot.RunCard, "Run");
        var first = await bot.WindowAsync("Page 1 of 3");
        Assert.DoesNotContain("◀ Previous", first.Buttons);

        await bot.Dana.PressAsync(first, "Next ▶");
        var second = await bot.WindowAsync("Page 2 of 3");
        await bot.Dana.PressAsync(second, "◀ Previous");
        await bot.WindowAsync("Page 1 of 3");

        Assert.Contains("1026", second.Lines, StringComparison.Ordinal);
        Assert.DoesNotContain("1025", second.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_not_there_after_the_end_and_it_is_said_how_to_see_it_anew()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Connector.Rows = [.. Enumerable.Repeat("1", 60)];
        await bot.StatementGrantedAsync();
        await bot.Dana.PressAsync(bot.RunCard, "Run");
        var first = await bot.WindowAsync("Page 1 of 3");
        bot.Time.Advance(TimeSpan.FromMinutes(20));

        await bot.Dana.PressAsync(first, "Next ▶");

        await bot.WindowAsync("This page is not there any more");
    }

    [Fact]
    public async Task A_window_that_was_closed_takes_nothing_with_it()
    {
        await using var bot = await SlackBot.StartAsync();
        var running = new TaskCompletionSource();
        bot.Connector.WhileRunning = running.Task.WaitAsync;
        await bot.StatementGrantedAsync();
        await bot.Dana.PressAsync(bot.RunCard, "Run");
        await bot.WindowAsync("Being sent to the server");

        bot.Dana.CloseAll();
        running.SetResult();
        await bot.SeenAsync(() => bot.Twin.Calls.FirstOrDefault(call => call is { Method: "views.update", Error: "not_found" }));
        await bot.Dana.PressAsync(bot.RunCard, "Run");

        await bot.WindowAsync("1 row in");
    }

    [Fact]
    public async Task A_result_that_Slack_refuses_for_a_moment_comes_a_little_later()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.StatementGrantedAsync();
        bot.Twin.Faults.Throttle(TimeSpan.FromSeconds(2), times: 2, method: "views.update");

        await bot.Dana.PressAsync(bot.RunCard, "Run");

        await bot.LetTimePassAsync(bot.WindowAsync("1 row in"));
    }

    // Rule 29
    [Fact]
    public async Task Another_statement_is_not_run_and_can_be_asked_for_letter_for_letter()
    {
        await using var bot = await SlackBot.StartAsync();
        var request = await bot.StatementGrantedAsync();
        var other = $"select id,\n  '  \"x\"  ' as b -- {new string('y', 4000)}\nfrom employee";

        await bot.Dana.CommandAsync($"run {request.Id} {other}");
        var refused = await bot.WindowAsync("This is not the statement that was approved");
        await bot.Dana.PressAsync(refused, "Ask for this one…");
        var form = await bot.WindowAsync("For how long");
        await bot.Dana.SubmitAsync(form, ("Why", "INC-42"));

        Assert.Equal(other, Assert.Single(await bot.Requests.ListAsync(new(), default), asked => asked.Id != request.Id).Statement?.Text);
        Assert.Empty(bot.Connector.Passwords);
    }

    [Fact]
    public async Task Typed_where_no_window_can_open_it_waits_behind_a_button()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.StatementGrantedAsync();
        await bot.Dana.SayAsync("run");
        var answer = await bot.LetTimePassAsync(bot.SeenAsync(() => bot.Dana.Dm.FromBot.FirstOrDefault(post => post.Lines.Contains("Ready to run", StringComparison.Ordinal))));

        await bot.Dana.PressAsync(answer, "Run");

        await bot.WindowAsync("1 row in");
    }

    [Fact]
    public async Task The_Home_has_its_buttons()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.StatementGrantedAsync("query hr-prod export for 2h because INC-42\nselect id from employee");
        await bot.Dana.OpenHomeAsync();
        var home = await bot.SeenAsync(() => bot.Dana.Home is { } page && page.Buttons.Contains("Export CSV") ? page : null);

        await bot.Dana.PressAsync(home, "Run");

        await bot.WindowAsync("1 row in");
    }

    [Fact]
    public async Task A_stop_ends_a_run_that_is_then_on_record_as_cancelled()
    {
        await using var bot = await SlackBot.StartAsync();
        var running = new TaskCompletionSource();
        bot.Connector.WhileRunning = ct =>
        {
            running.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, ct);
        };
        var request = await bot.StatementGrantedAsync();
        await bot.Dana.PressAsync(bot.RunCard, "Run");
        await running.Task.WaitAsync(SlackBot.Patience);

        await bot.Get<Errands>().StopAsync(default);

        await bot.WindowAsync("JitBot was restarted");
        Assert.Equal(RunEnd.Cancelled, Assert.Single((await bot.Get<StatementRuns>().ListAsync(request.Id, default)).Newest).End);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Wherever_the_store_goes_down_the_window_ends_in_a_word(int answers)
    {
        await using var bot = await SlackBot.StartAsync();
        var request = await bot.StatementGrantedAsync();
        bot.Keyed.Answering = () => bot.Keyed.IsDown = --answers == 0;

        await bot.Dana.CommandAsync($"run {request.Id} select id -- {new string('y', 4000)}");

        await bot.WindowAsync("My own database does not answer");
    }

    [Fact]
    public async Task A_button_nobody_knows_is_answered_in_words()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.StatementGrantedAsync();
        var forged = bot.Twin.PostAsBot(bot.Dana.Dm, "x", System.Text.Json.JsonSerializer.SerializeToElement(new[]
        {
            new { type = "actions", elements = new[] { new { type = "button", action_id = ActionIds.TurnPage, text = new { type = "plain_text", text = "Next" }, value = "k3v7q2mzt5ab 2 x/y" } } },
        }));

        await bot.Dana.PressAsync(forged, "Next");

        await bot.SeenAsync(() => bot.Dana.Ephemerals.FirstOrDefault(post => post.Lines.Contains("This button is from another version", StringComparison.Ordinal)));
    }
}
