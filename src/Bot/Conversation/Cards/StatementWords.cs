using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core.Requests;
using JitBot.Core.Statements;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>What a request's cards say of its statement: the text itself, what it would touch, what comes with it.</summary>
internal static class StatementWords
{
    private const int MostLines = 30;
    private const int MostCharacters = 2000;
    private const int MostTables = 8;
    private const int MostColumns = 12;

    // Fewer rows are read in a moment, in whatever way.
    private const double Many = 10_000;

    /// <summary>Whether a card has no room for it, so that it follows by itself (<see cref="CardSlot.Statement"/>).</summary>
    public static bool IsLong(ApprovedStatement statement) => IsLong(statement.Text);

    /// <inheritdoc cref="IsLong(ApprovedStatement)"/>
    public static bool IsLong(string text) => text.Length > MostCharacters || text.AsSpan().Count('\n') >= MostLines;

    /// <summary>Letter for letter; of a long one its beginning, and where the rest is.</summary>
    /// <param name="elsewhere">Where all of a long one is to be read: the end of a sentence.</param>
    public static IEnumerable<CardText> Text(AccessRequest request, string elsewhere)
    {
        if (request.Statement is not { } statement)
        {
            yield break;
        }

        if (!IsLong(statement))
        {
            yield return CardText.Exact(statement.Text);
            yield break;
        }

        yield return CardText.Exact(Beginning(statement.Text));
        yield return CardText.Of($"This is its beginning. All of it, {Number(statement.Text.Length)} characters in {statement.Text.AsSpan().Count('\n') + 1} lines, {elsewhere}.");
    }

    /// <summary>All of it, however long.</summary>
    public static IEnumerable<CardText> Whole(AccessRequest request) => request.Statement is { } statement ? [CardText.Exact(statement.Text)] : [];

    /// <summary>What is asked for beyond reading it in the chat, and what it would touch.</summary>
    public static IEnumerable<CardFact> Facts(AccessRequest request)
    {
        if (request.Statement is not { } statement)
        {
            yield break;
        }

        yield return new("Export", CardText.Of($"{(statement.Export ? "its result may be taken out as a file" : "no: its result is looked at in the chat")}"));
        foreach (var fact in request.Places is [{ Plan: { } only } place] ? Facts(request, place, only) : request.Places.SelectMany(there => Facts(request, there)))
        {
            yield return fact;
        }
    }

    /// <summary>What an approver should stop at.</summary>
    public static IEnumerable<CardText> Warnings(AccessRequest request) => [.. Comments(request.Statement?.Text ?? ""), .. WholeScans(request)];

    /// <summary>A long line goes on in the next on a narrow screen, and the rest of a comment then looks like what is run.</summary>
    public static IEnumerable<CardText> Comments(string text) =>
        text.Contains("--", StringComparison.Ordinal) || text.Contains("/*", StringComparison.Ordinal)
            ? [CardText.Of($"⚠ It has comments, which are not run: what stands behind {new CardPiece.Code("--")} up to the line's own end, or between {new CardPiece.Code("/*")} and {new CardPiece.Code("*/")}.")]
            : [];

    private static IEnumerable<CardText> WholeScans(AccessRequest request) => request.Places.SelectMany(place => place.Plan is not { } plan ? [] : plan.Tables
        .Where(table => table.ScannedRows >= Many)
        .Take(MostTables)
        .Select(table => CardText.Of($"⚠ It reads all of {table.Name.ToString()}{(request.Elsewhere.IsEmpty ? "" : $" in {place.Database}")}, about {Number(table.ScannedRows!.Value)} rows.")));

    /// <summary>Every table and column of each plan, for those who want to see all; nothing where the card has them all.</summary>
    public static IEnumerable<CardText> List(AccessRequest request)
    {
        foreach (var place in request.Places)
        {
            if (place.Plan is { } plan && (plan.Tables.Length > MostTables || plan.Tables.Any(table => table.Columns.Length > MostColumns)))
            {
                yield return CardText.Of($"It reads{(request.Elsewhere.IsEmpty ? "" : $" in {place.Database}")}") with { Strong = true };
                yield return CardText.Code(string.Join("; ", plan.Tables.Select(table => Table(request, place, table, int.MaxValue))));
            }
        }
    }

    private static IEnumerable<CardFact> Facts(AccessRequest request, StatementPlace place, StatementPlan plan)
    {
        yield return new("Reads", CardText.Of($"{Tables(request, place, plan)}"));
        yield return new("Expects", CardText.Of($"{Expects(plan)}, as the server plans it"));
    }

    /// <summary>Of one of several databases, in one.</summary>
    private static IEnumerable<CardFact> Facts(AccessRequest request, StatementPlace place) =>
        place.Plan is { } plan ? [new($"In {place.Database}", CardText.Of($"reads {Tables(request, place, plan)}: {Expects(plan)}"))] : [];

    private static string Tables(AccessRequest request, StatementPlace place, StatementPlan plan) => plan.Tables.IsEmpty
        ? "no table"
        : $"{string.Join("; ", plan.Tables.Take(MostTables).Select(table => Table(request, place, table, MostColumns)))}{(plan.Tables.Length > MostTables ? $"; and {plan.Tables.Length - MostTables} more, which {DetailsCard.Typed(request)} lists" : "")}";

    private static string Expects(StatementPlan plan) => $"about {Rows(plan.Rows)}, at a cost of {Number(plan.Cost)} pages";

    /// <summary>Such as <c>public.employee (id, name, salary masked)</c>.</summary>
    private static string Table(AccessRequest request, StatementPlace place, TouchedTable table, int most)
    {
        string[] masked = request.Scope.Unmask ? [] : [.. place.Masked?.Named ?? []];
        var columns = table.Columns.Take(most).Select(column =>
            masked.Any(named => named.StartsWith($"{table.Name}.{column} (", StringComparison.Ordinal)) ? $"{column} masked" : column).ToArray();
        return columns.Length == 0 ? table.Name.ToString()
            : $"{table.Name} ({string.Join(", ", columns)}{(table.Columns.Length > columns.Length ? $" and {table.Columns.Length - columns.Length} more" : "")})";
    }

    public static string Beginning(string text)
    {
        const int Lines = 15;
        const int Characters = 1000;
        var lines = string.Join('\n', text.Split('\n').Take(Lines));
        var end = Math.Min(lines.Length, Characters);
        return lines[..(end > 0 && char.IsHighSurrogate(lines[end - 1]) ? end - 1 : end)] + "\n…";
    }

    private static string Rows(double rows) => rows == 1 ? "1 row" : $"{Number(rows)} rows";

    public static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
