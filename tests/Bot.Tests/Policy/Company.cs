using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Bot.Configuration;
using JitBot.Core.People;
using JitBot.Core.Policy;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Bot.Tests.Policy;

/// <summary>The company that the cookbook is for, as the document describes it.</summary>
internal static class Company
{
    private static readonly FrozenDictionary<string, string[]> Members = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["developers"] = ["dana", "carl"],
        ["support"] = ["sven"],
        ["dba"] = ["omar", "rita", "noor"],
        ["on-call"] = ["omar"],
        ["security"] = ["ines", "max"],
        ["leads"] = ["lena", "lars"],
        ["hr-owners"] = ["olga"],
        ["payroll"] = ["petra"],
        ["shop-owners"] = ["sina"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly Target HrTest = new()
    {
        Id = "hr-test",
        Engine = MemoryConnector.EngineName,
        Connection = new("Host=db"),
        Advertised = new("db.example.com", 5432, "verify-full"),
        Environment = "test",
        Databases = ["hr"],
        Owners = ["hr-owners"],
        Channels = ImmutableDictionary<string, string>.Empty.Add("slack", "C0000000001"),
    };

    public static Organisation Organisation { get; } = new(
        [.. Members.Values.SelectMany(members => members).Distinct(StringComparer.Ordinal).Select(Linked)],
        Members.ToFrozenDictionary(
            group => group.Key, group => new Group([.. group.Value.Select(member => new PersonId(member))], []), StringComparer.OrdinalIgnoreCase),
        [
            HrTest,
            HrTest with { Id = "hr-prod", Environment = "production", Labels = ImmutableDictionary<string, string>.Empty.Add("data", "personal") },
            HrTest with { Id = "shop-prod", Environment = "production", Databases = ["shop"], Owners = ["shop-owners"] },
        ]);

    public static TargetCatalog Catalog { get; } = new(
    [
        Table("hr", "public", "department"), Table("hr", "public", "employee"), Table("hr", "public", "title"),
        Table("hr", "payroll", "run"), Table("hr", "payroll", "salary"),
        Table("shop", "public", "customer"), Table("shop", "public", "orders"), Table("shop", "public", "refund"),
    ]);

    /// <param name="who">Such as <c>dana</c>, <c>omar, with 1 grant</c>, or <c>dana, while critical</c>.</param>
    public static RequesterFacts Asking(string who)
    {
        var words = who.Split(", while ")[0].Split(", with ");
        var person = Organisation.People.Single(one => one.Id.Value == words[0]);
        var grants = words.Length == 1 ? 0 : int.Parse(words[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        return new(person.Id, person.Email, [.. Members.Where(group => group.Value.Contains(words[0])).Select(group => group.Key)], grants);
    }

    /// <summary>How severe the open incident is, in such words.</summary>
    public static string? Incident(string who) => who.Split(", while ") is [_, var severity] ? severity : null;

    private static Person Linked(string id) => new()
    {
        Id = new(id),
        Name = id,
        Email = id == "carl" ? "carl@contractors.example" : $"{id}@example.com",
        Accounts = [new("slack", "T0123456789", $"U-{id}")],
    };

    private static CatalogTable Table(string database, string schema, string name) => new(database, new(schema, name), RelationKind.Table);
}
