using System.Collections.Immutable;
using JitBot.Core.Policy.Conditions;
using JitBot.Core.Targets;

namespace JitBot.Core.Policy;

/// <summary>The names conditions may use, and what they stand for in one request. Where Bytebase has a name for the same, it is that.</summary>
public static class PolicyVocabulary
{
    /// <summary>The names that stand for one table after the other; a condition with one of them is judged for each.</summary>
    public static readonly ImmutableArray<string> OfOneTable = ["resource.schema_name", "resource.table_name", "resource.masked_columns"];

    /// <summary>The names that stand for one database after the other, where a statement is for several.</summary>
    public static readonly ImmutableArray<string> OfOneDatabase = ["resource.database_name", .. OfOneTable];

    public static readonly ImmutableArray<string> OfTables = [.. OfOneTable, "request.tables", "request.schemas"];

    private static readonly CelType Strings = new CelType.List(CelType.String);

    public static Vocabulary Names { get; } = new(
        ("request", new CelType.Record("request",
            ("kind", CelType.String), ("level", CelType.String), ("profile", CelType.String),
            ("databases", Strings), ("schemas", Strings), ("tables", Strings), ("duration", CelType.Duration),
            ("unmask", CelType.Bool), ("data_export", CelType.Bool), ("statement", CelType.String),
            ("reason", CelType.String), ("ticket", CelType.String), ("source_ip", CelType.String))),
        ("resource", new CelType.Record("resource",
            ("target", CelType.String), ("engine", CelType.String), ("db_engine", CelType.String),
            ("environment_id", CelType.String), ("instance_id", CelType.String), ("database_name", CelType.String),
            ("schema_name", CelType.String), ("table_name", CelType.String),
            ("labels", new CelType.Map(CelType.String, CelType.String)), ("masked_columns", Strings))),
        ("requester", new CelType.Record("requester",
            ("id", CelType.String), ("email", CelType.String), ("groups", Strings), ("active_grants", CelType.Int))),
        ("now", CelType.Timestamp),
        ("incident", new CelType.Record("incident", ("active", CelType.Bool), ("severity", CelType.String))));

    /// <summary>What the names stand for with each table in turn.</summary>
    public static ImmutableArray<Variables> OfEachTable(RequestFacts facts, Variables variables) =>
        [.. facts.Tables.Select(table => variables.With("resource", Resource(facts, table)))];

    /// <summary>The same without any table: what does not depend on one can be told once for all of them.</summary>
    public static Variables WithoutTable(RequestFacts facts, Variables variables) => variables.With("resource", Resource(facts with { TablesAreKnown = false }, default));

    /// <summary>What the names stand for in one database of a request.</summary>
    public static Variables InDatabase(RequestFacts there, Variables variables) => variables.With("resource", Resource(there, default));

    /// <summary>What the names stand for in this request; those of one table are empty.</summary>
    public static Variables Of(RequestFacts facts) => new(
        ("request", CelValue.Record(
            ("kind", CelValue.Of(facts.Kind)),
            ("level", CelValue.Of(facts.Profile.Level.ToString().ToLowerInvariant())),
            ("profile", CelValue.Of(facts.Profile.Name)),
            ("databases", CelValue.Of(facts.Elsewhere.Select(there => there.Database).Prepend(facts.Database))),
            ("schemas", facts.TablesAreKnown ? CelValue.Of(Tables(facts).Select(table => table.Schema).Distinct(StringComparer.Ordinal)) : null),
            ("tables", facts.TablesAreKnown ? CelValue.Of(Tables(facts).Select(table => table.ToString())) : null),
            ("duration", CelValue.Of(facts.Duration)),
            ("unmask", CelValue.Of(facts.Unmask)),
            ("data_export", CelValue.Of(facts.DataExport)),
            ("statement", CelValue.Of(facts.Statement)),
            ("reason", CelValue.Of(facts.Reason)),
            ("ticket", CelValue.Of(facts.Ticket)),
            ("source_ip", CelValue.Of(facts.SourceIp)))),
        ("resource", Resource(facts, default)),
        // Where it cannot be told which groups somebody is in, or above which tables are reached or masked, the name stands for nothing, and a condition that
        // uses it fails: an empty list would make "all of them" true.
        ("requester", CelValue.Record(
            ("id", CelValue.Of(facts.Requester.Id.Value)),
            ("email", CelValue.Of(facts.Requester.Email)),
            ("groups", facts.Requester.Groups is { } groups ? CelValue.Of(groups) : null),
            ("active_grants", CelValue.Of(facts.Requester.ActiveGrants)))),
        ("now", CelValue.Of(facts.Now)),
        ("incident", CelValue.Record(
            ("active", CelValue.Of(facts.IncidentSeverity is not null)),
            ("severity", CelValue.Of(facts.IncidentSeverity ?? "")))));

    /// <summary>Of all databases: tables of the same name in two of them are two.</summary>
    private static IEnumerable<TableName> Tables(RequestFacts facts) => facts.InEachDatabase().SelectMany(there => there.Tables);

    private static CelValue Resource(RequestFacts facts, TableName table) => CelValue.Record(
        ("target", CelValue.Of(facts.Target.Id)),
        ("engine", CelValue.Of(facts.Target.Engine)),
        ("db_engine", CelValue.Of(DbEngine(facts.Target.Engine))),
        ("environment_id", CelValue.Of(facts.Target.Environment)),
        ("instance_id", CelValue.Of(facts.Target.Id)),
        ("database_name", CelValue.Of(facts.Database)),
        ("schema_name", facts.TablesAreKnown ? CelValue.Of(table.Schema ?? "") : null),
        ("table_name", facts.TablesAreKnown ? CelValue.Of(table.Name ?? "") : null),
        ("labels", CelValue.Record([.. facts.Target.Labels.Select(label => (label.Key, (CelValue?)CelValue.Of(label.Value)))])),
        ("masked_columns", facts is { TablesAreKnown: true, MaskedColumns: { } masked } ? CelValue.Of(masked.GetValueOrDefault(table, [])) : null));

    /// <summary>Bytebase's own word for the engine.</summary>
    private static string DbEngine(string engine) => engine == "postgresql" ? "POSTGRES" : engine.ToUpperInvariant();
}
