using System.Collections.Immutable;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Cards;

/// <summary>What access reaches, in words.</summary>
internal static class ScopeWords
{
    /// <summary>From how many names on a list stands by itself, in the order the database sorts them, instead of within a sentence.</summary>
    private const int MostInline = 6;

    /// <summary>Such as <c>read on hr-prod</c>, <c>unmasked read on hr-prod</c>, <c>a statement on hr-prod</c>.</summary>
    public static string Title(AccessScope scope) => scope.Level == AccessProfile.Statement.Name
        ? $"{(scope.Unmask ? "an unmasked" : "a")} statement on {scope.Target}"
        : $"{(scope.Unmask ? "unmasked " : "")}{scope.Level} on {scope.Target}";

    /// <summary>Such as <c>the whole database</c>, <c>schema payroll</c>, <c>public.employee</c>, <c>64 tables, listed below</c>.</summary>
    public static string Reach(AccessScope scope) => scope switch
    {
        { IsWholeDatabase: true } => "the whole database",
        { IsEmpty: true } => "no table",
        { Schemas: [var only] } => $"schema {only}",
        { Schemas: { IsEmpty: false, Length: <= MostInline } schemas } => $"schemas {string.Join(", ", schemas)}",
        { Schemas: { IsEmpty: false } schemas } => $"{schemas.Length} schemas, listed below",
        { Tables.Length: <= MostInline } => string.Join(", ", Tables(scope)),
        _ => $"{scope.Tables.Length} tables, listed below",
    };

    /// <summary>All of it in few words, for a list of many: <c>hr: 3 tables</c>.</summary>
    public static string Brief(AccessScope scope) => scope switch
    {
        { Also.IsEmpty: false } => string.Join(", ", scope.Databases),
        { IsWholeDatabase: true } or { IsEmpty: true } => scope.Database,
        { Schemas: { IsEmpty: false } schemas } => $"{scope.Database}: {Counted(schemas.Length, "schema")}",
        _ => $"{scope.Database}: {Counted(scope.Tables.Length, "table")}",
    };

    /// <summary>
    /// Every name of a scope too long for a sentence; null for one that fits. What is approved is what was shown, so nothing is left out.
    /// </summary>
    public static CardText? List(AccessScope scope)
    {
        ImmutableArray<string> names = scope.Schemas.IsEmpty ? [.. Tables(scope)] : scope.Schemas;
        return names.Length > MostInline ? CardText.Code(string.Join(", ", names)) : null;
    }

    /// <summary>Each with the columns that alone are reached.</summary>
    private static IEnumerable<string> Tables(AccessScope scope) => scope.Tables.Select(table =>
        string.Join(", ", scope.ColumnsOf(table)) is { Length: > 0 } columns ? $"{table} ({columns})" : table.ToString());

    private static string Counted(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";
}
