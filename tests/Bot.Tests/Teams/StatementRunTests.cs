using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Playground.Twin;
using static JitBot.Bot.Tests.Teams.StatementWorld;

namespace JitBot.Bot.Tests.Teams;

/// <summary>A statement run from the private chat, and what becomes of its rows (rule 33).</summary>
public sealed class StatementRunTests
{
    [Fact]
    public async Task Rows_come_in_a_card_of_their_own_below()
    {
        await using var bot = await TeamsBot.StartAsync();
        var grant = await bot.GrantedAsync();
        bot.Target().Rows = ["17", null, ""];

        var result = await bot.RunAsync(grant);

        Assert.Equal(["value", "17", "∅"], result.Words().Split('\n').Where(line => line is "value" or "17" or "∅"));
        Assert.Contains("∅ is NULL.", result.Words(), StringComparison.Ordinal);
        Assert.Contains("Export CSV", TwinButtons(result));
        Assert.Equal("Your result", result.Summary);
        Assert.Contains("Running on hr-prod, hr", CardLines.Of(result.Earlier[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typed_run_does_the_same()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.GrantedAsync();
        var before = bot.Dana.Chat.Messages.Count;

        await bot.Dana.SayAsync("run");

        Assert.Contains("1 row", (await bot.AnsweredAsync(before)).Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_run_where_others_read_along()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.GrantedAsync();

        var heard = await bot.Dana.SayInChannelAsync(bot.Channel, "run");

        Assert.Contains("Results are shown to you alone", Assert.Single(heard.Replies, reply => reply.Chat == bot.Channel).Words(), StringComparison.Ordinal);
        Assert.Empty(bot.Target().Passwords);
    }

    [Fact]
    public async Task Somebody_elses_statement_is_not_run_and_nothing_is_said_of_it()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.GrantedAsync();
        await bot.Sam.InstallAsync();

        await bot.Sam.SayAsync($"run {(await bot.OnlyAsync()).Id}");

        var answer = await bot.WaitAsync(() => bot.Sam.Chat.FromBot.FirstOrDefault(message => !TwinButtons(message).Contains("Cancel")));
        Assert.DoesNotContain("hr-prod", answer.Words() + string.Concat(answer.Earlier.Select(CardLines.Of)), StringComparison.Ordinal);
        Assert.Empty(bot.Target().Passwords);
    }

    // Rule 39
    [Fact]
    public async Task A_press_delivered_twice_runs_once()
    {
        await using var bot = await TeamsBot.StartAsync();
        var grant = await bot.GrantedAsync();
        var (action, _) = TwinCard.Button(grant.Card!.Value, "Run");
        var invoke = bot.Twin.Activities.Pressed(bot.Dana, grant, action, action["data"]!.AsObject());
        var before = bot.Dana.Chat.Messages.Count;

        await bot.Dana.SendPressAsync(grant, (JsonObject)invoke.DeepClone());
        await bot.Dana.SendPressAsync(grant, (JsonObject)invoke.DeepClone());

        await bot.AnsweredAsync(before);
        Assert.Single(bot.Dana.Chat.Messages.Skip(before));
    }

    [Fact]
    public async Task Pages_are_turned_in_place()
    {
        await using var bot = await TeamsBot.StartAsync();
        var grant = await bot.GrantedAsync();
        bot.Target().Rows = [.. Enumerable.Range(1, 60).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        var result = await bot.RunAsync(grant);

        await bot.Dana.PressAsync(result, "Next");
        Assert.Contains("Page 2 of 3: rows 26 to 50", result.WordsFor(bot.Dana), StringComparison.Ordinal);
        await bot.Dana.PressAsync(result, "Next");
        Assert.Contains("60", result.WordsFor(bot.Dana).Split('\n'));
        Assert.DoesNotContain("[Next]", result.WordsFor(bot.Dana), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_turned_by_its_requester_alone()
    {
        await using var bot = await TeamsBot.StartAsync();
        var grant = await bot.GrantedAsync();
        bot.Target().Rows = [.. Enumerable.Repeat("secret", 60)];
        var result = await bot.RunAsync(grant);
        var (action, _) = TwinCard.Button(result.Card!.Value, "Next");
        var sams = (await bot.Sam.SayAsync("help")).Replies.Single();

        var stolen = await bot.Sam.SendPressAsync(sams, bot.Twin.Activities.Pressed(bot.Sam, sams, action, action["data"]!.AsObject()));

        Assert.Null(stolen.Card);
        Assert.DoesNotContain("secret", stolen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_one_says_how_far_it_is_and_is_cancelled()
    {
        await using var bot = await TeamsBot.StartAsync();
        var grant = await bot.GrantedAsync();
        var running = new TaskCompletionSource();
        bot.Target().WhileRunning = ct =>
        {
            running.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, ct);
        };
        var before = bot.Dana.Chat.Messages.Count;
        await bot.Dana.PressAsync(grant, "Run");
        await running.Task;

        var slow = await bot.WaitAsync(() => bot.Dana.Chat.Messages.Skip(before).FirstOrDefault(message => message.Words().Contains("Running for", StringComparison.Ordinal)));
        await bot.Dana.PressAsync(slow, "Cancel");

        var ended = await bot.AnsweredAsync(before);
        Assert.Contains("The statement was stopped on the server", ended.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_statement_is_not_run_and_can_be_asked_for_from_the_card()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.GrantedAsync();
        var before = bot.Dana.Chat.Messages.Count;
        var other = Sql.Replace("name", "title", StringComparison.Ordinal);

        await bot.Dana.SayAsync($"run {other}");
        var refused = await bot.AnsweredAsync(before + 1);
        await bot.Dana.PressAsync(refused, "Ask for this one");
        await bot.Dana.SubmitAsync(refused, new Dictionary<string, string> { ["durationTyped"] = "1h", ["reason"] = "INC-42" });

        Assert.Empty(bot.Target().Passwords);
        Assert.Equal([Sql, other], (await bot.RequestsAsync()).Select(request => request.Statement!.Text).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rows_are_off_the_screen_when_access_ends()
    {
        await using var bot = await TeamsBot.StartAsync();
        var grant = await bot.GrantedAsync();
        bot.Target().Rows = ["secret"];
        var result = await bot.RunAsync(grant);
        Assert.Contains("secret", result.Words(), StringComparison.Ordinal);

        bot.Time.Advance(TimeSpan.FromSeconds(5));
        await bot.Dana.SayAsync("done");
        await bot.RunDueAsync();

        Assert.DoesNotContain("secret", bot.Dana.Chat.Find(result.Id)!.Card!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("this access is over", bot.Dana.Chat.Find(result.Id)!.Words(), StringComparison.Ordinal);
    }

    // The card stays as it is meanwhile: nothing is written over rows that somebody reads.
    [Fact]
    public async Task Rows_stay_while_access_is_on_whatever_else_happens_to_the_request()
    {
        await using var bot = await TeamsBot.StartAsync();
        var grant = await bot.GrantedAsync();
        bot.Target().Rows = ["secret"];
        var result = await bot.RunAsync(grant);

        bot.Time.Advance(TimeSpan.FromMinutes(111));
        await bot.RunDueAsync();
        await bot.RunDueAsync();

        Assert.NotNull((await bot.OnlyAsync()).Grant.RemindedAt);
        Assert.Same(result, bot.Dana.Chat.Find(result.Id));
        Assert.Equal((await bot.OnlyAsync()).Revision, (await bot.OnlyAsync()).CardsShown);
    }

    // Ended by whoever else, while the rows are on their way: the end finds the card remembered, or the rows find the end.
    [Fact]
    public async Task Rows_that_come_after_the_end_are_taken_off_at_once()
    {
        await using var bot = await TeamsBot.StartAsync();
        var grant = await bot.GrantedAsync();
        bot.Target().Rows = ["secret"];
        bot.Target().WhileRunning = async _ =>
        {
            bot.Time.Advance(TimeSpan.FromSeconds(5));
            await bot.Dana.SayAsync("done");
        };

        await bot.Dana.PressAsync(grant, "Run");

        await bot.WaitAsync(() => bot.Dana.Chat.FromBot.FirstOrDefault(message => message.Words().Contains("This access is over", StringComparison.OrdinalIgnoreCase) && message.Earlier.Length > 0));
        await bot.RunDueAsync();
        Assert.All(bot.Dana.Chat.FromBot, message => Assert.DoesNotContain("secret", message.Words(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_newest_results_keep_their_rows()
    {
        await using var bot = await TeamsBot.StartAsync();
        var grant = await bot.GrantedAsync();
        bot.Target().Rows = ["secret"];
        for (var run = 0; run < RememberResult.Most + 2; run++)
        {
            await bot.RunAsync(grant);
            bot.Time.Advance(TimeSpan.FromSeconds(5));
        }

        var shown = bot.Dana.Chat.FromBot.Where(message => message.Summary is "Your result" or "A result is off the screen again").ToArray();
        Assert.Equal([.. Enumerable.Repeat(false, 2), .. Enumerable.Repeat(true, RememberResult.Most)], shown.Select(message => message.Words().Contains("secret", StringComparison.Ordinal)));
        Assert.Equal(RememberResult.Most, (await bot.OnlyAsync()).Cards.Count(card => card.Slot == CardSlot.Result));
    }
}
