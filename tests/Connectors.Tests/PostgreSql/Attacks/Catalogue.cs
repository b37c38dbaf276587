using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Outcome;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>The server's own tables tell every login much about everything. What they tell of rows is guarded; what they tell of shape is not.</summary>
internal static class Catalogue
{
    private const string Public = "the server shows its catalogue to every login, and most clients need it. ";

    public static readonly ImmutableArray<Attack> All =
    [
        new("catalogue.shape", "Reads names, columns, defaults and comments of tables that were not granted: `pg_class`, `pg_attribute`",
            new Succeeds(Public + "Keep what must not be known out of names, comments and defaults, or in another database"),
            "SELECT string_agg(attname, ' ') FROM pg_attribute WHERE attrelid = 'public.salary'::regclass") { Gained = "{seen} LIKE '%amount%'" },
        new("catalogue.size", "Reads how many rows such a table has and how it is used: `reltuples`, `pg_stat_user_tables`",
            new Succeeds(Public + "Where numbers are secret, use another database"),
            "SELECT reltuples FROM pg_class WHERE oid = 'public.salary'::regclass") { Gained = "{seen} = '2'" },
        new("catalogue.views", "Reads the text of views: `pg_get_viewdef`", new Succeeds(Public + "No secrets in the text of views"),
            "SELECT pg_get_viewdef('public.payroll')") { Gained = "{seen} LIKE '%the written secret%'" },
        new("catalogue.functions", "Reads the text of functions: `pg_proc`", new Succeeds(Public + "No secrets in the text of functions"),
            "SELECT prosrc FROM pg_proc WHERE proname = 'total'") { Gained = "{seen} LIKE '%salary%'" },
        new("catalogue.people", "Reads who else has access, for which request, until when: names and comments of roles",
            new Succeeds(Public + "JitBot's names and marks hold person, request and end, and no reason and no table"),
            "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '{other}'") { Gained = "{seen} LIKE '%erin%'" },
        new("catalogue.settings", "Reads settings stored on other roles: `pg_db_role_setting`",
            new Succeeds(Public + "No secrets in `ALTER ROLE … SET`"),
            Given("ALTER ROLE hr_app SET app.key = 'the stored secret'"), "SELECT string_agg(setconfig::text, ' ') FROM pg_db_role_setting")
        {
            Gained = "{seen} LIKE '%the stored secret%'", Undo = "ALTER ROLE hr_app RESET app.key",
        },
        new("catalogue.prepared", "Reads the names of others' prepared transactions: `pg_prepared_xacts`", new Succeeds(Public + "No secrets in their names"),
            Application("BEGIN"), Application("PREPARE TRANSACTION 'the named secret'"), "SELECT string_agg(gid, ' ') FROM pg_prepared_xacts")
        {
            Gained = "{seen} LIKE '%the named secret%'", Undo = "ROLLBACK PREPARED 'the named secret'",
        },
        new("statistics.values", "Reads sample values of a column that was not granted: `pg_stats`", new Harmless("the view leaves out what may not be read"),
            "SELECT string_agg(most_common_vals::text || histogram_bounds::text, ' ') FROM pg_stats WHERE tablename = 'salary'") { Gained = "{seen} IS NOT NULL" },
        new("statistics.raw", "The same from the table behind it: `pg_statistic`", Denied, "SELECT stavalues1 FROM pg_statistic"),
        new("statistics.extended", "Reads sample values that extended statistics keep: `pg_statistic_ext_data`", Denied, "SELECT stxdmcv FROM pg_statistic_ext_data"),
        new("statistics.extended-view", "The same by the view for everybody: `pg_stats_ext`", new Harmless("the view leaves out what may not be read"),
            "SELECT string_agg(most_common_vals::text, ' ') FROM pg_stats_ext") { Gained = "{seen} IS NOT NULL" },
        new("statistics.policies", "Reads sample values of a granted table with row-level security", new Harmless("the view leaves out tables whose policies apply"),
            "SELECT string_agg(coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, 'x'), ' ') FROM pg_stats WHERE tablename = 'review'")
        {
            Gained = "{seen} IS NOT NULL",
        },
        new("passwords.roles", "Reads the verifiers of all passwords: `pg_authid`", Denied, "SELECT rolpassword FROM pg_authid"),
        new("passwords.shadow", "The same by the old view: `pg_shadow`", Denied, "SELECT passwd FROM pg_shadow"),
        new("passwords.subscriptions", "Reads the stored logins of subscriptions", Denied, "SELECT subconninfo FROM pg_subscription"),
        new("activity.others", "Reads what others are running: `pg_stat_activity`", new Harmless("of others the view shows neither statement nor address"),
            Application("SELECT 'the running secret'"), "SELECT string_agg(query, ' ') FROM pg_stat_activity WHERE usename <> '{self}'")
        {
            Gained = "{seen} LIKE '%the running secret%'",
        },
        new("activity.account", "Reads what another account in the same shared role is running", new Harmless("as above: sessions belong to the account, not to the shared role"),
            Other("SELECT 'the running secret'"), "SELECT string_agg(query, ' ') FROM pg_stat_activity WHERE usename = '{other}'")
        {
            Gained = "{seen} LIKE '%the running secret%'",
        },
        new("activity.statements", "Reads statements that others ran: `pg_stat_statements`", Denied, "SELECT query FROM public.pg_stat_statements"),
        new("activity.statements-accepted", "The same while PUBLIC's right on that view is accepted", new Harmless("it shows the text of the account's own statements only"),
            Application("SELECT 1 AS the_run_secret"), "SELECT string_agg(query, ' ') FROM public.pg_stat_statements")
        {
            Accepted = true, Gained = "{seen} LIKE '%the_run_secret%'",
        },
    ];
}
