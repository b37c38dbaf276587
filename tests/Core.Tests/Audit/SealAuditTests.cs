using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Support;

namespace JitBot.Core.Tests.Audit;

public sealed class SealAuditTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Rule 40
    [Fact]
    public async Task Every_step_of_a_request_is_sealed_once_and_in_its_order()
    {
        var request = await _world.GrantAsync();
        await SealAsync();
        await _world.Get<Core.Grants.GiveBackGrant>().HandleAsync(request.Id, _world.Dana with { Via = "slack T1/U1" }, Ct);
        await _world.RunDueAsync();

        await SealAsync();

        var entries = await EntriesAsync();
        var steps = (await _world.NowAsync(request.Id)).Audit;
        Assert.Equal(steps.Select(step => step.Event), entries.Select(entry => entry.Event));
        Assert.Equal(Enumerable.Range(1, steps.Length).Select(i => (long)i), entries.Select(entry => entry.Seq));
        Assert.Equal("slack T1/U1", entries.Single(entry => entry.Event == AuditEvents.EndBegun).Via);
        Assert.All(entries, entry => Assert.Equal((request.Id, "hr-prod"), (entry.Request, entry.Target)));
        await WholeAsync();
    }

    // Rule 40
    [Fact]
    public async Task What_is_put_on_record_again_under_its_id_is_in_the_chain_once()
    {
        var entry = AuditEntry.Of(_world.Time.Now(), AuditEvents.FindingSeen, AuditEntry.Service);
        await _world.Get<AuditLog>().AddAsync(entry, "one", ct: Ct);
        await SealAsync();

        await _world.Get<AuditLog>().AddAsync(entry, "one", ct: Ct);
        await SealAsync();

        Assert.Single(await EntriesAsync());
    }

    // Rule 40
    [Fact]
    public async Task Whatever_replicas_do_at_once_and_wherever_they_die_the_chain_is_whole_and_has_everything_once()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var expected = new List<string>();
        for (var round = 0; round < 60; round++)
        {
            for (var i = random.Next(8); i > 0; i--)
            {
                expected.Add($"log.{expected.Count}");
                await _world.Get<AuditLog>().AddAsync(AuditEntry.Of(_world.Time.Now(), AuditEvents.RunEnded, "dana", new('r', random.Next(3000))), $"{expected.Count - 1}", ct: Ct);
            }

            var request = await _world.SubmitAsync();
            await _world.Get<WithdrawRequest>().HandleAsync(request.Id, _world.Dana, Ct);
            expected.AddRange([$"{request.Id}.0000", $"{request.Id}.0001"]);
            _world.Time.Advance(TimeSpan.FromSeconds(random.Next(90)));
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => SealAndDieAsync(random.Next(40)), Ct)));
        }

        await SealAsync();

        var sealedIds = (await EntriesAsync()).Select(entry => entry.Id).ToArray();
        Assert.True(expected.Order(StringComparer.Ordinal).SequenceEqual(sealedIds.Order(StringComparer.Ordinal)), $"Seed {seed}");
        await WholeAsync();
    }

    // Rule 40
    [Fact]
    public async Task Replicas_whose_clocks_are_apart_do_not_fork_the_chain()
    {
        var ahead = new ManualTime(_world.Time.GetUtcNow() + TimeSpan.FromMinutes(7));
        var other = new SealAudit(_world.Store, _world.Keyed, new(_world.Keyed, ahead), _world.Get<Installation>(), JitWorld.AuditKey, ahead);
        for (var i = 0; i < 30; i++)
        {
            var request = await _world.SubmitAsync();
            await Task.WhenAll(Task.Run(() => SealAsync(), Ct), Task.Run(() => other.HandleAsync(Ct), Ct));
            await _world.Get<WithdrawRequest>().HandleAsync(request.Id, _world.Dana, Ct);
            _world.Time.Advance(TimeSpan.FromSeconds(20));
            ahead.Advance(TimeSpan.FromSeconds(20));
        }

        await SealAsync();
        await WholeAsync();
    }

    // Rule 40
    [Fact]
    public async Task Steps_taken_by_replicas_whose_clocks_are_apart_are_sealed_in_their_order_and_none_is_left_out()
    {
        var request = await _world.SubmitAsync();
        for (var step = 0; step < 300; step++)
        {
            // Every other one by a replica that is a second behind.
            var at = _world.Time.Now() - TimeSpan.FromSeconds(step % 2);
            await _world.Store.ChangeAsync<bool>(request.Id, false, current => new(true, current with { Audit = current.Audit.Add(AuditEntry.Of(at, $"step.{step}", "dana")) }), Ct);
            _world.Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        await SealAsync();

        Assert.Equal((await _world.NowAsync(request.Id)).Audit.Select(step => step.Event), (await EntriesAsync()).Select(entry => entry.Event));
        await WholeAsync();
    }

    // Rule 40
    [Fact]
    public async Task What_is_sealed_while_the_chain_is_read_leaves_no_hole_in_what_was_read()
    {
        var verify = new VerifyAudit(AuditPublicKeys.Read(JitWorld.AuditKey.PublicPem)!);
        await AddAsync(10);
        await SealAsync();

        await foreach (var line in _world.Get<ExportAudit>().LinesAsync(null, null, Ct))
        {
            verify.Read(line);
            await AddAsync(100);
            await SealAsync();
        }

        Assert.IsType<AuditVerdict.Whole>(verify.End());

        async Task AddAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await _world.Get<AuditLog>().AddAsync(AuditEntry.Of(_world.Time.Now(), AuditEvents.RunEnded, "dana"), ct: Ct);
            }
        }
    }

    [Fact]
    public async Task A_request_leaves_the_store_only_once_all_of_it_is_sealed()
    {
        var request = await _world.SubmitAsync();
        Assert.False(await _world.Store.TryDeleteAsync(request.Id, request.Version, Ct));

        await SealAsync();

        Assert.True(await _world.Store.TryDeleteAsync(request.Id, request.Version, Ct));
    }

    // Rule 40
    [Fact]
    public async Task What_is_left_after_the_oldest_was_cut_away_begins_after_a_signed_head_and_says_so()
    {
        for (var month = 0; month < 4; month++)
        {
            await _world.SubmitAsync();
            await SealAsync();
            _world.Time.Advance(TimeSpan.FromDays(30));
        }

        await _world.SubmitAsync();
        await SealAsync();
        Assert.Equal(2, await _world.Get<CutHistory>().HandleAsync(TimeSpan.FromDays(75), Ct));
        await SealAsync();

        var whole = await WholeAsync();
        Assert.True(whole.After > 0);
        var cut = (await EntriesAsync()).Single(entry => entry.Event == AuditEvents.HistoryCut);
        Assert.Equal($"{whole.After}", cut.Facts["through"]);
        Assert.Equal(0, await _world.Get<CutHistory>().HandleAsync(TimeSpan.FromDays(75), Ct));
    }

    [Fact]
    public async Task An_export_of_a_month_has_whats_of_it_and_can_be_checked()
    {
        var began = _world.Time.Now();
        for (var day = 0; day < 90; day++)
        {
            await _world.Get<AuditLog>().AddAsync(AuditEntry.Of(_world.Time.Now(), AuditEvents.Started, AuditEntry.Service), $"{day:D3}", ct: Ct);
            await SealAsync();
            _world.Time.Advance(TimeSpan.FromDays(1));
        }

        var (from, to) = (began.AddDays(30), began.AddDays(59.5));
        Assert.IsType<AuditVerdict.Whole>(await VerifyAsync(from, to));
        var entries = new List<SealedEntry>();
        await foreach (var entry in _world.Get<ExportAudit>().EntriesAsync(from, to, Ct))
        {
            entries.Add(entry);
        }

        Assert.Equal(Enumerable.Range(30, 30).Select(day => $"log.{day:D3}"), entries.Select(entry => entry.Id));
        Assert.IsType<AuditVerdict.Broken>(await VerifyAsync(began.AddYears(1), null));
    }

    private async Task SealAndDieAsync(int after)
    {
        var store = new DyingStore(_world.Keyed, after);
        var audit = new SealAudit(_world.Store, store, new(store, _world.Time), _world.Get<Installation>(), JitWorld.AuditKey, _world.Time);
        try
        {
            await audit.HandleAsync(Ct);
        }
        catch (StoreDownException)
        {
            // As a killed replica: what it did is done, and it does no more.
        }
    }

    private Task SealAsync() => _world.Get<SealAudit>().HandleAsync(Ct);

    private async Task<List<SealedEntry>> EntriesAsync()
    {
        var entries = new List<SealedEntry>();
        await foreach (var entry in _world.Get<ExportAudit>().EntriesAsync(null, null, Ct))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private async Task<AuditVerdict.Whole> WholeAsync() => Assert.IsType<AuditVerdict.Whole>(await VerifyAsync(null, null));

    private async Task<AuditVerdict> VerifyAsync(DateTimeOffset? from, DateTimeOffset? to)
    {
        using var keys = AuditPublicKeys.Read(JitWorld.AuditKey.PublicPem)!;
        var verify = new VerifyAudit(keys);
        await foreach (var line in _world.Get<ExportAudit>().LinesAsync(from, to, Ct))
        {
            verify.Read(line);
        }

        return verify.End();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    /// <summary>The store as a replica sees it that is killed after so many operations, before the last one or after it.</summary>
    private sealed class DyingStore(IKeyedStore store, int after) : IKeyedStore
    {
        private int _left = after;

        public Task<KeyedDocument?> FindAsync(string kind, string id, DateTimeOffset now, CancellationToken ct) => DoAsync(() => store.FindAsync(kind, id, now, ct));

        public Task<IReadOnlyList<KeyedDocument>> ListAsync(string kind, DateTimeOffset now, CancellationToken ct) => DoAsync(() => store.ListAsync(kind, now, ct));

        public Task<IReadOnlyList<KeyedDocument>> ListAfterAsync(string kind, string after, int limit, DateTimeOffset now, CancellationToken ct) =>
            DoAsync(() => store.ListAfterAsync(kind, after, limit, now, ct));

        public Task<KeyedDocument?> FindLastAsync(string kind, DateTimeOffset now, CancellationToken ct) => DoAsync(() => store.FindLastAsync(kind, now, ct));

        public Task<(IReadOnlyList<KeyedDocument> Last, int Total)> ListLastAsync(string kind, int limit, DateTimeOffset now, CancellationToken ct) =>
            DoAsync(() => store.ListLastAsync(kind, limit, now, ct));

        public Task<long?> TryPutAsync(KeyedDocument document, DateTimeOffset now, CancellationToken ct) => DoAsync(() => store.TryPutAsync(document, now, ct));

        public Task<bool> TryDeleteAsync(string kind, string id, long version, CancellationToken ct) => DoAsync(() => store.TryDeleteAsync(kind, id, version, ct));

        public Task<int> DeleteExpiredAsync(DateTimeOffset now, int limit, CancellationToken ct) => DoAsync(() => store.DeleteExpiredAsync(now, limit, ct));

        private async Task<T> DoAsync<T>(Func<Task<T>> operation)
        {
            await Task.Yield();
            if (--_left < 0)
            {
                throw new StoreDownException("Killed.");
            }

            var answer = await operation();
            return _left == 0 ? throw new StoreDownException("Killed.") : answer;
        }
    }
}
