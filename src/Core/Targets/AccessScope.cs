using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitBot.Core.Targets;

/// <summary>A table, view or other relation by its schema and name, spelled as the server's catalogue spells it.</summary>
public readonly record struct TableName(string Schema, string Name)
{
    public override string ToString() => $"{Schema}.{Name}";
}

/// <summary>The tables that a statement reaches in one database; none for no relation at all.</summary>
public sealed record DatabaseTables(string Database, ImmutableArray<TableName> Tables);

/// <summary>
/// What a grant reaches: one database of one target, at one level, wholly or by schemas or tables; for a statement more databases, in each the tables that
/// are found there.
/// </summary>
public sealed record AccessScope
{
    /// <summary>The target's id, such as <c>hr-prod</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The name of an <see cref="AccessProfile"/> of the target; <c>read</c> and <c>write</c> are built in.</summary>
    public required string Level { get; init; }

    public required string Database { get; init; }

    /// <summary>Whole schemas, or none: then <see cref="Tables"/> decides, or the whole database if that is empty too.</summary>
    public ImmutableArray<string> Schemas { get; init; } = [];

    /// <summary>Single relations. Never filled together with <see cref="Schemas"/>.</summary>
    public ImmutableArray<TableName> Tables { get; init; } = [];

    /// <summary>Single columns. A table that has any here is also in <see cref="Tables"/>, and no other column of it is reached.</summary>
    public ImmutableArray<ColumnName> Columns { get; init; } = [];

    /// <summary>No relation at all: only what anybody may read there who gets in.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>The databases after <see cref="Database"/> that a statement is for, in the order in which it is run in them; none for a login.</summary>
    public ImmutableArray<DatabaseTables> Also { get; init; } = [];

    /// <summary>Masked columns are shown as they are.</summary>
    public bool Unmask { get; init; }

    /// <summary>The only place that the account is let in from; null for anywhere.</summary>
    public SourceAddress? Address { get; init; }

    [JsonIgnore]
    public bool IsWholeDatabase => !IsEmpty && Schemas.IsEmpty && Tables.IsEmpty;

    [JsonIgnore]
    public ImmutableArray<string> Databases => [Database, .. Also.Select(there => there.Database)];

    /// <summary>The same, database by database: each a scope that has no other.</summary>
    public IEnumerable<AccessScope> InEachDatabase() => Also
        .Select(there => this with { Database = there.Database, Schemas = [], Tables = there.Tables, Columns = [], IsEmpty = there.Tables.IsEmpty, Also = [] })
        .Prepend(Also.IsEmpty ? this : this with { Also = [] });

    /// <summary>The columns of a table that are reached; none for all of them.</summary>
    public IEnumerable<string> ColumnsOf(TableName table) => Columns.Where(column => column.Of == table).Select(column => column.Column);

    /// <summary>
    /// One spelling for one set of rights, whatever the order it was asked in. Where an account may come from is no right: accounts that differ in
    /// nothing else share them.
    /// </summary>
    [JsonIgnore]
    public string Key => Also.IsEmpty ? KeyHere : JsonSerializer.Serialize(InEachDatabase().Select(there => there.KeyHere));

    private string KeyHere => JsonSerializer.Serialize(new object[]
    {
        Target, Level, Database, Unmask, IsEmpty, Schemas.Order(StringComparer.Ordinal),
        Tables.OrderBy(table => table.Schema, StringComparer.Ordinal).ThenBy(table => table.Name, StringComparer.Ordinal),
        Columns.OrderBy(column => column.Schema, StringComparer.Ordinal).ThenBy(column => column.Table, StringComparer.Ordinal).ThenBy(column => column.Column, StringComparer.Ordinal),
    });
}
