using JitBot.Bot.Conversation;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Core.Targets;
using JitBot.Playground.Twin;
using JitBot.Support;

namespace JitBot.Bot.Tests.Teams;

/// <summary>What facts about statements in Teams begin with.</summary>
internal static class StatementWorld
{
    public const string Sql = "select id\nfrom employee\n  where name = 'a  b'";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static MemoryConnector Target(this TeamsBot bot) => (MemoryConnector)bot.Get<ITargetConnector>();

    /// <summary>Asked for by Dana, approved by Omar, and ready: its card in Dana's chat.</summary>
    public static async Task<TwinMessage> GrantedAsync(this TeamsBot bot, string options = "export")
    {
        bot.Target().Plan = new PlanResult.Planned(new([new(new("public", "employee"), ["id"], true, 300_024)], 300_024, 5_500));
        await bot.Omar.InstallAsync();
        await bot.Dana.SayAsync($"query hr-prod {options} for 2h because INC-42 wrong totals\n{Sql}");
        await bot.RunDueAsync();
        await bot.Omar.PressAsync(bot.Channel.FromBot.Single(), "Approve");
        await bot.RunDueAsync();
        await bot.RunDueAsync();
        return bot.Dana.Chat.FromBot.Single(message => TwinButtons(message).Contains("Run"));
    }

    public static async Task<AccessRequest> OnlyAsync(this TeamsBot bot) => Assert.Single(await bot.RequestsAsync());

    /// <summary>Runs and waits for what comes of it.</summary>
    public static async Task<TwinMessage> RunAsync(this TeamsBot bot, TwinMessage grant)
    {
        var before = bot.Dana.Chat.Messages.Count;
        await bot.Dana.PressAsync(grant, "Run");
        return await bot.AnsweredAsync(before);
    }

    /// <summary>The first new message of the bot's once it no longer says that something runs.</summary>
    public static Task<TwinMessage> AnsweredAsync(this TeamsBot bot, int before) =>
        bot.WaitAsync(() => bot.Dana.Chat.Messages.Skip(before).FirstOrDefault(message => message is { Author: null, Card: not null } && !TwinButtons(message).Contains("Cancel")));

    /// <summary>Time passes meanwhile: the bot keeps Teams' pace by it.</summary>
    public static Task<T> WaitAsync<T>(this TeamsBot bot, Func<T?> look)
        where T : class => bot.LetTimePassAsync(bot.Twin.WaitForAsync(look, Patience));

    public static string[] TwinButtons(TwinMessage message) => message.Card is { } card ? [.. CardLines.Buttons(card)] : [];

    public static string Words(this TwinMessage message) => message.Card is { } card ? CardLines.Of(card) : "";

    public static string WordsFor(this TwinMessage message, TwinPerson person) => message.Chat.Find(message.Id)!.CardFor(person) is { } card ? CardLines.Of(card) : "";
}
