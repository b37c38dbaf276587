using JitBot.Core.Audit;
using JitBot.Support;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitBot.Bot.Tests;

public sealed class AuditHealthTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();
    private AuditHealth _health = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Rule 40
    [Fact]
    public async Task What_is_on_record_may_wait_five_minutes_for_its_seal_and_then_it_is_said_since_when()
    {
        await _world.SubmitAsync();

        _world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((HealthStatus.Healthy, null), await LookAsync());
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((HealthStatus.Degraded, "What is on record since 2026-03-02T09:00:00.0000000+00:00 is not sealed; the log says why."), await LookAsync());

        await _world.Get<SealAudit>().HandleAsync(Ct);
        Assert.Equal((HealthStatus.Healthy, null), await LookAsync());
    }

    // Rule 40
    [Fact]
    public async Task Entries_that_cannot_be_read_are_counted_and_it_is_said_what_to_do()
    {
        await HaveUnreadableAsync("one");
        Assert.Equal(
            (HealthStatus.Degraded, "1 entry on record cannot be read by this JitBot and is kept unsealed: let the newest version that ran here run again (docs/audit.md)."), await LookAsync());

        await HaveUnreadableAsync("two");
        Assert.Equal(
            (HealthStatus.Degraded, "2 entries on record cannot be read by this JitBot and are kept unsealed: let the newest version that ran here run again (docs/audit.md)."), await LookAsync());
    }

    [Fact]
    public async Task With_the_store_down_it_is_degraded_and_says_so()
    {
        _world.Store.IsDown = true;

        Assert.Equal((HealthStatus.Degraded, "The in-memory store was told to be down."), await LookAsync());
    }

    public ValueTask InitializeAsync()
    {
        _health = new(_world.Get<WatchUnsealed>(), _world.Time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _health.Dispose();
        await _world.DisposeAsync();
    }

    private Task HaveUnreadableAsync(string id) => _world.Keyed.TryPutAsync(new("audit-pending", $"log.{id}", 0, "{}", null), _world.Time.GetUtcNow(), Ct);

    private async Task<(HealthStatus Status, string? Description)> LookAsync()
    {
        var result = await _health.CheckHealthAsync(new(), Ct);
        return (result.Status, result.Description);
    }
}
