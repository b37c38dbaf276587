using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitBot.Playground.FakeSlack;

/// <summary>Who the bot is, and who else is there.</summary>
internal sealed class SlackDirectoryMethods(SlackTwin twin)
{
    public IEnumerable<(string, SlackMethod)> All =>
    [
        ("auth.test", new(null, _ => WhoAmI())),
        ("apps.connections.open", new(null, _ => new() { ["url"] = twin.Sockets.NewAddress() }) { TakesAppToken = true }),
        ("users.info", new("users:read", arguments => One(twin.FindPerson(arguments.Text("user")) ?? throw new SlackRefusal("user_not_found"))) { TakesJson = false }),
        ("users.lookupByEmail", new("users:read.email", arguments => One(ByEmail(arguments.Text("email")))) { TakesJson = false }),
        ("usergroups.list", new("usergroups:read", Groups) { TakesJson = false }),
        ("usergroups.users.list", new("usergroups:read", Members) { TakesJson = false }),
    ];

    private JsonObject WhoAmI() => new()
    {
        ["url"] = "https://twin.slack.example/",
        ["team"] = "Twin",
        ["user"] = "jitbot",
        ["team_id"] = twin.TeamId,
        ["user_id"] = twin.BotUserId,
        ["bot_id"] = twin.BotId,
        ["is_enterprise_install"] = false,
    };

    /// <summary>Somebody deactivated is not found any more.</summary>
    private SlackPerson ByEmail(string? email) =>
        twin.People.FirstOrDefault(person => !person.Deleted && email is not null && string.Equals(person.Email, email, StringComparison.OrdinalIgnoreCase))
        ?? throw new SlackRefusal("users_not_found");

    private JsonObject One(SlackPerson person)
    {
        var profile = new JsonObject { ["real_name"] = person.Name, ["display_name"] = person.Name, ["team"] = person.TeamId };
        if (person.Email is { } email && twin.Scopes.Contains("users:read.email"))
        {
            profile["email"] = email;
        }

        var user = new JsonObject
        {
            ["id"] = person.Id,
            ["team_id"] = person.TeamId,
            ["name"] = person.Name,
            ["deleted"] = person.Deleted,
            ["real_name"] = person.Name,
            ["tz"] = "Europe/London",
            ["profile"] = profile,
            ["is_bot"] = person.IsBot,
            ["is_restricted"] = person.IsRestricted,
            ["is_ultra_restricted"] = person.IsUltraRestricted,
            ["is_app_user"] = false,
        };
        if (person.EnterpriseId is { } enterprise)
        {
            user["enterprise_user"] = new JsonObject { ["id"] = person.Id, ["enterprise_id"] = enterprise };
        }

        return new() { ["user"] = user };
    }

    private JsonObject Groups(JsonElement arguments) => new()
    {
        ["usergroups"] = new JsonArray(
        [
            .. twin.UserGroups.Where(group => !group.Disabled || Says(arguments, "include_disabled")).Select(group => Group(group, Says(arguments, "include_users"))),
        ]),
    };

    private JsonObject Group(SlackUserGroup group, bool withUsers)
    {
        var shown = new JsonObject
        {
            ["id"] = group.Id,
            ["team_id"] = twin.TeamId,
            ["is_usergroup"] = true,
            ["name"] = group.Handle,
            ["handle"] = group.Handle,
            ["date_delete"] = group.Disabled ? 1 : 0,
            ["user_count"] = group.Members.Count,
        };
        if (withUsers)
        {
            shown["users"] = Ids(group);
        }

        return shown;
    }

    private JsonObject Members(JsonElement arguments) => twin.UserGroups.FirstOrDefault(group => group.Id == arguments.Text("usergroup")) switch
    {
        null when arguments.Text("usergroup") is null => throw new SlackRefusal("invalid_arguments", "[ERROR] missing required field: usergroup"),
        null => throw new SlackRefusal("no_such_subteam"),
        { Disabled: true } when !Says(arguments, "include_disabled") => throw new SlackRefusal("no_such_subteam"),
        var group => new() { ["users"] = Ids(group) },
    };

    private static JsonArray Ids(SlackUserGroup group) => new([.. group.Members.Select(member => JsonValue.Create(member.Id))]);

    private static bool Says(JsonElement arguments, string key) => arguments.Is(key) || arguments.Text(key) is "true" or "1";
}
