using JitBot.Core.Audit;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;
using JitBot.Support;

namespace JitBot.Core.Tests.Sweep;

/// <summary>Rules 21 and 40: what the sweep found, did and was told is in the record, once.</summary>
public sealed class RecordFindingsTests : IAsyncDisposable
{
    private readonly JitWorld _world = new();

    [Fact]
    public async Task An_account_that_was_closed_for_being_unknown_is_on_record_once_however_often_it_is_swept()
    {
        var unknown = _world.HaveUnknown();

        for (var round = 0; round < 4; round++)
        {
            await _world.SweepLaterAsync();
        }

        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal((AuditEvents.FindingSeen, "jitbot", "hr-prod"), (entry.Event, entry.Actor, entry.Target));
        Assert.Equal(("closed", unknown.Name), (entry.Facts["kind"], entry.Facts["what"]));
        Assert.NotEmpty(entry.Facts["why"]);
    }

    [Fact]
    public async Task One_that_cannot_be_removed_is_on_record_once_and_again_when_it_is_gone()
    {
        var unknown = _world.HaveUnknown();
        _world.Connector.EndsOtherwise = _ => new EndResult.Residue("it owns a database");
        await _world.SweepLaterAsync();
        await _world.SweepLaterAsync();

        _world.Connector.EndsOtherwise = _ => null;
        await _world.SweepLaterAsync();

        Assert.Equal([("left", unknown.Name), ("closed", unknown.Name)], (await EntriesAsync()).Select(entry => (entry.Facts["kind"], entry.Facts["what"])));
    }

    [Fact]
    public async Task A_hold_is_on_record_with_its_cause_and_its_release_with_who_and_why()
    {
        await HoldAsync();
        await _world.SweepLaterAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.Get<ReleaseHold>().HandleAsync(new("hr-prod", "root (shell)", "restored on purpose, CHG-7"), default);
        await _world.SweepAsync();
        await _world.SweepLaterAsync();

        var entries = await EntriesAsync();
        var begun = Assert.Single(entries, entry => entry.Event == AuditEvents.HoldBegun);
        Assert.Equal(("jitbot", "hr-prod"), (begun.Actor, begun.Target));
        var released = Assert.Single(entries, entry => entry.Event == AuditEvents.HoldReleased);
        Assert.Equal(("root (shell)", "shell", "restored on purpose, CHG-7", begun.Facts["why"]), (released.Actor, released.Via, released.Reason, released.Facts["hold"]));
        Assert.Equal(4, entries.Count(entry => entry.Event == AuditEvents.FindingSeen && entry.Facts["kind"] == "closed"));
    }

    [Fact]
    public async Task What_an_owner_decided_is_on_record_with_their_reason_and_what_came_of_it_while_the_hold_lasts()
    {
        var unknown = await HoldAsync();
        var until = _world.Time.Now().AddDays(7);
        await DecideAsync(unknown[0], new FindingVerdict.Close(), null);
        await DecideAsync(unknown[1], new FindingVerdict.Keep(until), "the auditors look at it");

        await _world.SweepAsync();

        var entries = await EntriesAsync();
        var decided = entries.Where(entry => entry.Event == AuditEvents.FindingDecided).OrderBy(entry => entry.Facts["what"], StringComparer.Ordinal).ToArray();
        Assert.All(decided, entry => Assert.Equal(("olga", "slack T1/U4", "hr-prod"), (entry.Actor, entry.Via, entry.Target)));
        Assert.Equal([("closed", unknown[0].Name, null), ("kept", unknown[1].Name, "the auditors look at it")], decided.Select(entry => (entry.Facts["what"], entry.Facts["account"], entry.Reason)));
        Assert.Equal(["", until.ToString("o")], decided.Select(entry => entry.Facts["until"]));
        var closed = Assert.Single(entries, entry => entry.Event == AuditEvents.FindingSeen && entry.Facts["kind"] == "closed");
        Assert.Equal(("olga", unknown[0].Name), (closed.Actor, closed.Facts["what"]));
    }

    [Fact]
    public async Task What_a_replica_did_that_died_before_it_was_on_record_is_put_there_by_the_next_round()
    {
        var unknown = _world.HaveUnknown();
        using var dies = new CancellationTokenSource();
        _world.Keyed.Answering = () =>
        {
            if (_world.Connector.Accounts.IsEmpty)
            {
                dies.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _world.Get<ReconcileTargets>().HandleAsync(_world.Target, dies.Token));
        _world.Keyed.Answering = null;
        Assert.Empty(await EntriesAsync());

        await _world.SweepLaterAsync();

        Assert.Equal(("closed", unknown.Name), (await EntriesAsync()).Select(entry => (entry.Facts["kind"], entry.Facts["what"])).Single());
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    /// <summary>Four that nobody knows, and nothing else: more than chance.</summary>
    private async Task<Account[]> HoldAsync()
    {
        Account[] unknown = [.. Enumerable.Range(0, 4).Select(_ => _world.HaveUnknown())];
        Assert.IsType<SweepOutcome.OnHold>(await _world.SweepAsync());
        return unknown;
    }

    private Task DecideAsync(Account account, FindingVerdict verdict, string? because) => _world.Get<DecideFinding>().HandleAsync(
        new("hr-prod", FindingId.Of("hr-prod", account.Name), verdict, new Decider.InChat(_world.Olga with { Via = "slack T1/U4" }), because), default);

    private async Task<List<SealedEntry>> EntriesAsync()
    {
        await _world.Get<SealAudit>().HandleAsync(default);
        var entries = new List<SealedEntry>();
        await foreach (var entry in _world.Get<ExportAudit>().EntriesAsync(null, null, default))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
