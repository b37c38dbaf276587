using JitBot.Bot.Configuration;
using JitBot.Core.Policy;
using JitBot.Support;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Configuration;

public sealed class ReloadPolicyTests : IDisposable
{
    private const string Strict = """{ "Fallback": { "Approval": [ { "Groups": [ "dba" ], "People": 2 } ], "Longest": "01:00:00" } }""";
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"jitbot-policy-{Guid.NewGuid():N}.json");
    private readonly RecordedLog _log = new();
    private readonly PolicyInForce _policy;
    private readonly ReloadPolicy _reload;

    public ReloadPolicyTests()
    {
        File.Copy(Path.Combine(PostgresBinaries.RepositoryFolder, "policy.sample.json"), _file);
        var options = JitOptions.Read(JitOptionsTests.WithSecrets(("JitBot:PolicyFile", _file)), development: false);
        _policy = new(options.Policy);
        _reload = new(options, _policy, new ManualTime(), new Logger<ReloadPolicy>(_log));
    }

    [Fact]
    public async Task A_changed_policy_counts_without_a_restart()
    {
        File.WriteAllText(_file, Strict);

        _reload.Look();

        Assert.Equal(2, _policy.Current.Fallback.Steps[0].People);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync());
    }

    [Fact]
    public void A_changed_policy_knows_the_sources_of_webhooks()
    {
        File.WriteAllText(_file, Strict.Replace("\"People\": 2", "\"Sources\": [ \"desk\" ]", StringComparison.Ordinal));

        _reload.Look();

        Assert.Equal(["desk"], _policy.Current.Fallback.Steps[0].Sources);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{ "Fallback": { "Approval": [ { "Groups": [ "nobody" ] } ], "Longest": "01:00:00" } }""")]
    public async Task One_that_is_not_right_never_counts_and_is_told(string text)
    {
        var before = _policy.Current;
        File.WriteAllText(_file, text);

        _reload.Look();
        _reload.Look();

        Assert.Same(before, _policy.Current);
        Assert.Equal(HealthStatus.Degraded, await HealthAsync());
        Assert.Contains(before.Version, Assert.Single(_log.Lines).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_leaves_the_policy_and_one_that_is_back_counts()
    {
        var before = _policy.Current;
        File.Delete(_file);
        _reload.Look();
        Assert.Same(before, _policy.Current);
        Assert.Equal(HealthStatus.Degraded, await HealthAsync());

        File.WriteAllText(_file, Strict);
        _reload.Look();

        Assert.NotEqual(before.Version, _policy.Current.Version);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync());
    }

    [Fact]
    public void What_says_the_same_changes_nothing()
    {
        var before = _policy.Current;
        File.AppendAllText(_file, "\n// a remark\n");

        _reload.Look();

        Assert.Same(before, _policy.Current);
    }

    public void Dispose() => File.Delete(_file);

    private async Task<HealthStatus> HealthAsync() => (await _reload.CheckHealthAsync(new())).Status;
}
