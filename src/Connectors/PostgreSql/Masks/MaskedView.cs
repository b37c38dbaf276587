using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Masks;

/// <summary>A masked view as it should be.</summary>
/// <param name="Table">The OID of what it is made from.</param>
/// <param name="Of">What that is called.</param>
internal sealed record MaskedView(uint Table, TableName Of, ImmutableArray<(ColumnFacts Column, Mask Mask)> Columns)
{
    private const string Salt = "jit_masked.salt";

    /// <summary>What hashes are salted with, and so a source of views that are made from another table.</summary>
    public static readonly TableName SaltTable = new("jit_masked", "salt");

    /// <summary>By its table's name, unless that was called otherwise when the view was made.</summary>
    public TableName Name { get; init; } = NameFor(Of);

    /// <summary>Changes with whatever would make it read differently.</summary>
    public string Definition { get; } = Hash(Table, Of, Columns);

    public string Select => $"SELECT {string.Join(", ", Columns.Select(column => MaskSql.Column(column.Column, column.Mask, Salt)))} FROM {Sql(Of)} t";

    public static TableName NameFor(TableName table) => new(SchemaFor(table.Schema), table.Name);

    public static string Sql(TableName name) => $"{SqlText.Identifier(name.Schema)}.{SqlText.Identifier(name.Name)}";

    /// <summary>The schema that masked views of a schema's tables stand in. A name that would need quotes is told by its hash.</summary>
    public static string SchemaFor(string schema) => schema.Length <= 40 && schema.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')
        ? $"jit_masked_{schema}"
        : $"jit_masked__{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(schema)))[..20]}";

    private static string Hash(uint table, TableName of, ImmutableArray<(ColumnFacts Column, Mask Mask)> columns)
    {
        var text = string.Join('\n', [$"{table} {Sql(of)}", .. columns.Select(column => $"{column.Column.Number} {MaskSql.Column(column.Column, column.Mask, Salt)}")]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }
}

/// <summary>A masked view as it stands.</summary>
/// <param name="Sources">The OIDs of what it is made from.</param>
/// <param name="Entries">How long its access list is.</param>
/// <param name="IsUsed">Somebody may read it.</param>
internal sealed record FoundView(uint Oid, uint SchemaOid, TableName Name, string Marker, ImmutableArray<uint> Sources, int Entries, bool IsUsed);
