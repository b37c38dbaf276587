namespace JitBot.Connectors.PostgreSql.Reach;

/// <summary>
/// Extensions whose functions compute, read what their caller may read, change what a transaction that reads does not let them, or are refused in a
/// statement by name: in C, SQL and PL/pgSQL, with their caller's rights. Who can put others under these names is not suspected, as no writer of a function is.
/// </summary>
internal static class KnownExtensions
{
    public static readonly string[] Names =
    [
        "adminpack", "amcheck", "autoinc", "bloom", "bool_plperl", "btree_gin", "btree_gist", "citext", "cube", "dict_int", "dict_xsyn", "earthdistance", "file_fdw",
        "fuzzystrmatch", "hstore", "hstore_plperl", "insert_username", "intagg", "intarray", "isn", "jsonb_plperl", "lo", "ltree", "moddatetime", "old_snapshot",
        "pageinspect", "pg_buffercache", "pg_freespacemap", "pg_logicalinspect", "pg_overexplain", "pg_prewarm", "pg_stat_statements", "pg_surgery", "pg_trgm",
        "pg_visibility", "pg_walinspect", "pgcrypto", "pgrowlocks", "pgstattuple", "plperl", "plpgsql", "pltcl", "postgis", "postgres_fdw", "refint", "seg", "sslinfo",
        "tablefunc", "tcn", "tsm_system_rows", "tsm_system_time", "unaccent", "uuid-ossp", "vector", "xml2",
    ];
}
