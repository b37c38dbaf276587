namespace JitBot.Connectors.PostgreSql.Logins;

internal static class LoginTriggerStatements
{
    private const string Resource = "JitBot.postgres-login-trigger.sql";
    private const string Quote = "$jit_login$";

    /// <summary>
    /// The login trigger of this database; no row if there is none. Whoever owned the function or its schema and not the trigger could put another
    /// in its place. <c>dathasloginevt</c> is what the server itself goes by before it looks for triggers. Settings are those of JitBot's own
    /// session, which are the accounts', too, unless a role has its own; theirs are read back when they are made.
    /// </summary>
    public const string Installed = """
        SELECT t.evtenabled = 'A' AND d.dathasloginevt,
            current_setting('event_triggers')::bool,
            ARRAY(
                SELECT CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END
                FROM pg_parameter_acl a, aclexplode(a.paracl) e
                WHERE a.parname = 'event_triggers' AND e.privilege_type = 'SET' AND e.grantee <> 10),
            t.evtevent = 'login' AND t.evttags IS NULL AND NOT p.prosecdef AND p.proowner = t.evtowner AND n.nspowner = t.evtowner,
            l.lanname::text, coalesce(p.proconfig, '{}'), p.prosrc
        FROM pg_event_trigger t
            JOIN pg_proc p ON p.oid = t.evtfoid
            JOIN pg_namespace n ON n.oid = p.pronamespace
            JOIN pg_language l ON l.oid = p.prolang
            JOIN pg_database d ON d.datname = current_database()
        WHERE t.evtname = 'jit_login'
        """;

    /// <summary>The function's text, out of the file that operators run: there is no other.</summary>
    public static string Body { get; } = ReadBody();

    private static string ReadBody()
    {
        using var stream = typeof(LoginTriggerStatements).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} was not built in.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split(Quote)[1];
    }
}
