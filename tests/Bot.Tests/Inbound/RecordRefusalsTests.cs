using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Inbound;
using JitBot.Core.Audit;
using JitBot.Core.Storage;
using JitBot.Support;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.Inbound;

/// <summary>Rule 40: what a door turned away is one entry on record, however much it was.</summary>
public sealed class RecordRefusalsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly InMemoryKeyedStore _store = new();
    private readonly Refusals _refusals;
    private readonly RecordRefusals _record;

    public RecordRefusalsTests()
    {
        _refusals = new(_time, new RecordedLog().CreateLogger<Refusals>());
        _record = new(_refusals, new AuditLog(_store, _time), _time);
    }

    public void Dispose() => _refusals.Dispose();

    [Fact]
    public async Task Each_door_has_one_entry_that_says_how_often_from_where_and_why()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _refusals.Count("teams", new IPAddress([10, 0, 0, (byte)(i % 50)]), i % 4 == 0 ? "no token" : "expired");
        }

        _refusals.Count("webhook desk", IPAddress.Loopback, "not signed");

        await _record.HandleAsync(default);
        await _record.HandleAsync(default);

        var entries = await EntriesAsync();
        Assert.Equal(["teams: 1000, expired (750), no token (250)", "webhook desk: 1, not signed (1)"], entries.Select(entry => $"{entry.Facts["door"]}: {entry.Facts["count"]}, {entry.Facts["why"]}"));
        Assert.All(entries, entry => Assert.Equal((AuditEvents.Refused, AuditEntry.Service), (entry.Event, entry.Actor)));
        Assert.Equal(10, entries[0].Facts["from"].Split(", ").Length);
    }

    [Fact]
    public async Task What_the_store_did_not_take_is_counted_on()
    {
        _refusals.Count("slack", IPAddress.Loopback, "not signed");
        _store.IsDown = true;
        await Assert.ThrowsAsync<StoreDownException>(() => _record.HandleAsync(default));
        _refusals.Count("slack", IPAddress.Loopback, "not signed");
        _store.IsDown = false;

        await _record.HandleAsync(default);

        Assert.Equal("2", Assert.Single(await EntriesAsync()).Facts["count"]);
    }

    private async Task<AuditEntry[]> EntriesAsync() =>
        [.. (await _store.ListAsync("audit-pending", _time.GetUtcNow(), default))
            .Select(document => JsonNode.Parse(document.Json)!["entry"].Deserialize<AuditEntry>(JsonSerializerOptions.Web)!)
            .OrderBy(entry => entry.Facts["door"], StringComparer.Ordinal)];
}
