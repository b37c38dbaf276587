using JitBot.Playground.Twin;
using JitBot.Support.Postgres;

namespace JitBot.Playground;

/// <summary>What an operator would write into the configuration for the playground.</summary>
internal static class PlaygroundConfiguration
{
    public static IEnumerable<KeyValuePair<string, string?>> For(JitServer databases, TeamsTwin twin, PlaygroundPeople people) =>
    [
        new("JitBot:Store:Connection", databases.StoreConnection),
        new("JitBot:Store:Password", databases.StorePassword.Reveal()),
        new("JitBot:Teams:AppId", twin.AppId),
        new("JitBot:Teams:TenantId", twin.TenantId),
        new("JitBot:Teams:Credential", "ManagedIdentity"),
        new("JitBot:Teams:OpenIdMetadata", twin.OpenIdMetadata.ToString()),
        new("JitBot:Teams:ServiceUrls:0", twin.Address),
        .. Person("dana", people.Dana),
        .. Person("omar", people.Omar),
        .. Person("rita", people.Rita),
        new("JitBot:Groups:dba:0", "omar"),
        new("JitBot:Groups:dba:1", "rita"),
        new("JitBot:Groups:hr-owners:0", "rita"),
        .. Target("hr-prod", "hr_prod", "production", databases, people),
        .. Target("hr-test", "hr_test", "test", databases, people),
        new("JitBot:Policy:Rules:0:Name", "production writes"),
        new("JitBot:Policy:Rules:0:Environments:0", "production"),
        new("JitBot:Policy:Rules:0:Levels:0", "write"),
        new("JitBot:Policy:Rules:0:Approvers:0", "dba"),
        new("JitBot:Policy:Rules:0:Approvals", "2"),
        new("JitBot:Policy:Rules:0:LongestDuration", "02:00:00"),
        new("JitBot:Policy:Fallback:Approvers:0", "dba"),
        new("JitBot:Policy:Fallback:LongestDuration", "08:00:00"),
    ];

    private static IEnumerable<KeyValuePair<string, string?>> Person(string id, TwinPerson person) =>
    [
        new($"JitBot:People:{id}:Name", person.Name),
        new($"JitBot:People:{id}:Email", $"{id}@example.com"),
        new($"JitBot:People:{id}:Teams:TenantId", person.TenantId),
        new($"JitBot:People:{id}:Teams:ObjectId", person.AadObjectId),
    ];

    private static IEnumerable<KeyValuePair<string, string?>> Target(
        string id, string database, string environment, JitServer databases, PlaygroundPeople people) =>
    [
        new($"JitBot:Targets:{id}:Engine", "postgresql"),
        new($"JitBot:Targets:{id}:Connection", databases.TargetConnection),
        new($"JitBot:Targets:{id}:Password", databases.TargetPassword.Reveal()),
        new($"JitBot:Targets:{id}:Advertised:Host", "127.0.0.1"),
        new($"JitBot:Targets:{id}:Advertised:Port", databases.Server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new($"JitBot:Targets:{id}:Advertised:Tls", "disable"),
        new($"JitBot:Targets:{id}:Environment", environment),
        new($"JitBot:Targets:{id}:Databases:0", database),
        new($"JitBot:Targets:{id}:Owners:0", "hr-owners"),
        new($"JitBot:Targets:{id}:Channels:teams", people.DbaChannel.Id),
    ];
}
