using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Masks;

/// <summary>A column as the catalogue has it.</summary>
/// <param name="Number">Its <c>attnum</c>, which stays when it is renamed.</param>
/// <param name="Type">As a cast writes it; of a domain what it is made of, whose checks a mask need not pass.</param>
/// <param name="BaseType">The bare name of the type.</param>
/// <param name="Category">PostgreSQL's <c>typcategory</c>.</param>
/// <param name="Length">The most characters it holds; null for any number.</param>
/// <param name="Entries">How long its access list is.</param>
internal sealed record ColumnFacts(short Number, string Name, string Type, string BaseType, char Category, int? Length, string Comment, int Entries);

/// <summary>A relation with what masking has to know of it.</summary>
internal sealed record TableFacts(uint Oid, TableName Name, bool HasRowSecurity, ImmutableArray<ColumnFacts> Columns)
{
    public ColumnName NameOf(ColumnFacts column) => new(Name.Schema, Name.Name, column.Name);
}

/// <summary>How rows of one relation come to be seen in another.</summary>
internal enum Tie
{
    /// <summary>It holds rows of the other, as a partition or by inheritance.</summary>
    ChildOf,

    /// <summary>Reading it reads rows of the other, whose own rights are not asked.</summary>
    ParentOf,

    /// <summary>A view or materialized view, made from the other directly or not.</summary>
    Reads,
}

internal readonly record struct TiedTables(uint Table, Tie Tie, uint Other);
