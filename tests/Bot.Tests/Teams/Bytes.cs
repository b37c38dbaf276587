using System.Text;
using System.Text.Json.Nodes;
using JitBot.Playground.Twin;

namespace JitBot.Bot.Tests.Teams;

internal static class Bytes
{
    public static byte[] Of(JsonObject activity) => Encoding.UTF8.GetBytes(activity.ToJsonString());

    /// <summary>What the twin would send if somebody typed this in private; a test changes one thing of it.</summary>
    public static JsonObject Typed(TeamsBot bot, TwinPerson person, string text) =>
        bot.Twin.Activities.Typed(person, new() { Id = "1700000000000", Chat = person.Chat, Thread = "1700000000000" }, text);
}
