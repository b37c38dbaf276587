using System.Collections.Frozen;
using System.Collections.Immutable;
using JitBot.Core.People;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Core.Policy;

/// <summary>What conditions are judged on: what is asked, of what, by whom, when.</summary>
public sealed record RequestFacts
{
    public static readonly FrozenDictionary<TableName, ImmutableArray<string>> NoneMasked = FrozenDictionary<TableName, ImmutableArray<string>>.Empty;

    public required Target Target { get; init; }
    public required AccessProfile Profile { get; init; }

    /// <summary>One of <see cref="RequestKinds"/>.</summary>
    public string Kind { get; init; } = RequestKinds.Login;

    public required string Database { get; init; }

    /// <summary>Every table that would be reached: all of the catalogue's in a scope of whole schemas or of the whole database.</summary>
    public required ImmutableArray<TableName> Tables { get; init; }

    /// <summary>Whether it can be told now which those are; if not, a condition on them cannot be judged.</summary>
    public bool TablesAreKnown { get; init; } = true;

    /// <summary>The columns that masking hides, by table, whether or not their unmasking is asked for; null if that cannot be told now.</summary>
    public FrozenDictionary<TableName, ImmutableArray<string>>? MaskedColumns { get; init; } = NoneMasked;

    /// <summary>The same of each further database that a statement is for.</summary>
    public ImmutableArray<DatabaseFacts> Elsewhere { get; init; } = [];

    /// <summary>From when access is there to its end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Masked columns are shown as they are.</summary>
    public bool Unmask { get; init; }

    public bool DataExport { get; init; }

    /// <summary>The SQL asked for; empty if a login is.</summary>
    public string Statement { get; init; } = "";

    public string Reason { get; init; } = "";
    public string Ticket { get; init; } = "";

    /// <summary>The address or network that access may come from, as <see cref="SourceAddress"/> spells it; empty for any.</summary>
    public string SourceIp { get; init; } = "";

    public required RequesterFacts Requester { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How severe the worst open incident is, empty if that is not known; null if none is open.</summary>
    public string? IncidentSeverity { get; init; }

    /// <summary>The same with one database after the other, as if it were the only one.</summary>
    public IEnumerable<RequestFacts> InEachDatabase() => Elsewhere
        .Select(there => this with { Database = there.Database, Tables = there.Tables, MaskedColumns = there.MaskedColumns, Elsewhere = [] })
        .Prepend(Elsewhere.IsEmpty ? this : this with { Elsewhere = [] });

    /// <summary>Roles of the operator's own reach past the masked views, so a level made of them unmasks whatever is said.</summary>
    public static bool Unmasks(bool asked, AccessProfile profile, Target target) => !target.Masking.IsEmpty && (asked || profile.IsPremade);

    /// <summary>The masked columns of a database, by table.</summary>
    public static FrozenDictionary<TableName, ImmutableArray<string>> MaskedIn(TargetCatalog catalog, string database) =>
        catalog.In(database).Where(table => table.Masked.Any()).ToFrozenDictionary(
            table => table.Name, table => table.Masked.Select(column => column.Name).ToImmutableArray());

    /// <summary>What a statement reads: the tables it names, and what lies under them as the server plans it, of which it has no rights.</summary>
    /// <param name="plan">Null until it was planned, and for a login.</param>
    public static ImmutableArray<TableName> Touched(ImmutableArray<TableName> tables, StatementPlan? plan) =>
        plan is null ? tables : [.. tables.Concat(plan.Tables.Select(table => table.Name)).Distinct().OrderBy(table => table.ToString(), StringComparer.Ordinal)];

    /// <summary>What a scope reaches, by the names conditions use.</summary>
    /// <param name="catalog">Null where it cannot be read: then only what the scope names.</param>
    public static ImmutableArray<TableName> Reached(AccessScope scope, TargetCatalog? catalog) => scope switch
    {
        { Tables.IsEmpty: false } or { IsEmpty: true } => scope.Tables,
        _ when catalog is null => [],
        _ => [.. catalog.In(scope.Database).Select(table => table.Name).Where(name => scope.Schemas.IsEmpty || scope.Schemas.Contains(name.Schema, StringComparer.Ordinal))],
    };
}

/// <summary>What a statement reaches in one more database.</summary>
public sealed record DatabaseFacts(string Database, ImmutableArray<TableName> Tables, FrozenDictionary<TableName, ImmutableArray<string>>? MaskedColumns);

/// <summary>Who asks.</summary>
/// <param name="Groups">Null if it cannot be told now which they are in.</param>
/// <param name="ActiveGrants">How many grants of theirs are live.</param>
public sealed record RequesterFacts(PersonId Id, string Email, ImmutableArray<string>? Groups, int ActiveGrants)
{
    /// <summary>The targets, by id in any case, on which they have a login of their own.</summary>
    public IReadOnlyCollection<string> OwnLogins { get; init; } = [];
}
