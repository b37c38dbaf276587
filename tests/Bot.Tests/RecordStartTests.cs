using JitBot.Bot.Configuration;
using JitBot.Bot.Tests.Configuration;
using JitBot.Core.Audit;
using JitBot.Core.Policy;
using JitBot.Core.Storage;
using JitBot.Support;

namespace JitBot.Bot.Tests;

public sealed class RecordStartTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();
    private readonly JitOptions _options = JitOptions.Read(JitOptionsTests.WithSecrets(), development: false);
    private readonly PolicyInForce _policy;

    public RecordStartTests() => _policy = new(_options.Policy);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Rule 40
    [Fact]
    public async Task A_start_is_on_record_once_with_what_it_began_with()
    {
        var start = Start();

        await start.HandleAsync(Ct);
        await start.HandleAsync(Ct);

        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal((AuditEvents.Started, "jitbot"), (entry.Event, entry.Actor));
        Assert.Equal(
            (_options.Policy.Version, "3", "hr-prod", "slack, teams", _options.Audit.Key.Id),
            (entry.Facts["policy"], entry.Facts["rules"], entry.Facts["targets"], entry.Facts["chats"], entry.Facts["key"]));
        Assert.NotEmpty(entry.Facts["version"]);
        Assert.StartsWith(Environment.MachineName, entry.Facts["replica"], StringComparison.Ordinal);
    }

    // Rule 40
    [Fact]
    public async Task A_policy_that_comes_into_force_is_on_record_with_the_one_before_it()
    {
        var start = Start();
        await start.HandleAsync(Ct);

        _policy.Current = _policy.Current with { Version = "policy-2" };
        await start.HandleAsync(Ct);
        await start.HandleAsync(Ct);

        var entry = Assert.Single(await EntriesAsync(), entry => entry.Event == AuditEvents.PolicyInForce);
        Assert.Equal(("policy-2", _options.Policy.Version), (entry.Facts["policy"], entry.Facts["before"]));
    }

    // Rule 40
    [Fact]
    public async Task Each_replica_and_each_start_is_on_record()
    {
        await Start().HandleAsync(Ct);
        await Start().HandleAsync(Ct);

        Assert.Equal([AuditEvents.Started, AuditEvents.Started], (await EntriesAsync()).Select(entry => entry.Event));
    }

    // Rule 40
    [Fact]
    public async Task A_start_while_the_store_is_down_is_on_record_once_it_is_back()
    {
        var start = Start();
        _world.Keyed.IsDown = true;
        await Assert.ThrowsAsync<StoreDownException>(() => start.HandleAsync(Ct));

        _world.Keyed.IsDown = false;
        await start.HandleAsync(Ct);

        Assert.Equal(AuditEvents.Started, Assert.Single(await EntriesAsync()).Event);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private RecordStart Start() => new(_options, _policy, _world.Get<AuditLog>(), _world.Time);

    private async Task<List<SealedEntry>> EntriesAsync()
    {
        await _world.Get<SealAudit>().HandleAsync(Ct);
        var entries = new List<SealedEntry>();
        await foreach (var entry in _world.Get<ExportAudit>().EntriesAsync(null, null, Ct))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
