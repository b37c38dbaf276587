using JitBot.Bot.Configuration;
using JitBot.Core.Targets;
using static JitBot.Bot.Tests.Configuration.JitOptionsTests;

namespace JitBot.Bot.Tests.Configuration;

public sealed class OwnLoginSettingsTests
{
    private const string Support = "JitBot:Targets:hr-prod:Profiles:support";

    [Fact]
    public void The_sample_gives_a_role_to_the_login_that_dana_has()
    {
        var options = JitOptions.Read(WithSecrets(), development: false);
        var dana = options.People.Single(person => person.Id.Value == "dana");
        var target = options.Targets[0];

        Assert.Equal(new OwnLogin("dana", ["hr_support"], CutSessions: false), OwnLogin.Of(dana, target, target.Profile("support")!));
        Assert.Null(OwnLogin.Of(dana, target, target.Profile("report")!));
        Assert.Null(OwnLogin.Of(options.People.Single(person => person.Id.Value == "omar"), target, target.Profile("support")!));
    }

    [Theory]
    [InlineData("support:MemberOf:0", "", "support:MemberOf")]
    [InlineData("support:ConnectionLimit", "5", "support:ConnectionLimit")]
    [InlineData("support:StatementTimeout", "00:05:00", "support:StatementTimeout")]
    [InlineData("support:Privileges:0", "SELECT", "support:Privileges")]
    [InlineData("ddl:ForOwnLogin", "true", "ddl:ForOwnLogin")]
    [InlineData("report:CutSessions", "true", "report:CutSessions")]
    public void A_level_that_could_not_be_given_so_is_refused(string key, string value, string place) => Assert.EndsWith(
        place, Assert.Single(ProblemsOf(WithSecrets(($"JitBot:Targets:hr-prod:Profiles:{key}", value)))).Key, StringComparison.Ordinal);

    [Theory]
    [InlineData("dana", "hr-prod", "jit_dana_k3v7", "JitBot's")]
    [InlineData("dana", "hr-prod", "jitbot", "JitBot's")]
    [InlineData("dana", "hr-prod", "pg_monitor", "server's own")]
    [InlineData("dana", "hr-old", "dana", "not under JitBot:Targets")]
    [InlineData("omar", "HR-prod", "dana", "omar")]
    public void A_login_that_is_not_one_persons_is_refused(string person, string target, string login, string why)
    {
        var problem = Assert.Single(ProblemsOf(WithSecrets(($"JitBot:People:{person}:Logins:{target}", login))));

        Assert.Contains(why, $"{problem.Key} {problem.What}", StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_are_cut_where_that_is_said() => Assert.True(
        JitOptions.Read(WithSecrets(($"{Support}:CutSessions", "true")), development: false).Targets[0].Profile("support")!.CutSessions);
}
