using JitBot.Bot.Conversation;
using JitBot.Core.Requests;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Slack;

/// <summary>Buttons on cards, and the windows they open.</summary>
public sealed class PressTests
{
    // Rule 35
    [Fact]
    public async Task Requester_cannot_approve_own_request_and_is_told_why_for_their_eyes_alone()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Directory.Groups["dba"] = ["dana", "omar"];
        await bot.AskedAsync();

        await bot.Dana.PressAsync(bot.DecisionCard, "Approve");

        var told = await bot.SeenAsync(() => bot.Dana.Ephemerals.FirstOrDefault(post => post.Channel == bot.Channel));
        Assert.Contains("This is your own request", told.Lines, StringComparison.Ordinal);
        Assert.Equal(RequestState.Pending, (await bot.OnlyRequestAsync()).State);
    }

    [Fact]
    public async Task Denying_asks_why_in_a_window_and_the_requester_reads_it()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.AskedAsync();
        await bot.Omar.PressAsync(bot.DecisionCard, "Deny…");
        var window = await bot.SeenAsync(() => bot.Omar.Modal);

        await bot.Omar.SubmitAsync(window, ("Why not? The requester reads this.", "Use hr-test for that."));
        await bot.RunDueAsync();

        Assert.Null(bot.Omar.Modal);
        Assert.Equal(RequestState.Denied, (await bot.OnlyRequestAsync()).State);
        Assert.Contains(bot.Dana.Dm.FromBot, post => post.Lines.Contains("“Use hr-test for that.”", StringComparison.Ordinal));
        Assert.Contains("“Use hr-test for that.”", bot.DecisionCard.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denial_that_comes_too_late_says_so_in_its_window()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.AskedAsync();
        await bot.Omar.PressAsync(bot.DecisionCard, "Deny…");
        var window = await bot.SeenAsync(() => bot.Omar.Modal);
        await bot.Rita.PressAsync(bot.DecisionCard, "Approve");

        await bot.Omar.SubmitAsync(window, ("Why not? The requester reads this.", "No."));

        Assert.Contains("Already decided", bot.Omar.Modal!.Lines, StringComparison.Ordinal);
        Assert.Contains("Approved by Rita Example", bot.Omar.Modal!.Lines, StringComparison.Ordinal);
        Assert.Equal(RequestState.Approved, (await bot.OnlyRequestAsync()).State);
    }

    // Rule 36
    [Fact]
    public async Task A_press_on_what_the_card_showed_before_decides_nothing()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.AskedAsync();
        var before = bot.DecisionCard;
        await bot.Rita.PressAsync(before, "Approve");
        await bot.RunDueAsync();

        await bot.Omar.PressAsync(before, "Approve");

        var told = await bot.SeenAsync(() => bot.Omar.Ephemerals.LastOrDefault());
        Assert.Contains("Already decided", told.Lines, StringComparison.Ordinal);
        Assert.Single((await bot.OnlyRequestAsync()).Decisions);
    }

    [Fact]
    public async Task Details_show_all_that_is_on_record_to_those_it_concerns_only()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.GrantedAsync();
        await bot.Omar.PressAsync(bot.DecisionCard, "Details");
        var details = await bot.SeenAsync(() => bot.Omar.Modal);
        Assert.Contains("Asked by Dana Example.", details.Lines, StringComparison.Ordinal);
        Assert.Contains("Approved by Omar Example.", details.Lines, StringComparison.Ordinal);

        bot.Channel.Members = bot.Channel.Members.Add(bot.Sam);
        await bot.Sam.PressAsync(bot.DecisionCard, "Details");

        Assert.Contains("No such request", (await bot.SeenAsync(() => bot.Sam.Modal)).Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_time_is_asked_for_in_a_window_and_decided_in_the_channel()
    {
        await using var bot = await SlackBot.StartAsync();
        var end = (await bot.GrantedAsync()).Grant.EndsAt!.Value;
        await bot.Dana.PressAsync(bot.Grant, "Extend…");
        var window = await bot.SeenAsync(() => bot.Dana.Modal);
        await bot.Dana.SubmitAsync(window, ("How much longer", "30 min"), ("Why? Whoever decides reads this.", "the restore still runs"));
        Assert.Contains("Asked for more time", bot.Dana.Modal!.Lines, StringComparison.Ordinal);
        await bot.RunDueAsync();

        await bot.Omar.PressAsync(bot.Channel.FromBot.Last(post => post.Buttons.Contains("Approve")), "Approve");
        await bot.RunDueAsync();

        Assert.Equal(end.AddMinutes(30), (await bot.OnlyRequestAsync()).Grant.EndsAt);
        Assert.Contains(bot.Dana.Dm.FromBot, post => post.Lines.Contains("You have 30 min more", StringComparison.Ordinal));
    }

    // Rule 10
    [Fact]
    public async Task A_password_is_in_no_message_no_log_and_no_document_and_only_in_the_requesters_window()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.GrantedAsync();
        await bot.Dana.PressAsync(bot.Grant, "Show credentials");
        await bot.SeenAsync(() => bot.Dana.Modal is { } modal && modal.Lines.Contains("Password", StringComparison.Ordinal) ? modal : null);
        var password = bot.Connector.Passwords.Values.Single().Reveal();

        Assert.DoesNotContain(bot.Twin.Everything(), post => post.Earlier.Append(post).Any(version => version.Lines.Contains(password, StringComparison.Ordinal)));
        Assert.DoesNotContain(bot.Log.Lines, line => line.Message.Contains(password, StringComparison.Ordinal));
        Assert.Single(bot.Twin.Calls, call => call.Arguments.GetRawText().Contains(password, StringComparison.Ordinal));
    }

    // Rule 10
    [Fact]
    public async Task Nobody_but_the_requester_is_shown_credentials()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.GrantedAsync();

        await bot.Omar.PressAsync(bot.Grant with { Channel = bot.Omar.OpenDm() }, "Show credentials");

        var window = await bot.SeenAsync(() => bot.Omar.Modal is { } modal && modal.Title == "Credentials" ? modal : null);
        Assert.Contains("This is somebody else's", window.Lines, StringComparison.Ordinal);
        Assert.Empty(bot.Connector.Passwords);
        Assert.DoesNotContain((await bot.OnlyRequestAsync()).Cards, card => card.Slot == CardSlot.Credentials);
    }

    // Rule 10: the window is made to forget before the password reaches it, as when something else happens to the request in that instant.
    [Fact]
    public async Task A_password_that_comes_late_to_a_window_brought_back_already_is_not_shown()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.GrantedAsync();
        bot.Twin.Faults.Delay(TimeSpan.FromSeconds(5), method: "views.update");
        await bot.Dana.PressAsync(bot.Grant, "Show credentials");
        PostedCard? window = null;
        while ((window = (await bot.OnlyRequestAsync()).Cards.FirstOrDefault(card => card.Slot == CardSlot.Credentials)) is null)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await bot.SeenAsync(() => bot.Dana.Modal);
        await Task.Delay(1000, TestContext.Current.CancellationToken); // until the password is on its way
        await bot.Surface.UpdateAsync(window.Message, new() { Title = "Hidden", Tone = CardTone.Neutral, Summary = "Hidden" }, default);

        bot.Time.Advance(TimeSpan.FromSeconds(6));

        await bot.SeenAsync(() => bot.Twin.Calls.FirstOrDefault(call => call is { Method: "views.update", Error: "hash_conflict" }));
        Assert.DoesNotContain(bot.Connector.Passwords.Values.Single().Reveal(), bot.Dana.Modal!.Lines, StringComparison.Ordinal);
    }

    // Rule 10: a window that nobody remembers could not be made to forget.
    [Fact]
    public async Task Without_a_window_no_password_is_made()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.GrantedAsync();
        bot.Twin.Faults.Refuse("expired_trigger_id", method: "views.open");

        await bot.Dana.PressAsync(bot.Grant, "Show credentials");

        await bot.SeenAsync(() => bot.Dana.Ephemerals.LastOrDefault(post => post.Lines.Contains("The window could not be opened", StringComparison.Ordinal)));
        Assert.Empty(bot.Connector.Passwords);
    }

    [Fact]
    public async Task Each_showing_is_hidden_and_the_documents_do_not_grow_with_them()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.GrantedAsync();
        for (var i = 0; i < 3; i++)
        {
            bot.Dana.CloseAll();
            await bot.Dana.PressAsync(bot.Grant, "Show credentials");
            await bot.SeenAsync(() => bot.Dana.Modal is { } modal && modal.Lines.Contains("Password", StringComparison.Ordinal) ? modal : null);
            bot.Time.Advance(TimeSpan.FromMinutes(1));
            await bot.RunDueAsync();
        }

        Assert.Contains("Hidden again", bot.Dana.Modal!.Lines, StringComparison.Ordinal);
        Assert.Single((await bot.OnlyRequestAsync()).Cards, card => card.Slot == CardSlot.Credentials);
    }

    [Fact]
    public async Task A_card_that_was_lost_sight_of_is_kept_true_again_once_it_is_pressed()
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.AskedAsync();
        var lost = bot.Twin.PostAsBot(bot.Channel, "lost", bot.DecisionCard.Blocks);

        await bot.Omar.PressAsync(lost, "Approve");
        await bot.RunDueAsync();

        Assert.Contains("Active", bot.Channel.Find(lost.Ts)!.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_wants_to_is_asked_in_private_too_and_both_cards_come_to_the_same_end()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Directory.Change("rita", rita => rita with { AskedInPrivate = true });
        await bot.AskedAsync();
        var own = bot.Rita.Dm.FromBot.Single();

        await bot.Rita.PressAsync(own, "Approve");
        await bot.RunDueAsync();

        Assert.Equal(RequestState.Active, (await bot.OnlyRequestAsync()).State);
        Assert.All([bot.DecisionCard, bot.Rita.Dm.Find(own.Ts)!], card => Assert.Equal(["Details"], card.Buttons));
        Assert.Empty(bot.Omar.Dm.FromBot);
    }

    [Fact]
    public async Task A_button_of_another_version_says_so()
    {
        await using var bot = await SlackBot.StartAsync();
        var old = bot.Twin.PostAsBot(bot.Channel, "old", System.Text.Json.JsonDocument.Parse("""
            [{"type":"actions","elements":[{"type":"button","action_id":"jit.future.v9","text":{"type":"plain_text","text":"Future"},"value":"abc"}]}]
            """).RootElement);

        await bot.Omar.PressAsync(old, "Future");

        await bot.SeenAsync(() => bot.Omar.Ephemerals.LastOrDefault(post => post.Lines.Contains("This button is from another version", StringComparison.Ordinal)));
    }
}
