using JitBot.Connectors.PostgreSql.Statements;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Reach;

/// <summary>The one source for the doctor, who says it, and for statements, which are not run because of it.</summary>
internal static class ReachReader
{
    public static async Task<List<ReachingFunction>> AskReachingAsync(this NpgsqlConnection connection, CancellationToken ct)
    {
        var found = await connection.AskAsync(
            ReachStatements.Functions,
            [KnownExtensions.Names],
            row => (
                Function: new ReachingFunction(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetBoolean(4)),
                Language: row.IsDBNull(5) ? null : row.GetString(5),
                Text: row.IsDBNull(6) ? "" : row.GetString(6)),
            ct);
        return
        [
            .. found
                .Select(one => one.Function.Kind switch
                {
                    "source" => FunctionText.Reaches(one.Language!, one.Text) ? Indirect(one.Function) : null,
                    "renamed" => RefusedFunctions.WhyNot("pg_catalog", one.Text) is { HeldByServer: false } ? Indirect(one.Function) : null,
                    _ => one.Function,
                })
                .OfType<ReachingFunction>()
                .DistinctBy(function => (function.Kind, function.Signature)),
        ];
    }

    private static ReachingFunction Indirect(ReachingFunction function) => function with { Kind = ReachingFunction.Indirect };
}
