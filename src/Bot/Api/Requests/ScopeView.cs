using System.Collections.Immutable;
using System.ComponentModel;
using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Bot.Api.Requests;

/// <summary>What access reaches.</summary>
internal sealed record ScopeView
{
    public required string Target { get; init; }
    public required string Level { get; init; }

    [Description("One, or for a statement those it runs in, in their order.")]
    public required ImmutableArray<PlaceView> Databases { get; init; }

    [Description("Whole schemas; none if it is single tables or the whole database.")]
    public required ImmutableArray<string> Schemas { get; init; }

    [Description("Single columns; of their tables no others are reached.")]
    public required ImmutableArray<string> Columns { get; init; }

    [Description("It reaches every table of the database.")]
    public required bool WholeDatabase { get; init; }

    [Description("Masked columns are shown as they are.")]
    public required bool Unmask { get; init; }

    [Description("The only place that the login is let in from.")]
    public string? Address { get; init; }

    public static ScopeView Of(AccessRequest request)
    {
        var scope = request.Scope;
        return new()
        {
            Target = scope.Target,
            Level = scope.Level,
            Databases = [.. scope.InEachDatabase().Zip(request.Places, (there, place) => PlaceView.Of([.. there.Tables.Select(table => $"{table}")], place))],
            Schemas = scope.Schemas,
            Columns = [.. scope.Columns.Select(column => $"{column}")],
            WholeDatabase = scope.IsWholeDatabase,
            Unmask = scope.Unmask,
            Address = scope.Address?.Text,
        };
    }
}

internal sealed record PlaceView
{
    public required string Database { get; init; }

    [Description("Single tables; none if it is schemas or the whole database.")]
    public required ImmutableArray<string> Tables { get; init; }

    [Description("How many columns are masked there, or would be if they were not asked for unmasked.")]
    public required int MaskedColumns { get; init; }

    [Description("Some of them, with what is shown in their place.")]
    public required ImmutableArray<string> Masked { get; init; }

    [Description("Some of the tables that are not taken in because they cannot be masked, with the reason.")]
    public required ImmutableArray<string> LeftOut { get; init; }

    [Description("What the server says a statement would read there.")]
    public PlanView? Plan { get; init; }

    public static PlaceView Of(ImmutableArray<string> tables, StatementPlace place) => new()
    {
        Database = place.Database,
        Tables = tables,
        MaskedColumns = place.Masked?.Count ?? 0,
        Masked = place.Masked?.Named ?? [],
        LeftOut = place.Masked?.NamedLeftOut ?? [],
        Plan = place.Plan is { } plan ? PlanView.Of(plan) : null,
    };
}

internal sealed record PlanView
{
    public required ImmutableArray<PlanTableView> Tables { get; init; }

    [Description("How many rows the server expects to give back.")]
    public required double Rows { get; init; }

    [Description("In the server's own unit.")]
    public required double Cost { get; init; }

    public static PlanView Of(StatementPlan plan) => new()
    {
        Tables = [.. plan.Tables.Select(table => new PlanTableView { Name = $"{table.Name}", Columns = table.Columns, ScannedRows = table.ScannedRows })],
        Rows = plan.Rows,
        Cost = plan.Cost,
    };
}

internal sealed record PlanTableView
{
    public required string Name { get; init; }
    public required ImmutableArray<string> Columns { get; init; }

    [Description("How many rows are read one after the other, if all of the table is.")]
    public double? ScannedRows { get; init; }
}
