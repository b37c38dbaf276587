using JitBot.Bot.Teams;
using JitBot.Core.People;
using JitBot.Playground.Twin;

namespace JitBot.Bot.Tests.Teams;

public sealed class ConversationsTests
{
    [Fact]
    public async Task Adding_the_app_is_enough_to_be_reached()
    {
        await using var bot = await TeamsBot.StartAsync();

        await bot.Dana.InstallAsync();

        var kept = await OfAsync(bot, bot.Dana);
        Assert.Equal(new(bot.Twin.ServiceUrl, bot.Dana.Chat.Id, bot.Twin.TenantId, bot.Twin.BotId, bot.Dana.Mri), kept);
    }

    [Fact]
    public async Task Removing_the_app_is_remembered()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();

        await bot.Dana.UninstallAsync();

        Assert.Null(await OfAsync(bot, bot.Dana));
    }

    [Fact]
    public async Task A_channel_is_kept_without_the_thread_somebody_wrote_in()
    {
        await using var bot = await TeamsBot.StartAsync();

        await bot.Dana.SayInChannelAsync(bot.Channel, "help");

        var kept = await bot.Get<Conversations>().OfChannelAsync(bot.Channel.Id, default);
        Assert.Equal(bot.Channel.Id, kept!.Conversation);
        Assert.Null(kept.User);
    }

    [Fact]
    public async Task The_latest_service_URL_counts()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.InstallAsync();
        var moved = $"{bot.Twin.Address}/elsewhere/";
        var activity = bot.Twin.Activities.Installed(bot.Dana, bot.Dana.Chat, "add");
        activity["serviceUrl"] = moved;

        using var _ = await bot.Twin.Line.SendAsync(activity, token => token with { ServiceUrl = moved });

        Assert.Equal(moved, (await OfAsync(bot, bot.Dana))!.ServiceUrl);
        Assert.Equal(moved, (await bot.Get<Conversations>().OfTenantAsync(bot.Twin.TenantId, default))!.ServiceUrl);
    }

    [Fact]
    public async Task What_is_unchanged_is_not_written_again()
    {
        await using var bot = await TeamsBot.StartAsync();
        await bot.Dana.SayAsync("help");
        var before = await VersionsAsync(bot);

        await bot.Dana.SayAsync("help");

        Assert.Equal(before, await VersionsAsync(bot));
    }

    private static Task<ConversationReference?> OfAsync(TeamsBot bot, TwinPerson person) =>
        bot.Get<Conversations>().OfPersonAsync(new ChatAccount("teams", person.TenantId, person.AadObjectId), default);

    private static async Task<long[]> VersionsAsync(TeamsBot bot) =>
        [.. (await bot.Keyed.ListAsync("teams-conversation", bot.Time.GetUtcNow(), default)).Select(document => document.Version)];
}
