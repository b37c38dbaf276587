using JitBot.Connectors.PostgreSql;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql;

public sealed class ServerConnectionsTests(ServerFixture servers)
{
    private const string Hostile = """
        ALTER ROLE jitbot SET role = 'hr_trap';
        ALTER ROLE jitbot SET search_path = 'hr_trap';
        ALTER ROLE jitbot SET standard_conforming_strings = off;
        ALTER ROLE jitbot SET default_transaction_read_only = on;
        ALTER ROLE jitbot SET synchronous_commit = off;
        ALTER ROLE jitbot SET statement_timeout = 0;
        ALTER ROLE jitbot SET lock_timeout = 0;
        ALTER ROLE jitbot SET DateStyle = 'SQL, DMY';
        ALTER ROLE jitbot SET TimeZone = 'Asia/Tokyo';
        """;

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rule 8: an account may have altered our role's settings; each time a pooled session is used again, it begins with DISCARD ALL.
    [Theory, MemberData(nameof(Versions))]
    public async Task Settings_put_on_the_bots_role_do_not_reach_its_sessions(int version)
    {
        await using var world = await PostgresWorld.StartAsync(servers, version);
        await world.AdminAsync("DO $$ BEGIN CREATE ROLE hr_trap; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT hr_trap TO jitbot");
        await world.AdminAsync(Hostile);
        try
        {
            await using var connections = new ServerConnections();
            for (var use = 0; use < 3; use++)
            {
                await using var session = await connections.OpenHomeAsync(world.Target, CancellationToken.None);
                Assert.Equal("jitbot|pg_catalog,pg_temp|on|off|on|9s|2s|ISO, YMD|UTC|jitbot", await session.RunAsync("""
                    SELECT concat_ws('|', current_user, current_setting('search_path'), current_setting('standard_conforming_strings'),
                        current_setting('default_transaction_read_only'), current_setting('synchronous_commit'), current_setting('statement_timeout'),
                        current_setting('lock_timeout'), current_setting('DateStyle'), current_setting('TimeZone'), current_setting('application_name'))
                    """));
                await session.RunAsync("SET search_path = public; SET lock_timeout = 0");
            }

            var account = await world.HaveAsync();
            await using var holder = await world.OpenAsync(account);
            Assert.Equal("2", await holder.RunAsync("SELECT count(*) FROM public.employee"));
            await world.EndedAsync(account);
        }
        finally
        {
            await world.AdminAsync("ALTER ROLE jitbot RESET ALL; REVOKE hr_trap FROM jitbot");
        }
    }
}
