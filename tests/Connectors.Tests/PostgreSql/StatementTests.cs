using JitBot.Connectors.PostgreSql.Accounts;
using JitBot.Connectors.PostgreSql.Ending;

namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>What JitBot says to a server, word for word.</summary>
public sealed class StatementTests
{
    private static readonly AccountSettings NoSettings = new([], null, null);

    // Rules 2, 10, 19
    [Theory]
    [InlineData(15, "")]
    [InlineData(16, " WITH INHERIT TRUE, SET FALSE")]
    [InlineData(18, " WITH INHERIT TRUE, SET FALSE")]
    public void Making_an_account_is_one_statement(int version, string options) => Assert.Equal(
        $$""""
        DO 'BEGIN
            EXECUTE format(''CREATE ROLE %I NOLOGIN INHERIT CONNECTION LIMIT 10 VALID UNTIL %L'',
                ''jit_dana_k3v7'', clock_timestamp() + interval ''3605.500 seconds'');
            COMMENT ON ROLE "jit_dana_k3v7" IS ''jitbot {"person":"d''''Arc"}'';
            GRANT "jit_scope_1" TO "jit_dana_k3v7"{{options}}; GRANT "odd ""name""" TO "jit_dana_k3v7"{{options}};
        END'
        """",
        AccountStatements.Make(
            "jit_dana_k3v7", "jitbot {\"person\":\"d'Arc\"}", 10, TimeSpan.FromSeconds(3605.5), ["jit_scope_1", "odd \"name\""], NoSettings, to: null, version));

    // Rule 9
    [Theory]
    [InlineData(15, "")]
    [InlineData(18, " WITH INHERIT FALSE, SET TRUE")]
    public void An_account_that_alters_tables_begins_as_their_owner(int version, string options)
    {
        var statement = AccountStatements.Make("jit_a", "m", 10, TimeSpan.FromMinutes(1), ["own\"er", "entry"], new([new("hr", ["jit_masked_public", "$user"])], TimeSpan.FromMinutes(5), "own\"er"), to: null, version);

        Assert.Contains($"GRANT \"entry\" TO \"jit_a\"{(version < 16 ? "" : " WITH INHERIT TRUE, SET FALSE")};", statement, StringComparison.Ordinal);
        Assert.Contains($"GRANT \"own\"\"er\" TO \"jit_a\"{options};", statement, StringComparison.Ordinal);
        Assert.Contains("ALTER ROLE \"jit_a\" IN DATABASE \"hr\" SET search_path TO \"jit_masked_public\", \"$user\";", statement, StringComparison.Ordinal);
        Assert.Contains("ALTER ROLE \"jit_a\" SET statement_timeout TO ''300000'';", statement, StringComparison.Ordinal);
        Assert.Contains("ALTER ROLE \"jit_a\" SET role TO \"own\"\"er\";", statement, StringComparison.Ordinal);
    }

    // Rule 11: the verifier is a parameter, so it is in no text that a server logs when the statement fails.
    [Fact]
    public void Opening_an_account_names_it_and_its_marker_and_no_secret()
    {
        var statement = AccountStatements.Open("jit_dana_k3v7", "jitbot {\"v\":1,", TimeSpan.FromMinutes(1));

        Assert.Contains("WHERE r.rolname = ''jit_dana_k3v7'' AND starts_with(d.description, ''jitbot {\"v\":1,'')", statement, StringComparison.Ordinal);
        Assert.Contains("interval ''60.000 seconds''", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("SCRAM", statement, StringComparison.Ordinal);
    }

    // Rule 15
    [Fact]
    public void Closing_takes_many_accounts_in_one_statement() => Assert.Contains(
        "FROM unnest(ARRAY[''jit_a'',''jit_b'']::text[], ARRAY[''x'',''y'']::text[]) WITH ORDINALITY",
        EndStatements.Close(["jit_a", "jit_b"], ["x", "y"]), StringComparison.Ordinal);

    // Rule 15
    [Fact]
    public void Dropping_takes_many_accounts_in_one_statement()
    {
        var statement = EndStatements.Drop([1, 4_294_967_295], "jitbot {");

        Assert.Contains("unnest(ARRAY[1,4294967295]::oid[])", statement, StringComparison.Ordinal);
        Assert.Contains("starts_with(d.description, ''jitbot {'')", statement, StringComparison.Ordinal);
    }
}
