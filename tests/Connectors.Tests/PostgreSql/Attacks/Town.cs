using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>The database that is attacked: what is granted in it, and what others keep there.</summary>
internal static class Town
{
    public const string ApplicationsPassword = "the application's own password";

    public const string OwnPassword = "a password of their own";

    /// <summary>What every account of an attack is granted, at its level.</summary>
    public static readonly string[] Granted =
    [
        "public.employee", "public.review", "public.visit", "public.badge", "public.low_pay", "public.low_pay_guarded", "public.headcount", "pay.entry", "public.client", "public.pledge",
    ];

    /// <summary>Which of it reads masked.</summary>
    public static readonly Masking Masked = new()
    {
        Rules =
        [
            new("public", "client", "email", new(MaskKind.Partial) { First = 1 }), new("public", "client", "card", new(MaskKind.Hash)),
            new("public", "client", "born", new(MaskKind.Range) { Unit = "year" }), new("public", "client", "seen", new(MaskKind.Range) { Unit = "day" }),
            new("public", "client", "note", Mask.Hidden), new("public", "client", "ssn", new(MaskKind.Full)),
        ],
    };

    /// <summary>Tables belong to a role that cannot log in; what is not granted has a secret in it.</summary>
    public const string Tables = """
        DO $$ BEGIN CREATE ROLE hr_owner NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        DO $$ BEGIN CREATE ROLE hr_app LOGIN PASSWORD 'the application''s own password'; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
        CREATE EXTENSION dblink;
        CREATE EXTENSION postgres_fdw;
        CREATE EXTENSION pg_stat_statements;
        REVOKE ALL ON public.pg_stat_statements, public.pg_stat_statements_info FROM PUBLIC;
        CREATE SERVER legacy FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', dbname 'legacy');
        CREATE USER MAPPING FOR hr_owner SERVER legacy OPTIONS (user 'hr', password 'the mapped secret');
        SELECT lo_from_bytea(4711, 'the large secret');
        ALTER LARGE OBJECT 4711 OWNER TO hr_owner;
        GRANT CREATE ON SCHEMA public TO hr_owner;
        CREATE SCHEMA pay AUTHORIZATION hr_owner;

        SET ROLE hr_owner;
        CREATE TABLE public.employee (id serial PRIMARY KEY, name text NOT NULL, email text);
        INSERT INTO public.employee (name, email) VALUES ('Ann', 'ann@example.com'), ('Bob', 'bob@example.com');
        CREATE TABLE public.salary (employee int PRIMARY KEY REFERENCES public.employee ON DELETE CASCADE, amount numeric, note text);
        INSERT INTO public.salary VALUES (1, 900, 'low'), (2, 9000, 'the paid secret');
        CREATE STATISTICS public.salary_shape (dependencies, mcv) ON amount, note FROM public.salary;
        CREATE TABLE public.door (code text PRIMARY KEY);
        INSERT INTO public.door VALUES ('4711');
        CREATE TABLE public.visit (id serial PRIMARY KEY, door text REFERENCES public.door);
        CREATE TABLE public.badge (id int PRIMARY KEY, holder text);
        INSERT INTO public.badge VALUES (1, 'Ann');
        CREATE TABLE public.note (what text);
        CREATE TABLE public.review (id int PRIMARY KEY, author text, words text);
        INSERT INTO public.review VALUES (1, 'ann', 'the judged secret'), (2, 'bob', 'fine');
        ALTER TABLE public.review ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON public.review USING (author = current_user);
        CREATE VIEW public.low_pay AS SELECT employee, note FROM public.salary WHERE round(amount / 12) < 80;
        CREATE VIEW public.low_pay_guarded WITH (security_barrier) AS SELECT employee, note FROM public.salary WHERE round(amount / 12) < 80;
        CREATE VIEW public.payroll AS SELECT employee, amount, 'the written secret' AS label FROM public.salary;
        CREATE MATERIALIZED VIEW public.headcount AS SELECT count(*) FROM public.employee;
        CREATE TABLE pay.entry (id int, year int) PARTITION BY RANGE (year);
        CREATE TABLE pay.entry_2026 PARTITION OF pay.entry FOR VALUES FROM (2026) TO (2027);
        INSERT INTO pay.entry VALUES (1, 2026);
        CREATE TABLE pay.run (id serial PRIMARY KEY, total numeric);
        INSERT INTO pay.run (total) VALUES (9900);
        CREATE TABLE public.client (id int PRIMARY KEY, name text NOT NULL, email text, card text, born date, seen timestamptz, note text, ssn text UNIQUE);
        INSERT INTO public.client VALUES
            (1, 'Ann', 'ann@masked.example', '4111 1111', '1980-05-17', '2026-03-04 05:06:07+00', 'the masked secret', '123-45-6789'),
            (2, 'Bob', 'bob@masked.example', '4111 1111', '1990-11-02', '2026-09-08 07:06:05+00', 'the masked secret', '987-65-4321');
        CREATE INDEX client_email ON public.client (lower(email));
        CREATE TABLE public.client_old () INHERITS (public.client);
        CREATE VIEW public.clients AS SELECT * FROM public.client;
        CREATE MATERIALIZED VIEW public.client_copy AS SELECT * FROM public.client;
        CREATE TABLE public.pledge (ssn text REFERENCES public.client (ssn));
        CREATE FUNCTION public.total() RETURNS numeric LANGUAGE sql SECURITY DEFINER AS 'SELECT sum(amount) FROM public.salary';
        REVOKE EXECUTE ON FUNCTION public.total() FROM PUBLIC;
        CREATE FUNCTION public.note_down(what text) RETURNS void LANGUAGE sql SECURITY DEFINER AS 'INSERT INTO note VALUES (what)';
        REVOKE EXECUTE ON FUNCTION public.note_down(text) FROM PUBLIC;
        CREATE FUNCTION public.greeting() RETURNS text LANGUAGE sql AS 'SELECT 1::text';
        RESET ROLE;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO hr_app;
        ANALYZE public.employee, public.salary, public.review, public.client;
        """;

