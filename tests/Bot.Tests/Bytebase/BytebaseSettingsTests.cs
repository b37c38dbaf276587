using JitBot.Bot.Bytebase;
using JitBot.Bot.Bytebase.Api;
using JitBot.Bot.Configuration;
using JitBot.Bot.Tests.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitBot.Bot.Tests.Bytebase;

public sealed class BytebaseSettingsTests
{
    [Fact]
    public void The_sample_is_read()
    {
        var options = JitOptions.Read(JitOptionsTests.WithSecrets(), development: false).Bytebase!;

        var project = Assert.Single(options.Projects);
        Assert.Equal("https://bytebase.example.com/", options.Url.ToString());
        Assert.Equal(("payments", TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(10)), (project.Name, options.PollEvery, options.RemindBefore));
        Assert.Equal([IssueKind.AccessGrant, IssueKind.RoleGrant], project.Kinds);
    }

    [Fact]
    public async Task Where_it_is_configured_the_host_runs_it_and_answers_its_webhook()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Configuration.AddConfiguration(JitOptionsTests.WithSecrets());

        await using var host = builder.BuildJitBot();

        Assert.NotNull(host.Services.GetService<BytebaseBridge>());
        Assert.NotEmpty(host.Services.GetServices<IHostedService>().OfType<Schedules>());
        Assert.Contains(((IEndpointRouteBuilder)host).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>(), route => route.RoutePattern.RawText == "/bytebase/webhook");
    }

    [Fact]
    public void Every_mistake_is_listed_with_its_key_and_an_example()
    {
        var problems = JitOptionsTests.ProblemsOf(JitOptionsTests.WithSecrets(
            ("JitBot:Bytebase:Url", "http://bytebase.example.com"),
            ("JitBot:Bytebase:ServiceAccount", "jitbot"),
            ("JitBot:Bytebase:ServiceKey", ""),
            ("JitBot:Bytebase:PollEvery", "00:00:01"),
            ("JitBot:Bytebase:Projects:payments:Approvers:0", "nobody"),
            ("JitBot:Bytebase:Projects:payments:Types:0", "change"),
            ("JitBot:Bytebase:Projects:payments:Roles:0", "projectOwner"),
            ("JitBot:Bytebase:Projects:Payments/../x:Approvers:0", "dba"),
            ("JitBot:Bytebase:Key", "x")));

        Assert.Equal(
            [
                "JitBot:Bytebase:Key", "JitBot:Bytebase:PollEvery", "JitBot:Bytebase:Projects:Payments/../x", "JitBot:Bytebase:Projects:Payments/../x:Channels",
                "JitBot:Bytebase:Projects:payments:Approvers", "JitBot:Bytebase:Projects:payments:Roles", "JitBot:Bytebase:Projects:payments:Types",
                "JitBot:Bytebase:ServiceAccount", "JitBot:Bytebase:ServiceKey", "JitBot:Bytebase:Url",
            ],
            problems.Select(problem => problem.Key).Order(StringComparer.Ordinal));
        Assert.All(problems, problem => Assert.NotEmpty(problem.Example));
    }

    [Theory]
    [InlineData("projects/payments/issues/412", "payments", 412L)]
    [InlineData("projects/payments/issues/-1", null, 0L)]
    [InlineData("projects/../issues/412", null, 0L)]
    [InlineData("projects/payments/issues/412?x=1", null, 0L)]
    [InlineData("projects/payments/issues/412/issueComments", null, 0L)]
    public void Only_a_whole_name_of_an_issue_is_one(string text, string? project, long number) =>
        Assert.Equal(project is null ? null : new IssueName(project, number), IssueName.Parse(text));
}
