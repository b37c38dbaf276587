using System.Text.Json;
using JitBot.Playground;

namespace JitBot.EndToEnd.Tests.AgentsPlayground;

/// <summary>What Agents Playground reads at its start: who uses it, and which chats there are. JSON is YAML, which it asks for.</summary>
internal static class InstanceFile
{
    public const string Bot = "28:jitbot";
    public const string Channel = "19:dba@thread.tacv2";

    /// <summary>With fewer or more of them it does not start.</summary>
    private const int Colleagues = 5;

    public static string For(LinkedPerson user) => JsonSerializer.Serialize(new
    {
        version = "0.1.1",
        tenantId = user.TenantId,
        bot = new { id = Bot, name = "JitBot" },
        currentUser = Account(Mri(user), user.Name, user.ObjectId),
        users = Enumerable.Range(1, Colleagues).Select(n => Account($"29:colleague{n}", $"Colleague {n}", $"bbbbbbbb-0000-0000-0000-00000000000{n}")),
        personalChat = new { id = $"a:{user.Id}" },
        groupChat = new { id = $"19:{user.Id}@thread.v2", name = "Group" },
        team = new { id = "19:team@thread.tacv2", name = "Operations", aadGroupId = "cccccccc-0000-0000-0000-000000000000", channels = new[] { new { id = Channel, name = "dba" } } },
    });

    /// <summary>How Teams calls somebody towards the bot.</summary>
    public static string Mri(LinkedPerson person) => $"29:{person.Id}";

    private static object Account(string id, string name, string objectId) => new
    {
        id,
        name,
        userPrincipleName = $"{id[3..]}@example.com", // the Playground's spelling
        aadObjectId = objectId,
        givenName = name.Split(' ')[0],
        surname = name.Split(' ')[1],
        email = $"{id[3..]}@example.com",
    };
}
