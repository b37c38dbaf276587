using System.Text.Json;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

/// <summary>A statement and what is to be said of it.</summary>
/// <param name="Verdict"><c>allowed</c> or <c>refused</c>.</param>
/// <param name="At">The part of it that a refusal points at; empty for the statement as a whole.</param>
public sealed record StatementCase(string Id, string Sql, string Verdict, string? At);

internal static class StatementCorpus
{
    public static string File { get; } = Path.Combine(PostgresBinaries.RepositoryFolder, "tests/Connectors.Tests/PostgreSql/Statements/statements.jsonl");

    public static IReadOnlyDictionary<string, StatementCase> Cases { get; } =
        System.IO.File.ReadLines(File).Select(line => JsonSerializer.Deserialize<StatementCase>(line, JsonSerializerOptions.Web)!).ToDictionary(one => one.Id, StringComparer.Ordinal);
}
