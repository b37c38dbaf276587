using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;

namespace JitBot.Bot.Storage;

/// <summary>What the request store says to PostgreSQL. Texts only, so that each is prepared once and its plan can be looked at.</summary>
internal static class RequestStatements
{
    public const string Add = """
        insert into jitbot.request (id, version, document, requester, target, state, submitted_at, access_due, outreach_due)
        values ($1, nextval('jitbot.version'), $2, $3, $4, $5, $6, $7, $8)
        on conflict (id) do nothing
        returning version
        """;

    // Tokens are never given twice, so the one to let go ($10) is found without naming its lane; null matches none.
    public const string Replace = """
        update jitbot.request set
            version = nextval('jitbot.version'), document = $2, requester = $3, target = $4, state = $5, submitted_at = $6,
            access_due = $7, outreach_due = $8,
            access_until = case when access_token = $10 then null else access_until end, access_token = nullif(access_token, $10),
            outreach_until = case when outreach_token = $10 then null else outreach_until end, outreach_token = nullif(outreach_token, $10)
        where id = $1 and version = $9
        returning version
        """;

    public const string Delete = "delete from jitbot.request where id = $1 and version = $2 and steps <= sealed";

    public const string Find = "select id, version, document from jitbot.request where id = $1";

    public static string List(RequestFilter filter) => $"""
        select id, version, document from jitbot.request
        where {Where(filter)}
        order by submitted_at desc, id limit $1
        """;

    public static string Count(RequestFilter filter) => $"select count(*) from (select from jitbot.request where {Where(filter)} limit $1) found";

    private static string Where(RequestFilter filter)
    {
        List<string> conditions = ["true"];
        if (filter.Requester is not null)
        {
            conditions.Add("requester = $2");
        }

        if (filter.Target is not null)
        {
            conditions.Add("target = $3");
        }

        if (filter.States is { } states)
        {
            // Spelled out and not a parameter: only then can the planner see that the small index of live requests will do.
            conditions.Add(states.Count == 0 ? "false" : $"state in ({string.Join(", ", states.Distinct().Order().Select(state => $"'{state}'"))})");
        }

        if (filter.LiveSince is not null)
        {
            // With an upper end, though nothing is beyond it: of what lies between two the planner expects little and takes the index for it.
            conditions.Add("access_over between $6 and 'infinity'");
        }

        if (filter.After is not null)
        {
            // In two parts: the first alone is a range of the index, which runs down in time and up in ids.
            conditions.Add("submitted_at <= $4 and (submitted_at < $4 or id > $5)");
        }

        return string.Join(" and ", conditions);
    }

    // A row that another claim has its hands on is skipped, not waited for; one it leased a moment ago is looked at again after locking.
    public static string Claim(Lane lane) => For(lane, """
        with due as materialized (
            select id from jitbot.request
            where LANE_due <= $1 and (LANE_until is null or LANE_until <= $1)
                and target <> all($3) and ($4 is null or target = $4)
            order by LANE_due limit $5
            for update skip locked)
        update jitbot.request set LANE_until = $2, LANE_token = gen_random_uuid()
        from due where request.id = due.id
        returning request.id, version, document, LANE_token, LANE_due
        """);

    public static string TakeLease(Lane lane) => For(lane, """
        update jitbot.request set LANE_until = $3, LANE_token = gen_random_uuid()
        where id = $1 and (LANE_until is null or LANE_until <= $2)
        returning id, version, document, LANE_token, $2
        """);

    public const string Release = """
        update jitbot.request set
            access_until = case when access_token = any($2) then null else access_until end,
            access_token = case when access_token = any($2) then null else access_token end,
            outreach_until = case when outreach_token = any($2) then null else outreach_until end,
            outreach_token = case when outreach_token = any($2) then null else outreach_token end
        where id = any($1) and (access_token = any($2) or outreach_token = any($2))
        """;

    public static string PushBack(Lane lane) => For(lane, """
        update jitbot.request set LANE_due = $3, LANE_until = null, LANE_token = null
        where id = any($1) and LANE_token = any($2)
        """);

    // The soonest free row bounds the answer, so of the leased ones only those before it are looked at: a handful, whatever is stored.
    public static string NextDue(Lane lane) => For(lane, """
        with free as materialized (
            select LANE_due as at from jitbot.request where LANE_due is not null and LANE_until is null and target <> all($1) order by LANE_due limit 1)
        select least(
            (select at from free),
            (select min(greatest(LANE_due, LANE_until)) from jitbot.request
             where LANE_due < coalesce((select at from free), 'infinity') and LANE_until is not null and target <> all($1)))
        """);

    public const string ListUnsealed = """
        select id, version, document, sealed, submitted_at from jitbot.request
        where steps > sealed and (submitted_at, id) > ($2, $3) order by submitted_at, id limit $1
        """;

    public const string UnsealedSince = "select min(unsealed_at) from jitbot.request where unsealed_at is not null";

    public const string MarkSealed = """
        update jitbot.request set sealed = greatest(sealed, mark.steps)
        from unnest($1, $2) mark (id, steps) where request.id = mark.id and request.sealed < mark.steps
        """;

    private static string For(Lane lane, string statement) =>
        statement.Replace("LANE", lane == Lane.Access ? "access" : "outreach", StringComparison.Ordinal);
}
