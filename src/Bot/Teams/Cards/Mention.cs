using System.Text.Json.Nodes;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core;
using JitBot.Core.People;

namespace JitBot.Bot.Teams.Cards;

/// <summary>People called by name in a card, whom Teams tells of it: a marked name in the text, and an entity of exactly that text.</summary>
internal static class Mention
{
    public static string Text(Person person) => AccountOf(person) is null ? TeamsText.Markdown(person.Name) : $"<at>{Name(person)}</at>";

    public static JsonArray Entities(IEnumerable<Person> people) => Elements.Array(people
        .Select(person => (Person: person, Account: AccountOf(person)))
        .Where(called => called.Account is not null)
        .Select(called => new JsonObject
        {
            ["type"] = "mention",
            ["text"] = Text(called.Person),
            ["mentioned"] = new JsonObject { ["id"] = called.Account!.User, ["name"] = Name(called.Person) },
        }));

    private static ChatAccount? AccountOf(Person person) => person.Accounts.FirstOrDefault(account => account.Platform == ActivityCheck.Platform);

    /// <summary>Nothing that could be taken for a tag or for markup: the text has to come back from the client as it is.</summary>
    private static string Name(Person person)
    {
        var name = new string([.. PlainText.Shorten(person.Name, 60).Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '.' or '\'')]).Trim();
        return name.Length > 0 ? name : person.Id.Value;
    }
}
