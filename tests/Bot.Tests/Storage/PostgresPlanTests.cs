using System.Globalization;
using System.Text.Json.Nodes;
using JitBot.Bot.Storage;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;
using JitBot.Support;
using JitBot.Support.Postgres;
using Npgsql;
using static JitBot.Core.Requests.RequestState;

namespace JitBot.Bot.Tests.Storage;

/// <summary>What a statement costs follows from what is due or live, never from how much history is kept.</summary>
public sealed class PostgresPlanTests(PostgresFixture postgres)
{
    private const int History = 50_000;

    // A list of fifty reads each document's row, and may pass over a few that do not match; the history fills many thousands of pages.
    private const int MostPages = 1000;

    private const string Now = "'2026-03-02T09:00:00Z'";

    private static readonly RequestPlace Place = RequestPlace.Of(Sample.Request());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static IEnumerable<object[]> VersionsWithAndWithoutStatistics =>
        PostgresFixture.Majors.SelectMany(major => new object[][] { [major, true], [major, false] });

    [Theory, MemberData(nameof(VersionsWithAndWithoutStatistics))]
    public async Task No_statement_of_a_tick_or_a_list_of_the_living_reads_the_history(int major, bool statistics)
    {
        await using var store = await StoreDatabase.CreateAsync(postgres, major);
        await FillAsync(store);
        if (statistics)
        {
            await store.AdminAsync("analyze jitbot.request");
        }

        (string What, string Statement, string Types, string Values)[] statements =
        [
            .. Enum.GetValues<Lane>().SelectMany(lane => new[]
            {
                ($"claim {lane}", RequestStatements.Claim(lane), "timestamptz, timestamptz, text[], text, bigint", $"{Now}, {Now}, '{{}}', null, 20"),
                ($"probe {lane}", RequestStatements.Claim(lane), "timestamptz, timestamptz, text[], text, bigint", $"{Now}, {Now}, '{{}}', 'hr-prod', 1"),
                ($"next due {lane}", RequestStatements.NextDue(lane), "text[]", "'{}'"),
            }),
            ("live", RequestStatements.List(new() { States = [Pending, Approved, Active] }), "bigint, text, text", "50, null, null"),
            ("own live", RequestStatements.List(new() { Requester = new("dana"), States = [Active] }), "bigint, text, text", "50, 'dana', null"),
            ("target's live", RequestStatements.List(new() { Target = "hr-prod", States = [Active, RequestState.Ending] }), "bigint, text, text", "50, null, 'hr-prod'"),
            ("own", RequestStatements.List(new() { Requester = new("dana") }), "bigint, text, text", "50, 'dana', null"),
            ("target's", RequestStatements.List(new() { Target = "hr-prod" }), "bigint, text, text", "50, null, 'hr-prod'"),
            ("unsealed", RequestStatements.ListUnsealed, "bigint, timestamptz, text", "128, '-infinity', ''"),
            ("unsealed since", RequestStatements.UnsealedSince, "", ""),
            ("mark", RequestStatements.MarkSealed, "text[], int[]", "'{live1, live2}', '{3, 4}'"),
            ("own, read on", RequestStatements.List(new() { Requester = new("dana"), After = Place }), "bigint, text, text, timestamptz, text", $"50, 'dana', null, {Now}, 'aaaaaaaaaaaa'"),
            ("all, read on", RequestStatements.List(new() { After = Place }), "bigint, text, text, timestamptz, text", $"50, null, null, {Now}, 'aaaaaaaaaaaa'"),
            ("live since", RequestStatements.List(new() { LiveSince = ManualTime.Start, After = Place, Limit = 200 }), "bigint, text, text, timestamptz, text, text", $"200, null, null, {Now}::timestamptz - interval '600 minutes', 'aaaaaaaaaaaa', '2026-03-03T00:00:00+00:00'"),
            ("all", RequestStatements.List(new()), "bigint, text, text", "50, null, null"),
        ];
        await store.Database.InSessionAsync(
            async connection =>
            {
                foreach (var (what, statement, types, values) in statements)
                {
                    // The plan a prepared statement settles on knows no values; it is the one that has to be right.
                    foreach (var mode in new[] { "force_generic_plan", "force_custom_plan" })
                    {
                        var pages = await PagesAsync(connection, statement, types, values, mode);
                        Assert.True(pages <= MostPages, $"{what} with {mode} touched {pages} pages.");
                    }
                }

                return 0;
            },
            Ct);
    }

    private static async Task FillAsync(StoreDatabase store)
    {
        var (json, live) = (Document(Ended), Document(Active));
        await store.AdminAsync($"""
            insert into jitbot.request (id, version, document, requester, target, state, submitted_at, access_due, outreach_due)
            select 'ended' || i, i, '{json}', case when i % 10 = 0 then 'dana' else 'p' || i % 500 end, case when i % 3 = 0 then 'hr-prod' else 't' || i % 50 end,
                'Ended', {Now}::timestamptz - i * interval '1 minute', null, {Now}::timestamptz + interval '400 days' - i * interval '1 second'
            from generate_series(1, {History.ToString(CultureInfo.InvariantCulture)}) i;
            insert into jitbot.request (id, version, document, requester, target, state, submitted_at, access_due, outreach_due)
            select 'live' || i, i, '{live}', 'p' || i, 't' || i % 50, 'Active', {Now}::timestamptz - i * interval '1 minute',
                {Now}::timestamptz + i * interval '1 second', {Now}::timestamptz + i * interval '1 second'
            from generate_series(1, 500) i;
            update jitbot.request set access_due = {Now}, outreach_due = {Now} where id in ('live7', 'live8', 'live9');
            """);

        static string Document(RequestState state) => RequestDocument.Write(Sample.Request(state)).Replace("'", "''", StringComparison.Ordinal);
    }

    private static async Task<long> PagesAsync(NpgsqlConnection connection, string statement, string types, string values, string mode)
    {
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await ExecuteAsync($"set local plan_cache_mode = {mode}");
        await ExecuteAsync($"prepare looked_at {(types.Length > 0 ? $"({types})" : "")} as {statement}");
        var plan = await ExecuteAsync($"explain (analyze, buffers, format json) execute looked_at {(values.Length > 0 ? $"({values})" : "")}");
        await ExecuteAsync("deallocate looked_at");
        await transaction.RollbackAsync(Ct);
        var top = JsonNode.Parse(plan!)![0]!["Plan"]!;
        return (long)top["Shared Hit Blocks"]! + (long)top["Shared Read Blocks"]!;

        async Task<string?> ExecuteAsync(string text)
        {
            await using var command = new NpgsqlCommand(text, connection);
            return await command.ExecuteScalarAsync(Ct) as string;
        }
    }
}
