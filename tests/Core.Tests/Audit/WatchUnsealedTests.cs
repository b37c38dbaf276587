using JitBot.Core.Audit;
using JitBot.Core.Storage;
using JitBot.Support;
using Microsoft.Extensions.Logging;

namespace JitBot.Core.Tests.Audit;

public sealed class WatchUnsealedTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();
    private readonly RecordedLog _log = new();
    private WatchUnsealed _watch = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Rule 40
    [Theory]
    [InlineData("{}"), InlineData("null"), InlineData("[]"), InlineData("""{ "id": "log.1", "entry": null }""")]
    [InlineData("""{ "id": "log.1", "entry": { "what": "of a newer version" } }""")]
    [InlineData("""{ "id": "log.other", "entry": { "at": "2026-03-02T08:00:00+00:00", "event": "service.started", "actor": "jitbot", "facts": {} } }""")]
    public async Task An_entry_that_cannot_be_read_is_counted_and_told_once_and_stays_where_it_is(string json)
    {
        await HaveAsync("log.1", json);
        await _world.Get<SealAudit>().HandleAsync(Ct);

        var seen = await _watch.LookAsync(Ct);
        await _watch.LookAsync(Ct);

        Assert.Equal(new UnsealedRecord(null, 1), seen);
        Assert.Single(_log.Lines, line => line.Level == LogLevel.Error && line.Message.Contains("cannot be read and are not sealed here: 1", StringComparison.Ordinal));
        Assert.NotNull(await _world.Keyed.FindAsync("audit-pending", "log.1", _world.Time.GetUtcNow(), Ct));
    }

    // Rule 40
    [Fact]
    public async Task However_many_cannot_be_read_the_others_are_sealed()
    {
        for (var i = 0; i < 300; i++)
        {
            await HaveAsync($"log.{i:D3}", "{}");
        }

        await _world.Get<AuditLog>().AddAsync(AuditEntry.Of(_world.Time.Now(), AuditEvents.FindingSeen, AuditEntry.Service), "sound", ct: Ct);

        var head = await _world.Get<SealAudit>().HandleAsync(Ct);

        Assert.Equal(1, head?.What.Seq);
    }

    // Rule 40
    [Fact]
    public async Task What_waits_is_known_by_its_oldest_moment_until_it_is_sealed()
    {
        await _world.SubmitAsync();
        var asked = _world.Time.Now();
        await _world.Get<AuditLog>().AddAsync(AuditEntry.Of(asked.AddSeconds(-1), AuditEvents.FindingSeen, AuditEntry.Service), ct: Ct);
        _world.Time.Advance(TimeSpan.FromMinutes(7));
        await _world.SubmitAsync();

        Assert.Equal(asked.AddSeconds(-1), (await _watch.LookAsync(Ct)).Since);
        await _world.Get<SealAudit>().HandleAsync(Ct);
        Assert.Null((await _watch.LookAsync(Ct)).Since);
    }

    // Rule 40
    [Fact]
    public async Task A_look_reads_no_request_and_counts_those_that_cannot_be_read()
    {
        var request = await _world.SubmitAsync();
        await _world.Store.OverwriteAsync(request.Id, "{}");

        Assert.Equal(_world.Time.Now(), (await _watch.LookAsync(Ct)).Since);
    }

    public ValueTask InitializeAsync()
    {
        _watch = new(_world.Store, _world.Get<AuditLog>(), new Logger<WatchUnsealed>(_log));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await _world.DisposeAsync();

    private Task HaveAsync(string id, string json) => _world.Keyed.TryPutAsync(new("audit-pending", id, 0, json, null), _world.Time.GetUtcNow(), Ct);
}
