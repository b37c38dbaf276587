using System.Collections.Immutable;
using JitBot.Connectors.PostgreSql.Doctor;
using JitBot.Connectors.PostgreSql.Rights;
using JitBot.Core.Targets;

namespace JitBot.Connectors.Tests.PostgreSql.Doctor;

public sealed class JudgementTests
{
    internal static readonly Target HrProd = new()
    {
        Id = "hr-prod",
        Engine = "postgresql",
        Connection = new("Host=127.0.0.1;Username=jitbot"),
        Advertised = new("hr-db.example.com", 5432, "verify-full"),
        Environment = "production",
        Databases = ["hr"],
        Owners = [],
        Channels = ImmutableDictionary<string, string>.Empty,
    };

    [Theory]
    [InlineData(14, false, "server.version Problem")]
    [InlineData(15, false, "server.createrole-reach Note")]
    [InlineData(16, false, "")]
    [InlineData(18, false, "")]
    [InlineData(19, false, "server.version Warning")]
    [InlineData(17, true, "server.standby Problem")]
    public void Versions_and_standbys(int major, bool inRecovery, string expected) =>
        Assert.Equal(expected, Told(ServerJudgement.Of(new(major, inRecovery, Tls: false), default, HrProd)));

    [Theory]
    [InlineData("Host=127.0.0.1", false, "")]
    [InlineData("Host=::1", false, "")]
    [InlineData("Host=localhost", false, "")]
    [InlineData("Host=/var/run/postgresql", false, "")]
    [InlineData("Host=localhost,db.internal", false, "connection.plaintext Problem")]
    [InlineData("Host=db.internal", false, "connection.plaintext Problem")]
    [InlineData("Host=db.internal", true, "connection.unverified Warning")]
    [InlineData("Host=db.internal;SSL Mode=Require", true, "connection.unverified Warning")]
    [InlineData("Host=db.internal;SSL Mode=VerifyFull", true, "")]
    public void The_way_to_the_server(string connection, bool tls, string expected) =>
        Assert.Equal(expected, Told(ServerJudgement.Of(new(18, InRecovery: false, tls), default, HrProd with { Connection = new(connection) })));

    // What the exchange itself may have taken is not held against the clock.
    [Theory]
    [InlineData(0.9, 0, "")]
    [InlineData(1.1, 0, "server.clock Warning")]
    [InlineData(-1.1, 0, "server.clock Warning")]
    [InlineData(5.1, 0, "server.clock Problem")]
    [InlineData(-5.1, 0, "server.clock Problem")]
    [InlineData(1.1, 0.4, "")]
    [InlineData(5.1, 0.4, "server.clock Warning")]
    public void Clocks_apart(double seconds, double exchange, string expected)
    {
        var asked = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        var answered = asked.AddSeconds(exchange);
        var reading = ClockReading.Of(asked, asked.AddSeconds((exchange / 2) + seconds), answered);

        Assert.Equal(expected, Told(ServerJudgement.Of(new(18, InRecovery: false, Tls: true), reading, HrProd)));
    }

    // Rule 4
    [Fact]
    public void A_superuser_lacks_nothing() => Assert.Equal(
        "login.superuser Problem", Told(LoginJudgement.Of(new("postgres", "hr", ["SUPERUSER"], false, true, true, false, false, true, true), 18)));

    // Rules 2, 6
    [Theory]
    [InlineData(15, "CREATE hr.public", "public.create Problem")]
    [InlineData(16, "CREATE hr.public", "")]
    [InlineData(15, "TEMP hr", "")]
    public void Before_16_that_anybody_creates_cannot_be_accepted(int major, string right, string expected)
    {
        var open = new PublicRight(right, "REVOKE", 1);

        var found = PublicJudgement.Of(HrProd with { AcceptedRights = [right] }, [open], [], major).ToArray();

        Assert.Equal(expected, Told(found));
        Assert.All(found, finding => Assert.Empty(finding.Settings));
    }

    [Fact]
    public void Of_many_holes_of_a_kind_ten_are_listed_and_the_rest_counted()
    {
        ImmutableArray<PublicRight> open = [.. Enumerable.Range(1, 23).Select(number => new PublicRight($"SELECT hr.public.t{number}", $"REVOKE SELECT ON TABLE public.t{number} FROM PUBLIC", 1))];

        var found = Assert.Single(PublicJudgement.Of(HrProd, open, [], 18));

        Assert.EndsWith("SELECT hr.public.t5 and 18 more.", found.What, StringComparison.Ordinal);
        Assert.Equal(10, found.Sql.Length);
        Assert.Equal("and 13 more: run doctor again for the rest", found.Settings[0]);
    }

    private static string Told(IEnumerable<Finding> findings) => string.Join(", ", findings.Select(finding => $"{finding.Id} {finding.Severity}"));
}
