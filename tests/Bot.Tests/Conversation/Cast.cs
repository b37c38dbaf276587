using System.Collections.Immutable;
using JitBot.Core.Grants;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Requests;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Bot.Tests.Conversation;

/// <summary>The people and the database that conversations are tried with: Dana asks, Ada and Bo decide, Olga owns the database.</summary>
internal static class Cast
{
    public static readonly Person Dana = Linked("dana", "Dana Reyes");
    public static readonly Person Ada = Linked("ada", "Ada Okafor");
    public static readonly Person Bo = Linked("bo", "Bo Lindqvist");
    public static readonly Person Olga = Linked("olga", "Olga Petrova");
    public static readonly Person Sam = Linked("sam", "Sam Carter");

    public static readonly Target Hr = new()
    {
        Id = "hr-prod",
        Engine = MemoryConnector.EngineName,
        Connection = new Secret("Host=db"),
        Advertised = new("hr-db.example.com", 5432, "verify-full"),
        Environment = "production",
        Databases = ["hr", "archive"],
        Owners = ["hr-owners"],
        Channels = ImmutableDictionary<string, string>.Empty.Add("teams", "19:hr@thread.tacv2"),
    };

    public static readonly TargetCatalog Catalog = new(
    [
        Table("public", "department"), Table("public", "employee"), Table("public", "salary"), Table("public", "title"),
        new("hr", new("public", "current_employee"), RelationKind.View), Table("payroll", "run"),
        new("archive", new("public", "employee_2019"), RelationKind.Table),
    ]);

    /// <summary>In hr accounts can be bound to an address, in archive they cannot.</summary>
    public static readonly TargetCatalog BindingCatalog = Catalog with
    {
        Unbound = ImmutableDictionary<string, string?>.Empty
            .Add("hr", null)
            .Add("archive", "The login trigger is not there; an administrator of the server runs docs/postgres-login-trigger.sql in archive."),
    };

    public static readonly TargetCatalog MaskedCatalog = new(
    [
        Table("public", "department"),
        Table("public", "employee") with
        {
            Columns =
            [
                new("id", Mask.Plain), new("name", Mask.Plain), new("email", new(MaskKind.Partial) { First = 1 }), new("phone", new(MaskKind.Full)),
                new("birth_date", new(MaskKind.Range) { Unit = "year" }), new("ssn", new(MaskKind.Hash)), new("postcode", Mask.Hidden), new("salary", new(MaskKind.Range) { Step = 1000 }),
            ],
        },
    ]);

    public static readonly PolicyDocument Policy = new("policy-1",
        [
            new() { Name = "hr-write", When = JitWorld.When("request.level == 'write'"), Steps = [new(["dba", "security"], People: 2)], Longest = TimeSpan.FromHours(1) },
        ],
        new() { Name = "hr-read", Steps = [new(["dba"])], Longest = TimeSpan.FromHours(8) });

    /// <summary>Dana as policies see her: in no group.</summary>
    public static readonly RequesterFacts Asking = new(Dana.Id, Dana.Email, [], 0);

    /// <summary>Ada and Bo are DBAs, Bo also in security, Olga owns hr-prod.</summary>
    public static MemoryDirectory Directory() => new(
        [Dana, Ada, Bo, Olga, Sam],
        new() { ["dba"] = ["ada", "bo"], ["security"] = ["bo"], ["hr-owners"] = ["olga"] });

    private static Person Linked(string id, string name) => new()
    {
        Id = new(id),
        Name = name,
        Email = $"{id}@example.com",
        Accounts = [new("teams", "tenant", $"aad-{id}")],
    };

    private static CatalogTable Table(string schema, string name) => new("hr", new(schema, name), RelationKind.Table);
}
