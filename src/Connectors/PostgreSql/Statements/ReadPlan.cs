using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using JitBot.Core.Statements;
using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Statements;

/// <summary>A relation that a transaction has opened.</summary>
/// <param name="Whole">The partitioned table that it is a part of; the same as <paramref name="Name"/> for any other.</param>
/// <param name="Rows">How many the server believes it has.</param>
internal sealed record OpenedRelation(TableName Name, TableName Whole, double Rows, ImmutableArray<string> Columns);

/// <summary>Reads the server's own plan (<c>EXPLAIN (VERBOSE, FORMAT JSON)</c>) for what people want to know of it. Pure.</summary>
internal static class ReadPlan
{
    private const string Relation = "Relation Name";

    // They stand as they are, and not as SQL would have them.
    private static readonly FrozenSet<string> Names =
        new[] { Relation, "Schema", "Alias", "Index Name", "Function Name", "CTE Name", "Subplan Name", "Tuplestore Name", "Custom Plan Provider" }.ToFrozenSet(StringComparer.Ordinal);

    public static StatementPlan Read(string json, IEnumerable<OpenedRelation> opened, string statement)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement[0].GetProperty("Plan");
        var nodes = Nodes(root).ToArray();
        var named = Tokenizer.Read(statement).Where(token => token.IsName).Select(token => token.Value).ToHashSet(StringComparer.Ordinal);
        var tables = opened.GroupBy(relation => relation.Whole).Select(whole =>
        {
            var scans = whole.SelectMany(part => nodes.Where(node => IsScanOf(node, part.Name)).Select(node => (Node: node, part.Rows, part.Columns))).ToArray();
            var inOrder = scans.Where(scan => Text(scan.Node, "Node Type") == "Seq Scan").ToArray();
            return new TouchedTable(
                whole.Key,
                [.. scans.SelectMany(scan => Columns(scan.Node, scan.Columns)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                whole.Append(new(whole.Key, whole.Key, 0, [])).Any(part => named.Contains(part.Name.Name)),
                inOrder.Length > 0 ? inOrder.Sum(scan => scan.Rows) : null);
        });
        return new(
            [.. tables.OrderBy(table => table.Name.ToString(), StringComparer.Ordinal)],
            root.GetProperty("Plan Rows").GetDouble(),
            root.GetProperty("Total Cost").GetDouble());
    }

    /// <summary>The first function in a plan that no statement may call: a view calls it, or a policy, where the statement does not say so.</summary>
    public static RefusedFunction? Refused(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Nodes(document.RootElement[0].GetProperty("Plan"))
            .SelectMany(node => node.EnumerateObject())
            .Where(property => !Names.Contains(property.Name))
            .SelectMany(Texts)
            .Select(Tokenizer.Read)
            .SelectMany(tokens => Enumerable.Range(0, tokens.Length).Select(at => RefusedFunctions.Called(tokens, at)))
            .FirstOrDefault(called => called is { HeldByServer: false });
    }

    private static IEnumerable<string> Texts(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String => [property.Value.GetString()!],
        JsonValueKind.Array when property.Name != "Plans" => property.Value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
        _ => [],
    };

    private static IEnumerable<JsonElement> Nodes(JsonElement node) =>
        node.TryGetProperty("Plans", out var inner) ? inner.EnumerateArray().SelectMany(Nodes).Prepend(node) : [node];

    private static bool IsScanOf(JsonElement node, TableName table) => Text(node, Relation) == table.Name && Text(node, "Schema") == table.Schema;

    /// <summary>
    /// Plans write a column with its table's alias before it wherever it is read, in the output, filters and conditions; but of a statement that reads a single
    /// relation the output has none. A row as a whole is <c>alias.*</c>.
    /// </summary>
    /// <param name="all">Of the relation.</param>
    private static IEnumerable<string> Columns(JsonElement scan, ImmutableArray<string> all)
    {
        var alias = Text(scan, "Alias");
        foreach (var expression in scan.EnumerateObject().SelectMany(Expressions))
        {
            ImmutableArray<Token> tokens = Tokenizer.Read(expression);
            for (var i = 0; i < tokens.Length; i++)
            {
                var qualified = i >= 1 && tokens[i - 1].IsSymbol(".");
                var isOurs = i >= 2 && qualified && tokens[i - 2].IsName && tokens[i - 2].Value == alias;
                if (isOurs && tokens[i].IsSymbol("*"))
                {
                    foreach (var column in all)
                    {
                        yield return column;
                    }
                }
                else if (tokens[i].IsName && (isOurs || (!qualified && IsBare(tokens, i) && all.Contains(tokens[i].Value, StringComparer.Ordinal))))
                {
                    yield return tokens[i].Value;
                }
            }
        }
    }

    /// <summary>Neither called nor a qualifier nor the type that something is cast to.</summary>
    private static bool IsBare(ImmutableArray<Token> tokens, int at) =>
        !(at + 1 < tokens.Length && (tokens[at + 1].IsSymbol("(") || tokens[at + 1].IsSymbol("."))) && !(at >= 1 && (tokens[at - 1].IsSymbol("::") || tokens[at - 1].IsSymbol(":")));

    private static IEnumerable<string> Expressions(JsonProperty property) => property switch
    {
        { Name: "Output", Value: { ValueKind: JsonValueKind.Array } list } => list.EnumerateArray().Select(item => item.GetString()!),
        { Name: "Filter" or "Index Cond" or "Recheck Cond" or "TID Cond" or "Order By", Value: { ValueKind: JsonValueKind.String } text } => [text.GetString()!],
        _ => [],
    };

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetString() : null;
}
