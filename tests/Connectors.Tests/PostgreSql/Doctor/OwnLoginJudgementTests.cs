using System.Collections.Immutable;
using System.Globalization;
using JitBot.Core.Targets;
using JitBot.Support.Postgres;

namespace JitBot.Connectors.Tests.PostgreSql.Doctor;

/// <summary>Logins that people have anyway, and the roles that are given to them or to accounts: each fault made on purpose is found, and the SQL that is printed mends it.</summary>
public sealed class OwnLoginJudgementTests(DoctorServers servers) : IClassFixture<DoctorServers>
{
    private static readonly (string Hole, string Id, Severity Severity)[] Known =
    [
        ("DROP OWNED BY {0}_dana; DROP ROLE {0}_dana", "own-login.missing", Severity.Problem),
        ("ALTER ROLE {0}_dana NOLOGIN", "own-login.no-login", Severity.Problem),
        ("COMMENT ON ROLE {0}_dana IS 'jitbot {{'", "own-login.marked", Severity.Problem),
        ("ALTER ROLE {0}_dana SUPERUSER", "own-login.powerful", Severity.Problem),
        ("ALTER ROLE {0}_dana CREATEROLE", "own-login.powerful", Severity.Problem),
        ("ALTER ROLE {0}_dana REPLICATION", "own-login.powerful", Severity.Problem),
        ("ALTER ROLE {0}_dana BYPASSRLS", "own-login.powerful", Severity.Problem),
        ("GRANT pg_read_all_data TO {0}_dana", "own-login.powerful-member", Severity.Warning),
        ("CREATE ROLE {0}_maker CREATEROLE; GRANT {0}_maker TO {0}_dana", "own-login.powerful-member", Severity.Warning),
        ("GRANT {0}_support TO {0}_dana", "own-login.member", Severity.Warning),
        ("GRANT {0}_support TO {0}_dana WITH ADMIN OPTION", "own-login.admin", Severity.Problem),
        ("ALTER ROLE {0}_dana VALID UNTIL '2001-01-01'", "own-login.expired", Severity.Warning),
        ("REVOKE CONNECT ON DATABASE {0} FROM {0}_dana", "own-login.connect", Severity.Warning),
        ("GRANT SELECT, UPDATE (name) ON public.employee TO {0}_support WITH GRANT OPTION; GRANT USAGE ON SEQUENCE public.employee_id_seq TO {0}_support WITH GRANT OPTION", "premade.grant-option", Severity.Problem),
        ("GRANT EXECUTE ON FUNCTION public.peek() TO {0}_support WITH GRANT OPTION; GRANT CONNECT ON DATABASE {0} TO {0}_support WITH GRANT OPTION", "premade.grant-option", Severity.Problem),
        ("CREATE ROLE {0}_inner; GRANT USAGE ON SCHEMA pay TO {0}_inner WITH GRANT OPTION; GRANT {0}_inner TO {0}_support", "premade.grant-option", Severity.Problem),
        ("GRANT SELECT ON public.salary TO {0}_report WITH GRANT OPTION", "premade.grant-option", Severity.Warning),
        ("CREATE ROLE {0}_given; GRANT {0}_given TO {0}_support WITH ADMIN OPTION", "premade.powerful", Severity.Problem),
        ("ALTER TABLE public.salary OWNER TO {0}_support", "premade.owner", Severity.Problem),
        ("ALTER TABLE public.salary OWNER TO {0}_report", "premade.owner", Severity.Warning),
        ("ALTER ROLE {0}_chief LOGIN", "premade.login", Severity.Problem),
    ];

    public static TheoryData<int, string, string, Severity> Holes
    {
        get
        {
            TheoryData<int, string, string, Severity> data = [];
            foreach (var (major, (hole, id, severity)) in PostgresFixture.Majors.SelectMany(_ => Known, (major, known) => (major, known)))
            {
                data.Add(major, hole, id, severity);
            }

            return data;
        }
    }

    public static IEnumerable<object[]> Versions => PostgresFixture.Versions;

    // Rules 5, 20
    [Theory, MemberData(nameof(Holes))]
    public async Task A_hole_is_found_and_the_printed_SQL_mends_it(int version, string hole, string id, Severity severity)
    {
        await using var world = await StartAsync(version);
        await world.AdminAsync(string.Format(CultureInfo.InvariantCulture, hole, world.Database));

        var found = (await ExamineAsync(world)).Where(finding => finding.Id == id).ToArray();
        Assert.NotEmpty(found);
        Assert.All(found, finding => Assert.Equal(severity, finding.Severity));
        foreach (var statement in found.SelectMany(finding => finding.Sql))
        {
            await world.AdminAsync(statement);
        }

        Assert.DoesNotContain(await ExamineAsync(world), finding => finding.Id == id);
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task What_is_as_it_should_be_is_not_spoken_of_nor_is_what_a_grant_gave(int version)
    {
        await using var world = await StartAsync(version);
        var profile = world.Target.Profiles[0];
        var order = world.Order(world.Scope());
        await world.HaveAsync(order with
        {
            Account = order.Account with { Own = new($"{world.Database}_dana", profile.MemberOf, profile.CutSessions) }, Scope = order.Scope with { Level = profile.Name }, Profile = profile,
        });

        Assert.DoesNotContain(
            await ExamineAsync(world),
            finding => finding.Id.StartsWith("own-login.", StringComparison.Ordinal) || finding.Id.StartsWith("premade.", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Versions))]
    public async Task Before_16_a_login_has_to_inherit(int version)
    {
        await using var world = await StartAsync(version);
        await world.AdminAsync($"ALTER ROLE {world.Database}_dana NOINHERIT");

        Assert.Equal(version < 16 ? ["own-login.no-inherit"] : [], (await ExamineAsync(world)).Select(finding => finding.Id).Where(id => id.StartsWith("own-login.", StringComparison.Ordinal)));
    }

    private static async Task<ImmutableArray<Finding>> ExamineAsync(PostgresWorld world)
    {
        var result = await world.Connector.ExamineAsync(world.Target, [$"{world.Database}_dana"], TestContext.Current.CancellationToken);
        Assert.True(result is ExamineResult.Examined, $"{result}");
        return ((ExamineResult.Examined)result).Findings;
    }

    /// <summary>A role for people's own logins, one for accounts, and an owner to become.</summary>
    private async Task<PostgresWorld> StartAsync(int version)
    {
        var world = await PostgresWorld.StartAsync(servers.Servers, version);
        var (support, report, chief) = ($"{world.Database}_support", $"{world.Database}_report", $"{world.Database}_chief");
        await world.AdminAsync($"""
            CREATE ROLE {support}; CREATE ROLE {report}; CREATE ROLE {chief};
            CREATE ROLE {world.Database}_dana LOGIN; GRANT CONNECT ON DATABASE {world.Database} TO {world.Database}_dana;
            GRANT SELECT ON public.employee TO {support}, {report}; ALTER TABLE pay.run OWNER TO {chief};
            CREATE FUNCTION public.peek() RETURNS int LANGUAGE sql RETURN 1;
            """);
        await world.SetUpAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["member_of"] = $"{support}, {report}, {chief}" });
        world.Target = world.Target with
        {
            Profiles =
            [
                new() { Name = "support", Level = AccessLevel.Write, MemberOf = [support], ForOwnLogin = true, CutSessions = version < 16 },
                new() { Name = "report", Level = AccessLevel.Read, MemberOf = [report] },
                new() { Name = "ddl", Level = AccessLevel.Ddl, MemberOf = [chief] },
            ],
        };
        return world;
    }
}
