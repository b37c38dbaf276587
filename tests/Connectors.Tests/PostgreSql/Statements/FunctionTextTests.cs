using JitBot.Connectors.PostgreSql.Reach;

namespace JitBot.Connectors.Tests.PostgreSql.Statements;

// Rule 32
public sealed class FunctionTextTests
{
    [Theory]
    [InlineData("plpgsql", "BEGIN RETURN QUERY EXECUTE $1; END")]
    [InlineData("plpgsql", "BEGIN FOR r IN EXECUTE format('SELECT %s', x) LOOP RETURN NEXT r; END LOOP; END")]
    [InlineData("plpgsql", "BEGIN PERFORM pg_catalog.\"pg_notify\" ('a', 'b'); END")]
    [InlineData("plpgsql", "BEGIN IF a THEN NOTIFY b; END IF; END")]
    [InlineData("plpgsql", "<<whole>> BEGIN LOCK TABLE employee; END")]
    [InlineData("plpgsql", "BEGIN SET LOCAL statement_timeout = 0; RETURN 1; END")]
    [InlineData("plpgsql", "DECLARE a boolean := pg_try_advisory_lock(1); BEGIN RETURN a; END")]
    [InlineData("plpgsql", "BEGIN CALL tidy(); DO $x$ BEGIN END $x$; END")]
    [InlineData("sql", "SELECT net.http_get('http://198.51.100.1')")]
    [InlineData("sql", "SELECT lo_from_bytea(0, $1)")]
    [InlineData("sql", "SELECT 'not closed")]
    [InlineData("plperl", "return 1;")]
    public void What_runs_SQL_that_is_made_up_or_calls_what_a_statement_may_not_reaches(string language, string text) => Assert.True(FunctionText.Reaches(language, text));

    [Theory]
    [InlineData("plpgsql", "BEGIN RETURN nextval('a_seq'); END")]
    [InlineData("plpgsql", "BEGIN UPDATE employee SET name = 'a'; INSERT INTO employee VALUES (1) ON CONFLICT DO NOTHING; END")]
    [InlineData("plpgsql", "BEGIN RAISE NOTICE 'EXECUTE pg_notify(%)', a; -- dblink('a')\n RETURN \"execute\".pg_notify FROM a AS \"execute\"; END")]
    [InlineData("plpgsql", "DECLARE a int := 1; BEGIN a := a + 1; FOR i IN 1..3 LOOP a := a * i; END LOOP; RETURN a; END")]
    [InlineData("sql", "SELECT lower($1) || '$' || (SELECT set FROM t WHERE \"lock\")")]
    [InlineData("sql", "")]
    public void What_only_speaks_of_it_does_not(string language, string text) => Assert.False(FunctionText.Reaches(language, text));
}
