using System.Collections.Immutable;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation;

/// <summary>What the request form offers, and what of it is picked already: the same on every platform.</summary>
internal static class FormChoices
{
    private static readonly TimeSpan[] UsualTimes =
        [TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8)];

    /// <summary>The level asked for; the only one there is; else null.</summary>
    public static string? Level(DraftAnalysis analysis) => analysis.Draft.Level is { } level ? analysis.Target.Profile(level.Trim())?.Name
        : analysis.Target.Profiles is [var only] ? only.Name
        : null;

    /// <summary>The database whose tables the form shows.</summary>
    public static string Database(DraftAnalysis analysis) =>
        analysis.Draft.Database?.Trim() is { } wanted && analysis.Target.Databases.Contains(wanted, StringComparer.Ordinal)
            ? wanted
            : analysis.Target.Databases[0];

    /// <summary>The lengths of time that the policy allows, the longest last; until the level is known, the usual ones.</summary>
    public static TimeSpan[] Times(DraftAnalysis analysis) => analysis.Times.IsEmpty ? UsualTimes : [.. analysis.Times];

    /// <summary>Whether the operator has fixed what the level reaches.</summary>
    public static bool IsWhole(DraftAnalysis analysis) => analysis.Draft.Level is { } level && analysis.Target.Profile(level.Trim()) is { MemberOf.IsEmpty: false };

    /// <summary>What can be asked for unmasked, in a sentence; null if nothing of it is masked.</summary>
    public static string? Masked(DraftAnalysis analysis)
    {
        const int Most = 5;
        if (IsWhole(analysis))
        {
            return null;
        }

        ImmutableArray<string> databases = IsForStatement(analysis) ? Databases(analysis) : [Database(analysis)];
        var columns = databases.SelectMany(analysis.Catalog.In).SelectMany(table => table.Masked.Select(column => $"{table.Name.Name}.{column.Name}")).Distinct(StringComparer.Ordinal).ToArray();
        // A box that was ticked must be there to be seen.
        return columns.Length == 0 ? (analysis.Draft.Unmask && !analysis.Target.Masking.IsEmpty ? $"Nothing that is known of {Database(analysis)} is masked now." : null)
            : $"Masked otherwise: {string.Join(", ", columns.Take(Most))}{(columns.Length > Most ? $" and {columns.Length - Most} more" : "")}. Whoever decides sees that you ask for it.";
    }

    /// <summary>Columns as the draft has them, to be typed on.</summary>
    public static string? Columns(DraftAnalysis analysis) => Names(analysis.Draft.Columns);

    /// <summary>Names to be typed on; null for none.</summary>
    public static string? Names(ImmutableArray<string> names) => names.IsEmpty ? null : string.Join(", ", names.Select(RequestLine.Quoted));

    /// <summary>
    /// Whether the form has a field for an address: where it can be held to, and wherever one was asked for already. It must not be lost between two
    /// looks at the form, or the login would be let in from anywhere.
    /// </summary>
    public static bool AsksForAddress(DraftAnalysis analysis) => analysis.Draft.Address is not null || WhyUnbound(analysis) is null;

    public static string AddressHint(DraftAnalysis analysis) => WhyUnbound(analysis) is { } why
        ? $"Not possible in {Database(analysis)}: {why}"
        : "As the database server sees it: behind a proxy that is the proxy's. From anywhere else the login is refused.";

    private static string? WhyUnbound(DraftAnalysis analysis) => analysis.Catalog.WhyUnbound(Database(analysis));

    /// <summary>Whether it asks for a statement: that has no level, schemas, tables, columns or address, but databases and a box for export.</summary>
    public static bool IsForStatement(DraftAnalysis analysis) => analysis.Draft.Statement is not null;

    /// <summary>The databases picked already, the first included.</summary>
    public static ImmutableArray<string> Databases(DraftAnalysis analysis) =>
        [.. analysis.Draft.AlsoIn.Select(name => name.Trim()).Where(analysis.Target.Databases.Contains).Prepend(Database(analysis)).Distinct(StringComparer.Ordinal)];

    public const string StatementLabel = "The statement";
    public const string StatementHint = "One statement that only reads: SELECT, WITH, VALUES, TABLE, SHOW or EXPLAIN. It is run letter for letter as it stands here, and whoever decides reads it.";
    public const string DatabasesLabel = "Databases to run it in";
    public const string ExportLabel = "Its result may be taken out as a file";
    public const string ExportHint = "Otherwise it can be looked at in the chat alone. Whoever decides sees that you ask for it.";

    public const string AddressLabel = "Only from this address";
    public const string AddressExample = "10.1.2.3, 10.0.0.0/24, 2001:db8::7";
    public const string ColumnsLabel = "Only these columns";
    public const string ColumnsExample = "employee.name, employee.title";
    public const string SchemasTypedLabel = "Schemas as they were typed";
    public const string TablesTypedLabel = "Tables as they were typed";
    public const string UnmaskLabel = "Show masked columns as they are";
    public const int MostNamesTyped = 3000;

    /// <summary>In the order of their names.</summary>
    public static ImmutableArray<CatalogTable> Tables(TargetCatalog catalog, string database) =>
        [.. catalog.In(database).OrderBy(table => table.Name.ToString(), StringComparer.Ordinal)];

    public static bool HasOneSchema(ImmutableArray<CatalogTable> tables) => tables.All(table => table.Name.Schema == tables[0].Name.Schema);

    public static string Title(CatalogTable table, bool oneSchema)
    {
        var name = oneSchema ? table.Name.Name : table.Name.ToString();
        return table.Kind switch
        {
            RelationKind.View => $"{name} (view)",
            RelationKind.MaterializedView => $"{name} (materialized view)",
            RelationKind.ForeignTable => $"{name} (foreign table)",
            _ => name,
        };
    }

    /// <summary>
    /// The tables that the draft names, and the names that fit none of them, or several. Those have to stay in the form as well: one that forgot
    /// them would ask for the whole database.
    /// </summary>
    public static (ImmutableHashSet<TableName> Picked, ImmutableArray<string> Unfit) Named(ImmutableArray<CatalogTable> all, RequestDraft draft)
    {
        var picked = ImmutableHashSet.CreateBuilder<TableName>();
        var unfit = ImmutableArray.CreateBuilder<string>();
        foreach (var typed in draft.Tables)
        {
            if (Find(typed, all) is { } table)
            {
                picked.Add(table);
            }
            else
            {
                unfit.Add(typed);
            }
        }

        return (picked.ToImmutable(), unfit.ToImmutable());
    }

    /// <summary>Named with its schema or without; exact spelling wins, else the case may differ as long as only one is meant.</summary>
    private static TableName? Find(string typed, ImmutableArray<CatalogTable> all)
    {
        foreach (var comparison in (StringComparison[])[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            TableName[] found =
                [.. all.Select(table => table.Name).Where(name => string.Equals(name.Name, typed, comparison) || string.Equals(name.ToString(), typed, comparison))];
            if (found.Length > 0)
            {
                return found is [var only] ? only : null;
            }
        }

        return null;
    }

    /// <summary>Whether the rule asks for a reason; it does until it is known which rule.</summary>
    public static bool NeedsReason(DraftAnalysis analysis) => analysis.Verdict?.Rule.Reason.IsRequired ?? analysis.Policy.Fallback.Reason.IsRequired;

    public static bool NeedsTicket(DraftAnalysis analysis) => analysis.Verdict?.Rule.Ticket.IsRequired ?? analysis.Policy.Fallback.Ticket.IsRequired;

    /// <summary>What the reason should say, in the operator's words if they gave any.</summary>
    public static string ReasonHint(DraftAnalysis analysis) =>
        analysis.Verdict?.Rule.Reason.Hint ?? "What you want to find out or repair. Whoever decides reads this.";

    public static string TicketHint(DraftAnalysis analysis) => analysis.Verdict?.Rule.Ticket.Hint ?? "INC-42";

    /// <summary>Who would decide, said before anything is submitted.</summary>
    public static string Verdict(DraftAnalysis analysis) => analysis switch
    {
        { Verdict: { Denied: { } message, Rule.Name: var rule } } => $"Not allowed as it stands: {message} (rule {rule})",
        { Verdict.IsAutomatic: true, Rule: { } rule } => $"Nobody has to decide, for at most {DurationText.Words(rule.LongestDuration)} (rule {rule.Name}).",
        { Rule: { } rule } => $"Decided by {Wording.Deciders(rule)}, for at most {DurationText.Words(rule.LongestDuration)} (rule {rule.Name}).",
        _ => "Who decides, and for how long at most, depends on the level.",
    };

    public static string WholeDatabase(string database) => $"Choose nothing here to ask for the whole database {database}. A smaller scope is easier to approve.";
}
