using System.Text.Json;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams;
using JitBot.Bot.Teams.Connector;
using JitBot.Playground.Twin;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Tests.Teams;

/// <summary>Posting and updating, and every way that Teams says no.</summary>
public sealed class SurfaceTests
{
    [Fact]
    public async Task A_card_in_a_channel_begins_a_thread_and_can_be_updated()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();

        var posted = Assert.IsType<PostOutcome.Posted>(await bot.Surface.PostAsync(new CardPlace.Channel(bot.Channel.Id), View("first"), default));
        await bot.Surface.UpdateAsync(posted.Message, View("second"), default);

        var message = Assert.Single(bot.Channel.FromBot);
        Assert.Equal(message.Id, message.Thread);
        Assert.Equal("second", message.Summary);
        Assert.Single(message.Earlier);
        Assert.Null(message.Text);
        Assert.Equal(new(bot.Twin.ServiceUrl, message.Conversation, message.Id), MessageReference.Parse(posted.Message));
    }

    [Fact]
    public async Task A_step_is_told_in_the_thread_of_the_card_it_belongs_to()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        var card = Assert.IsType<PostOutcome.Posted>(await bot.Surface.PostAsync(new CardPlace.Channel(bot.Channel.Id), View("card"), default));

        await bot.Surface.PostAsync(new CardPlace.Thread(card.Message), View("") with { Summary = "Approved by Omar." }, default);

        Assert.Equal(["card", "Approved by Omar."], bot.Channel.FromBot.Select(message => message.Summary));
        Assert.Single(bot.Channel.FromBot.Select(message => message.Thread).Distinct());
    }

    [Fact]
    public async Task A_card_to_a_person_goes_to_the_chat_they_opened()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();

        Assert.IsType<PostOutcome.Posted>(await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default));

        Assert.Equal("hello", Assert.Single(bot.Dana.Chat.FromBot).Summary);
    }

    [Fact]
    public async Task A_chat_that_was_never_opened_is_opened_once()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Omar.InstallAsync();
        bot.Dana.Open();

        await bot.Surface.PostAsync(Direct(bot, "dana"), View("one"), default);
        await bot.Surface.PostAsync(Direct(bot, "dana"), View("two"), default);

        Assert.Equal(2, bot.Dana.Chat.FromBot.Count());
        Assert.Single(bot.Twin.Calls, call => call.Path == "/v3/conversations");
    }

    [Fact]
    public async Task A_chat_that_was_replaced_when_the_app_was_installed_again_is_found_anew()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        var account = bot.Directory.People["dana"].Accounts[0];
        var kept = await bot.Get<Conversations>().OfPersonAsync(account, default);
        await bot.Get<Conversations>().KeepPersonAsync(account, kept! with { Conversation = "a:replaced" }, default);

        Assert.IsType<PostOutcome.Posted>(await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default));

        Assert.Single(bot.Dana.Chat.FromBot);
        Assert.Equal(bot.Dana.Chat.Id, (await bot.Get<Conversations>().OfPersonAsync(account, default))!.Conversation);
    }

    [Fact]
    public async Task Who_removed_the_app_cannot_be_reached_and_that_is_final()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        bot.Dana.Chat.Block();

        Assert.IsType<PostOutcome.Never>(await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default));
    }

    [Fact]
    public async Task Somebody_without_an_account_in_a_served_tenant_cannot_be_reached()
    {
        await using var bot = await TeamsBot.StartAsync();
        bot.Directory.Change("dana", dana => dana with { Accounts = [new("slack", "T1", "U1"), new("teams", Guid.NewGuid().ToString(), bot.Dana.AadObjectId)] });

        Assert.IsType<PostOutcome.Never>(await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default));
        Assert.Empty(bot.Twin.Calls);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(412)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_passes_is_tried_again_after_the_pause_that_Teams_asks_for(int status)
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        bot.Twin.Faults.Answer(status, TimeSpan.FromSeconds(17));

        var again = Assert.IsType<PostOutcome.Again>(await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default));

        Assert.Equal(TimeSpan.FromSeconds(17), again.After);
        Assert.Empty(bot.Dana.Chat.FromBot);
    }

    [Fact]
    public async Task During_the_pause_Teams_is_left_alone()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        bot.Twin.Faults.Answer(429, TimeSpan.FromSeconds(17));
        await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default);
        var calls = bot.Twin.Calls.Count;

        var again = Assert.IsType<PostOutcome.Again>(await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default));
        Assert.Equal((calls, TimeSpan.FromSeconds(17)), (bot.Twin.Calls.Count, again.After));

        bot.Time.Advance(TimeSpan.FromSeconds(17));
        Assert.IsType<PostOutcome.Posted>(await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(501)]
    [InlineData(302)]
    public async Task What_would_fail_again_is_given_up(int status)
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        bot.Twin.Faults.Answer(status);

        Assert.IsType<PostOutcome.Never>(await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default));
    }

    [Fact]
    public async Task Too_long_a_card_is_given_up()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();

        var never = Assert.IsType<PostOutcome.Never>(await bot.Surface.PostAsync(Direct(bot, "dana"), View(new string('x', 60_000)), default));

        Assert.Contains("413", never.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_or_channel_that_is_gone_is_given_up()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        var gone = new MessageReference(bot.Twin.ServiceUrl, bot.Dana.Chat.Id, "1").ToString();

        Assert.IsType<PostOutcome.Never>(await bot.Surface.UpdateAsync(gone, View("hello"), default));
        Assert.IsType<PostOutcome.Never>(await bot.Surface.PostAsync(new CardPlace.Channel("19:gone@thread.tacv2"), View("hello"), default));
        Assert.IsType<PostOutcome.Never>(await bot.Surface.UpdateAsync("not a reference", View("hello"), default));
    }

    [Fact]
    public async Task A_token_that_Teams_refuses_is_tried_again_and_health_says_so_until_it_works()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        bot.Twin.Faults.Answer(401);

        Assert.IsType<PostOutcome.Again>(await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default));
        Assert.Equal(HealthStatus.Degraded, (await bot.Get<TeamsHealth>().CheckHealthAsync(new())).Status);

        await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default);
        Assert.Equal(HealthStatus.Healthy, (await bot.Get<TeamsHealth>().CheckHealthAsync(new())).Status);
    }

    [Fact]
    public async Task No_answer_in_ten_seconds_is_tried_again()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        bot.Twin.Faults.Delay(TimeSpan.FromHours(1));

        var before = bot.Time.GetUtcNow();

        Assert.IsType<PostOutcome.Again>(await bot.LetTimePassAsync(bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default)));

        Assert.InRange(bot.Time.GetUtcNow() - before, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11));
    }

    [Fact]
    public async Task Nobody_listening_is_tried_again()
    {
        await using var bot = await TeamsBot.StartAsync(options => options with { ServiceUrls = new(["http://127.0.0.1:9"]) });

        Assert.IsType<PostOutcome.Again>(
            await bot.Surface.UpdateAsync(new MessageReference("http://127.0.0.1:9/", "a:1", "1").ToString(), View("hello"), default));
    }

    [Theory]
    [InlineData("https://evil.example.com/")]
    [InlineData("http://127.0.0.1:1/")]
    public async Task A_token_is_not_even_asked_for_when_the_host_is_not_listed(string serviceUrl)
    {
        await using var bot = await TeamsBot.StartAsync();

        var outcome = await bot.Surface.UpdateAsync(new MessageReference(serviceUrl, "a:1", "1").ToString(), View("hello"), default);

        Assert.IsType<PostOutcome.Never>(outcome);
        Assert.Equal(0, bot.Twin.Credential.Asked);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        bot.Twin.Faults.Redirect(new($"{bot.Twin.ServiceUrl}v3/conversations/{bot.Channel.Id}/activities"));

        Assert.IsType<PostOutcome.Never>(await bot.Surface.PostAsync(Direct(bot, "dana"), View("hello"), default));
        Assert.Single(bot.Twin.Calls);
        Assert.Empty(bot.Channel.FromBot);
    }

    [Fact]
    public async Task An_answer_that_somebody_waits_for_survives_a_short_refusal()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        bot.Twin.Faults.Answer(502);

        var heard = await bot.LetTimePassAsync(bot.Dana.SayAsync("help"));

        Assert.Single(heard.Replies);
    }

    [Fact]
    public void A_reference_reads_back_as_it_was_written_and_stays_the_same_text()
    {
        var reference = new MessageReference("https://smba.trafficmanager.net/emea/", "19:a@thread.tacv2;messageid=17", "17");

        Assert.Equal("""{"serviceUrl":"https://smba.trafficmanager.net/emea/","conversation":"19:a@thread.tacv2;messageid=17","activity":"17"}""", reference.ToString());
        Assert.Equal(reference, MessageReference.Parse(reference.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{ "serviceUrl": "https://a/" }""")]
    public void Anything_else_is_no_reference(string text) => Assert.Null(MessageReference.Parse(text));

    private static CardPlace Direct(TeamsBot bot, string person) => new CardPlace.Direct(bot.Directory.People[person]);

    private static CardView View(string summary) => new() { Title = "Title", Tone = CardTone.Neutral, Summary = summary };
}
