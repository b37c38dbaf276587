using JitBot.Core.Audit;
using JitBot.Playground.FakeBytebase;
using JitBot.Playground.Twin;
using JitBot.Support.Postgres;

namespace JitBot.Playground;

/// <summary>What an operator would write into the configuration for the playground.</summary>
internal static class PlaygroundConfiguration
{
    public static string PolicyFile { get; } = Path.Combine(PostgresBinaries.RepositoryFolder, "tests", "Playground", "policy.json");

    /// <summary>Signs the record for as long as this process lives, whichever bots it starts.</summary>
    public static string SigningKey { get; } = AuditKey.NewPem();

    public static IEnumerable<KeyValuePair<string, string?>> For(JitServer databases, TeamsTwin twin, PlaygroundPeople people) =>
    [
        new("JitBot:Teams:AppId", twin.AppId),
        new("JitBot:Teams:TenantId", twin.TenantId),
        new("JitBot:Teams:Credential", "ManagedIdentity"),
        new("JitBot:Teams:OpenIdMetadata", twin.OpenIdMetadata.ToString()),
        new("JitBot:Teams:ServiceUrls:0", twin.Address),
        .. Company(databases, people.DbaChannel.Id, [Linked("dana", people.Dana), Linked("omar", people.Omar), Linked("rita", people.Rita)]),
    ];

    /// <summary>What is the same wherever they chat: Dana develops, Omar and Rita are DBAs, Rita owns the databases.</summary>
    /// <param name="channel">Where decisions are asked for.</param>
    public static IEnumerable<KeyValuePair<string, string?>> Company(JitServer databases, string channel, IReadOnlyList<LinkedPerson> people) =>
    [
        new("JitBot:Store:Connection", databases.StoreConnection),
        new("JitBot:Store:Password", databases.StorePassword.Reveal()),
        .. people.SelectMany(Person),
        new("JitBot:Groups:dba:0", "omar"),
        new("JitBot:Groups:dba:1", "rita"),
        new("JitBot:Groups:hr-owners:0", "rita"),
        new("JitBot:Groups:omars:0", "omar"),
        .. Target("hr-prod", "hr_prod", "production", databases, channel),
        new("JitBot:Targets:hr-prod:Masking:Rules:0:Columns:0", "employee.email"),
        new("JitBot:Targets:hr-prod:Masking:Rules:0:Mask", "partial(1,0)"),
        new("JitBot:Targets:hr-prod:Masking:Rules:1:Columns:0", "employee.born"),
        new("JitBot:Targets:hr-prod:Masking:Rules:1:Mask", "range(year)"),
        .. Target("hr-test", "hr_test", "test", databases, channel),
        new("JitBot:PolicyFile", PolicyFile),
        new("JitBot:Audit:SigningKey", SigningKey),
    ];

    /// <summary>What a Slack beside it all adds: a workspace in which the same people have accounts, and a channel that decides, too.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Slack(LinkedSlack slack) =>
    [
        new("JitBot:Slack:BotToken", slack.BotToken),
        new("JitBot:Slack:SigningSecret", slack.SigningSecret),
        new("JitBot:Slack:AppToken", slack.AppToken),
        new("JitBot:Slack:Workspaces:0", slack.TeamId),
        new("JitBot:Slack:ApiBase", slack.ApiBase.ToString()),
        new("JitBot:Targets:hr-prod:Channels:slack", slack.Channel),
        new("JitBot:Targets:hr-test:Channels:slack", slack.Channel),
        .. slack.Users.SelectMany(user => new KeyValuePair<string, string?>[]
        {
            new($"JitBot:People:{user.Key}:Slack:TeamId", slack.TeamId),
            new($"JitBot:People:{user.Key}:Slack:UserId", user.Value),
        }),
    ];

    /// <summary>What a Bytebase beside it all adds: those who decide about its requests are the DBAs.</summary>
    /// <param name="channel">Of Teams, where they are shown.</param>
    public static IEnumerable<KeyValuePair<string, string?>> Bytebase(BytebaseTwin twin, string channel) =>
    [
        new("JitBot:Bytebase:Url", twin.Address),
        new("JitBot:Bytebase:ServiceAccount", BytebaseTwin.ServiceAccount),
        new("JitBot:Bytebase:ServiceKey", BytebaseTwin.ServiceKey),
        new("JitBot:Bytebase:PollEvery", "00:00:05"),
        new("JitBot:Bytebase:Projects:payments:Channels:teams", channel),
        new("JitBot:Bytebase:Projects:payments:Approvers:0", "dba"),
    ];

    private static LinkedPerson Linked(string id, TwinPerson person) => new(id, person.Name, person.TenantId, person.AadObjectId);

    private static IEnumerable<KeyValuePair<string, string?>> Person(LinkedPerson person) =>
    [
        new($"JitBot:People:{person.Id}:Name", person.Name),
        new($"JitBot:People:{person.Id}:Email", person.Email),
        new($"JitBot:People:{person.Id}:Teams:TenantId", person.TenantId),
        new($"JitBot:People:{person.Id}:Teams:ObjectId", person.ObjectId),
    ];

    private static IEnumerable<KeyValuePair<string, string?>> Target(
        string id, string database, string environment, JitServer databases, string channel) =>
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
        new($"JitBot:Targets:{id}:Channels:teams", channel),
    ];
}

/// <summary>Somebody as JitBot's configuration knows them, with their account in Teams.</summary>
internal sealed record LinkedPerson(string Id, string Name, string TenantId, string ObjectId)
{
    public string Email => $"{Id}@example.com";
}

/// <summary>A Slack that the bot is to talk to.</summary>
/// <param name="SigningSecret">Null if it does not call over HTTP.</param>
/// <param name="AppToken">Null if there is no Socket Mode.</param>
/// <param name="Users">Slack's user ids, by the ids of JitBot's people.</param>
internal sealed record LinkedSlack(
    Uri ApiBase, string TeamId, string BotToken, string? SigningSecret, string? AppToken, string Channel, IReadOnlyDictionary<string, string> Users);