    /// <summary>A role that the operator has made, and the logins that two people have anyway.</summary>
    public static string People(PostgresWorld world) => $"""
        CREATE ROLE {Premade(world)};
        GRANT CONNECT ON DATABASE {world.Database} TO {Premade(world)};
        GRANT SELECT, UPDATE ON public.employee, public.badge TO {Premade(world)};
        GRANT SELECT ON public.client TO {Premade(world)};
        CREATE ROLE {OwnLogin(world, "dana")} LOGIN PASSWORD '{OwnPassword}';
        CREATE ROLE {OwnLogin(world, "erin")} LOGIN PASSWORD '{OwnPassword}';
        GRANT CONNECT ON DATABASE {world.Database} TO {OwnLogin(world, "dana")}, {OwnLogin(world, "erin")};
        CREATE SCHEMA theirs AUTHORIZATION {OwnLogin(world, "dana")};
        """;

    public static string Premade(PostgresWorld world) => $"{world.Database}_support";

    public static string OwnLogin(PostgresWorld world, string person) => $"{world.Database}_{person}";

    /// <summary>What somebody asks for.</summary>
    public static AccountOrder Order(PostgresWorld world, Holding by, AccessLevel level, string person, string[] tables)
    {
        if (by == Holding.Scope)
        {
            return world.Order(world.Scope(tables), level, person);
        }

        var profile = new AccessProfile
        {
            Name = $"{by}", Level = level, MemberOf = [by == Holding.Owner ? "hr_owner" : Premade(world)], ForOwnLogin = by == Holding.OwnLogin, CutSessions = world.Major < 16,
        };
        var order = world.Order(world.Scope(), person: person);
        return order with
        {
            Account = order.Account with { Own = by == Holding.OwnLogin ? new(OwnLogin(world, person), profile.MemberOf, profile.CutSessions) : null },
            Scope = order.Scope with { Level = profile.Name },
            Profile = profile,
        };
    }

    /// <summary>What an operator may have accepted PUBLIC to have.</summary>
    public static string Opened(PostgresWorld world) => $"""
        GRANT TEMPORARY ON DATABASE {world.Database} TO PUBLIC;
        GRANT CONNECT ON DATABASE {Beside(world)} TO PUBLIC;
        GRANT EXECUTE ON FUNCTION public.note_down(text) TO PUBLIC;
        GRANT SELECT ON public.pg_stat_statements TO PUBLIC;
        """;

    public static string Closed(PostgresWorld world) => Shut(world) + """

        REVOKE EXECUTE ON FUNCTION public.note_down(text) FROM PUBLIC;
        REVOKE SELECT ON public.pg_stat_statements FROM PUBLIC;
        """;

    /// <summary>What would otherwise be open to the accounts of other databases, too.</summary>
    public static string Shut(PostgresWorld world) => $"""
        REVOKE TEMPORARY ON DATABASE {world.Database} FROM PUBLIC;
        REVOKE CONNECT, TEMPORARY ON DATABASE {Beside(world)} FROM PUBLIC;
        """;

    /// <summary>The name of a second database on the same server.</summary>
    public static string Beside(PostgresWorld world) => $"{world.Database}_archive";
}
