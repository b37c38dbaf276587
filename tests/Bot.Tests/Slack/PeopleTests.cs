using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.Slack;

/// <summary>Rule 34: members of a workspace that is served, as Slack has them now, and linked. Everybody else is told why not, and what to do.</summary>
public sealed class PeopleTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { "deactivated", "Your account is deactivated" },
        { "guest", "Guests cannot use JitBot" },
        { "guest of one channel", "Guests cannot use JitBot" },
        { "bot", "Only people can do this" },
        { "foreign", "This workspace is not served" },
        { "unlinked", "I do not know you yet" },
        { "disabled", "You are disabled here" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Somebody_who_may_not_is_told_why_and_nothing_happens(string who, string why)
    {
        await using var bot = await SlackBot.StartAsync();
        await bot.AskedAsync();
        Make(bot, bot.Omar, who);

        await bot.Omar.CommandAsync("request hr-prod read title for 1h because INC-43");
        Assert.Contains(why, bot.Omar.Ephemerals.Last().Lines, StringComparison.Ordinal);
        await bot.Omar.PressAsync(bot.DecisionCard, "Approve");
        await bot.SeenAsync(() => bot.Omar.Ephemerals.LastOrDefault(post => post.Channel == bot.Channel && post.Lines.Contains(why, StringComparison.Ordinal)));
        await bot.Omar.ShortcutAsync("jit.request.v1");
        await bot.SeenAsync(() => bot.Omar.Modal is { } modal && modal.Lines.Contains(why, StringComparison.Ordinal) ? modal : null);
        await bot.Omar.OpenHomeAsync();
        await bot.SeenAsync(() => bot.Omar.Home is { } home && home.Lines.Contains(why, StringComparison.Ordinal) ? home : null);

        Assert.Empty((await bot.OnlyRequestAsync()).Decisions);
    }

    [Fact]
    public async Task A_stranger_is_told_what_an_operator_needs_to_link_them()
    {
        await using var bot = await SlackBot.StartAsync();
        var stranger = bot.Twin.AddPerson("stranger");

        await stranger.CommandAsync("mine");

        Assert.Contains(stranger.Id, stranger.Ephemerals.Single().Lines, StringComparison.Ordinal);
        Assert.Contains(bot.Twin.TeamId, stranger.Ephemerals.Single().Lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_an_organisation_an_account_may_be_linked_by_the_organisation()
    {
        await using var bot = await SlackBot.StartAsync(options: options => options with { Workspaces = ["E0ORG"] });
        var worker = bot.Twin.AddPerson("worker", id: "W0WORKER");
        worker.EnterpriseId = "E0ORG";
        bot.Directory.Change("dana", dana => dana with { Accounts = [new("slack", "E0ORG", worker.Id)] });

        await worker.CommandAsync("mine");

        Assert.Contains("You have no requests", worker.Ephemerals.Single().Lines, StringComparison.Ordinal);
    }

    // Fail closed
    [Fact]
    public async Task While_Slack_does_not_say_who_somebody_is_nothing_is_done()
    {
        await using var bot = await SlackBot.StartAsync();
        bot.Twin.Faults.Answer(503, times: 1, method: "users.info");

        await bot.Dana.CommandAsync("request hr-prod read title for 2h because INC-42");

        Assert.Contains("Slack does not tell me who you are", bot.Dana.Ephemerals.Single().Lines, StringComparison.Ordinal);
        Assert.Empty(await bot.Requests.ListAsync(new(), default));
    }

    [Fact]
    public async Task Slack_is_asked_about_somebody_once_in_a_while_and_not_at_every_word()
    {
        await using var bot = await SlackBot.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await bot.Dana.CommandAsync("mine");
        }

        Assert.Single(bot.Twin.Calls, call => call.Method == "users.info");
        bot.Time.Advance(TimeSpan.FromMinutes(5));
        bot.Dana.Deleted = true;
        await bot.Dana.CommandAsync("mine");
        Assert.Contains("deactivated", bot.Dana.Ephemerals.Last().Lines, StringComparison.Ordinal);
    }

    // Rule 39
    [Fact]
    public async Task Who_says_too_much_at_once_is_asked_to_wait()
    {
        await using var bot = await SlackBot.StartAsync();
        for (var i = 0; i < 40; i++)
        {
            await bot.Dana.CommandAsync("help");
        }

        Assert.Contains("One moment", bot.Dana.Ephemerals.Last().Lines, StringComparison.Ordinal);
        await bot.Omar.CommandAsync("mine");
        Assert.Contains("You have no requests", bot.Omar.Ephemerals.Last().Lines, StringComparison.Ordinal);
    }

    private static void Make(SlackBot bot, SlackPerson person, string what)
    {
        bot.Time.Advance(TimeSpan.FromMinutes(5));
        switch (what)
        {
            case "deactivated":
                person.Deleted = true;
                break;
            case "guest":
                person.IsRestricted = true;
                break;
            case "guest of one channel":
                person.IsUltraRestricted = true;
                break;
            case "bot":
                person.IsBot = true;
                break;
            case "foreign":
                person.TeamId = "T0ELSEWHERE";
                break;
            case "unlinked":
                bot.Directory.Change("omar", omar => omar with { Accounts = [] });
                break;
            default:
                bot.Directory.Change("omar", omar => omar with { Disabled = true });
                break;
        }
    }
}
