using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;
using JitBot.Support;
using Microsoft.Extensions.Logging;
using static JitBot.Core.Requests.RequestState;

namespace JitBot.Bot.Tests.Storage;

/// <summary>What every store of requests does. A pending request is due for the access lane when it lapses, and for outreach at once.</summary>
public abstract class AccessStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = ManualTime.Start;

    protected RecordedLog Log { get; } = new();

    protected IAccessStore Store { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public abstract ValueTask DisposeAsync();

    [Theory]
    [InlineData(Pending), InlineData(Approved), InlineData(Active), InlineData(RequestState.Ending)]
    [InlineData(Ended), InlineData(Denied), InlineData(Withdrawn), InlineData(Lapsed)]
    public async Task A_request_in_any_state_is_found_as_it_was_added(RequestState state)
    {
        var added = await AddAsync(Sample.Request(state));

        AssertSame(added, await Store.FindAsync(added.Id, Ct));
    }

    [Fact]
    public async Task Every_field_comes_back_as_it_was_written()
    {
        var request = Sample.WithEverything();

        var added = await AddAsync(request);
        var found = await Store.FindAsync(request.Id, Ct);

        AssertSame(request with { Version = added.Version }, added);
        AssertSame(added, found);
    }

    [Fact]
    public async Task An_unknown_request_is_not_found() => Assert.Null(await Store.FindAsync(Sample.Request().Id, Ct));

    [Fact]
    public async Task Adding_an_id_again_changes_nothing()
    {
        var first = await AddAsync(Sample.Request());

        Assert.Null(await Store.TryAddAsync(first with { Reason = "another" }, Ct));
        AssertSame(first, await Store.FindAsync(first.Id, Ct));
    }

    [Fact]
    public async Task Of_many_writers_with_one_version_one_wins()
    {
        var added = await AddAsync(Sample.Request());

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer =>
            Task.Run(() => Store.TryReplaceAsync(added with { Reason = $"writer {writer}" }, release: null, Ct), Ct)));

        var winner = Assert.Single(written, result => result is not null);
        AssertSame(winner!, await Store.FindAsync(added.Id, Ct));
        Assert.NotEqual(added.Version, winner!.Version);
    }

    [Fact]
    public async Task Writing_with_an_old_version_is_refused()
    {
        var old = await AddAsync(Sample.Request());
        var current = await ReplaceAsync(old with { Reason = "newer" });

        Assert.Null(await Store.TryReplaceAsync(old with { Reason = "late" }, release: null, Ct));
        AssertSame(current, await Store.FindAsync(old.Id, Ct));
    }

    [Fact]
    public async Task Writing_a_request_that_is_not_stored_is_refused() =>
        Assert.Null(await Store.TryReplaceAsync(Sample.Request() with { Version = 1 }, release: null, Ct));

    [Fact]
    public async Task Deleting_asks_for_the_version_too()
    {
        var old = await AddAsync(Sample.Request());
        var current = await ReplaceAsync(old);

        Assert.False(await Store.TryDeleteAsync(old.Id, old.Version, Ct));
        Assert.True(await Store.TryDeleteAsync(old.Id, current.Version, Ct));
        Assert.False(await Store.TryDeleteAsync(old.Id, current.Version, Ct));
        Assert.Null(await Store.FindAsync(old.Id, Ct));
    }

    [Fact]
    public async Task A_request_made_anew_is_no_version_of_the_deleted_one()
    {
        var old = await AddAsync(Sample.Request());
        await Store.TryDeleteAsync(old.Id, old.Version, Ct);

        var anew = await AddAsync(old);

        Assert.NotEqual(old.Version, anew.Version);
        Assert.Null(await Store.TryReplaceAsync(old, release: null, Ct));
    }

    [Fact]
    public async Task A_write_is_announced_after_it_is_committed_and_a_lost_one_is_not()
    {
        var announced = 0;
        Store.Committed += () => announced++;

        var added = await AddAsync(Sample.Request());
        Assert.Equal(1, announced);
        await ReplaceAsync(added);
        Assert.Equal(2, announced);

        await Store.TryAddAsync(added, Ct);
        await Store.TryReplaceAsync(added, release: null, Ct);
        Assert.Equal(2, announced);
    }

    [Fact]
    public async Task What_is_due_is_claimed_the_longest_due_first()
    {
        var third = await AddAsync(Sample.Request(Approved, submittedAt: Now.AddSeconds(3)));
        var first = await AddAsync(Sample.Request(Approved, submittedAt: Now.AddSeconds(1)));
        var second = await AddAsync(Sample.Request(Approved, submittedAt: Now.AddSeconds(2)));
        await AddAsync(Sample.Request(Approved, submittedAt: Now.AddDays(1)));

        var claimed = await ClaimAsync(Lane.Access, Now.AddHours(1));

        Assert.Equal([first.Id, second.Id, third.Id], claimed.Select(claim => claim.Request.Id));
        AssertSame(first, claimed[0].Request);
    }

    [Fact]
    public async Task Work_is_due_at_its_instant_and_no_earlier()
    {
        var pending = await AddAsync(Sample.Request());

        Assert.Empty(await ClaimAsync(Lane.Access, pending.LapsesAt.AddMilliseconds(-1)));
        Assert.Single(await ClaimAsync(Lane.Access, pending.LapsesAt));
    }

    [Fact]
    public async Task A_claim_takes_no_more_than_it_asks_for_and_the_next_takes_the_rest()
    {
        for (var i = 0; i < 5; i++)
        {
            await AddAsync(Sample.Request(Approved));
        }

        var first = await ClaimAsync(Lane.Access, Now.AddHours(1), limit: 3);
        var second = await ClaimAsync(Lane.Access, Now.AddHours(1), limit: 3);

        Assert.Equal(3, first.Count);
        Assert.Equal(2, second.Count);
        Assert.Empty(first.Select(claim => claim.Request.Id).Intersect(second.Select(claim => claim.Request.Id)));
        Assert.Empty(await ClaimAsync(Lane.Access, Now.AddHours(1), limit: 0));
    }

    [Fact]
    public async Task Many_claimers_take_every_due_request_exactly_once()
    {
        const int Due = 500;
        await Parallel.ForAsync(0, Due, Ct, async (_, _) => await AddAsync(Sample.Request(Approved)));

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(TakeAllAsync, Ct)));

        var ids = taken.SelectMany(ids => ids).ToArray();
        Assert.Equal(Due, ids.Length);
        Assert.Equal(Due, ids.Distinct().Count());

        async Task<List<RequestId>> TakeAllAsync()
        {
            var mine = new List<RequestId>();
            while (await ClaimAsync(Lane.Access, Now.AddHours(1), limit: 7) is { Count: > 0 } batch)
            {
                mine.AddRange(batch.Select(claim => claim.Request.Id));
            }

            return mine;
        }
    }

    [Fact]
    public async Task A_lease_keeps_others_away_until_it_runs_out()
    {
        await AddAsync(Sample.Request(Approved));
        var now = Now.AddHours(1);
        Assert.Single(await ClaimAsync(Lane.Access, now));

        Assert.Empty(await ClaimAsync(Lane.Access, now + RequestLifecycle.Lease - TimeSpan.FromMilliseconds(1)));
        Assert.Single(await ClaimAsync(Lane.Access, now + RequestLifecycle.Lease));
    }

    [Fact]
    public async Task A_late_holder_cannot_let_go_of_the_new_holders_lease()
    {
        await AddAsync(Sample.Request(Approved));
        var late = Assert.Single(await ClaimAsync(Lane.Access, Now.AddHours(1)));
        var takenOver = Now.AddHours(1) + RequestLifecycle.Lease;
        Assert.Single(await ClaimAsync(Lane.Access, takenOver));

        await Store.ReleaseAsync([late.Lease], Ct);
        Assert.Empty(await ClaimAsync(Lane.Access, takenOver));

        await ReplaceAsync(late.Request, late.Lease);
        Assert.Empty(await ClaimAsync(Lane.Access, takenOver));
    }

    [Fact]
    public async Task A_late_holder_cannot_write_over_the_new_holder()
    {
        await AddAsync(Sample.Request(Approved));
        var late = Assert.Single(await ClaimAsync(Lane.Access, Now.AddHours(1)));
        var holder = Assert.Single(await ClaimAsync(Lane.Access, Now.AddHours(2)));
        await ReplaceAsync(holder.Request with { Reason = "done" }, holder.Lease);

        Assert.Null(await Store.TryReplaceAsync(late.Request with { Reason = "late" }, late.Lease, Ct));
    }

    [Fact]
    public async Task A_write_lets_go_of_the_lease_it_names_and_of_no_other()
    {
        var request = await AddAsync(Sample.Request(Approved));
        var now = Now.AddHours(1);
        var access = Assert.Single(await ClaimAsync(Lane.Access, now));
        Assert.Single(await ClaimAsync(Lane.Outreach, now));

        await ReplaceAsync(access.Request, access.Lease);

        Assert.Equal(request.Id, Assert.Single(await ClaimAsync(Lane.Access, now)).Request.Id);
        Assert.Empty(await ClaimAsync(Lane.Outreach, now));
    }

    [Fact]
    public async Task A_write_without_a_lease_leaves_leases_alone()
    {
        var request = await AddAsync(Sample.Request(Approved));
        var now = Now.AddHours(1);
        await ClaimAsync(Lane.Access, now);

        await ReplaceAsync(request with { Reason = "clearer" });

        Assert.Empty(await ClaimAsync(Lane.Access, now));
    }

    [Fact]
    public async Task A_lost_write_keeps_the_lease()
    {
        await AddAsync(Sample.Request(Approved));
        var now = Now.AddHours(1);
        var held = Assert.Single(await ClaimAsync(Lane.Access, now));
        await ReplaceAsync(held.Request);

        Assert.Null(await Store.TryReplaceAsync(held.Request, held.Lease, Ct));
        Assert.Empty(await ClaimAsync(Lane.Access, now));
    }

    [Fact]
    public async Task Leases_of_both_lanes_are_let_go_together()
    {
        await AddAsync(Sample.Request(Approved));
        await AddAsync(Sample.Request(Approved));
        var now = Now.AddHours(1);
        Claimed[] held = [.. await ClaimAsync(Lane.Access, now), .. await ClaimAsync(Lane.Outreach, now)];
        Assert.Equal(4, held.Length);

        await Store.ReleaseAsync([.. held.Select(claim => claim.Lease)], Ct);
        await Store.ReleaseAsync([], Ct);

        Assert.Equal(2, (await ClaimAsync(Lane.Access, now)).Count);
        Assert.Equal(2, (await ClaimAsync(Lane.Outreach, now)).Count);
    }

    [Fact]
    public async Task A_lease_raises_no_version()
    {
        var added = await AddAsync(Sample.Request(Approved));
        var held = Assert.Single(await ClaimAsync(Lane.Access, Now.AddHours(1)));
        await Store.ReleaseAsync([held.Lease], Ct);

        Assert.Equal(added.Version, (await Store.FindAsync(added.Id, Ct))!.Version);
        await ReplaceAsync(added);
    }

    [Fact]
    public async Task Lanes_are_leased_apart()
    {
        await AddAsync(Sample.Request(Approved));
        var now = Now.AddHours(1);

        var access = Assert.Single(await ClaimAsync(Lane.Access, now));
        var outreach = Assert.Single(await ClaimAsync(Lane.Outreach, now));
        await Store.ReleaseAsync([outreach.Lease], Ct);

        Assert.NotEqual(access.Lease.Token, outreach.Lease.Token);
        Assert.Empty(await ClaimAsync(Lane.Access, now));
        Assert.Single(await ClaimAsync(Lane.Outreach, now));
    }

    [Fact]
    public async Task Each_write_says_anew_what_is_due_in_both_lanes()
    {
        var pending = await AddAsync(Sample.Request());
        Assert.Equal(pending.LapsesAt, await Store.NextDueAsync(Lane.Access, Ct));
        Assert.Equal(pending.StateSince, await Store.NextDueAsync(Lane.Outreach, Ct));

        var active = Sample.Request(Active) with { Id = pending.Id, Version = pending.Version };
        active = await ReplaceAsync(active with { CardsShown = active.Revision });
        Assert.Equal(active.Grant.EndsAt, await Store.NextDueAsync(Lane.Access, Ct));
        Assert.Equal(active.Grant.EndsAt!.Value.AddMinutes(-10), await Store.NextDueAsync(Lane.Outreach, Ct));

        var over = Sample.Request(Withdrawn) with { Id = pending.Id, Version = active.Version };
        over = await ReplaceAsync(over with { CardsShown = over.Revision });
        Assert.Null(await Store.NextDueAsync(Lane.Access, Ct));
        Assert.Equal(over.StateSince + RequestLifecycle.Retention, await Store.NextDueAsync(Lane.Outreach, Ct));
    }

    [Fact]
    public async Task Next_due_is_the_soonest_that_can_be_claimed_then()
    {
        Assert.Null(await Store.NextDueAsync(Lane.Access, Ct));
        var soon = await AddAsync(Sample.Request(Approved));
        var later = await AddAsync(Sample.Request(Approved, submittedAt: Now.AddSeconds(40)));
        Assert.Equal(soon.StateSince, await Store.NextDueAsync(Lane.Access, Ct));

        // The soonest is held for thirty seconds, in which the other one comes up or, later, does not.
        var held = await Store.TryLeaseAsync(soon.Id, Lane.Access, soon.StateSince, Ct);
        Assert.Equal(soon.StateSince + RequestLifecycle.Lease, await Store.NextDueAsync(Lane.Access, Ct));
        await Store.ReleaseAsync([held!.Lease], Ct);
        await Store.TryLeaseAsync(soon.Id, Lane.Access, soon.StateSince.AddSeconds(20), Ct);
        Assert.Equal(later.StateSince, await Store.NextDueAsync(Lane.Access, Ct));
    }

    [Fact]
    public async Task A_lease_on_work_that_is_not_due_yet_brings_it_no_closer()
    {
        var pending = await AddAsync(Sample.Request());
        await Store.TryLeaseAsync(pending.Id, Lane.Access, Now, Ct);

        Assert.Equal(pending.LapsesAt, await Store.NextDueAsync(Lane.Access, Ct));
    }

    [Fact]
    public async Task One_request_is_leased_whether_or_not_it_is_due()
    {
        var pending = await AddAsync(Sample.Request());

        var held = await Store.TryLeaseAsync(pending.Id, Lane.Access, Now, Ct);

        AssertSame(pending, held?.Request);
        Assert.Null(await Store.TryLeaseAsync(pending.Id, Lane.Access, Now, Ct));
        Assert.NotNull(await Store.TryLeaseAsync(pending.Id, Lane.Outreach, Now, Ct));
        Assert.NotNull(await Store.TryLeaseAsync(pending.Id, Lane.Access, Now + RequestLifecycle.Lease, Ct));
        Assert.Null(await Store.TryLeaseAsync(Sample.Request().Id, Lane.Access, Now, Ct));
    }

    [Fact]
    public async Task Of_many_who_lease_one_request_one_has_it()
    {
        var pending = await AddAsync(Sample.Request());

        var held = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => Store.TryLeaseAsync(pending.Id, Lane.Access, Now, Ct), Ct)));

        Assert.Single(held, lease => lease is not null);
    }

    [Fact]
    public async Task Targets_can_be_left_out_or_singled_out()
    {
        var hr = await AddAsync(Sample.Request(Approved, target: "hr-prod"));
        var crm = await AddAsync(Sample.Request(Approved, target: "crm-prod"));
        var erp = await AddAsync(Sample.Request(Approved, target: "erp-prod"));
        var claim = new DueClaim(Lane.Access, Now.AddHours(1), Limit: 10);

        Assert.Empty(await Store.ClaimDueAsync(claim with { OnlyTarget = "hr-prod", NotTargets = ["hr-prod"] }, Ct));
        Assert.Equal([crm.Id], await IdsAsync(claim with { NotTargets = ["hr-prod", "erp-prod"] }));
        Assert.Equal([erp.Id], await IdsAsync(claim with { OnlyTarget = "erp-prod" }));
        Assert.Equal([hr.Id], await IdsAsync(claim));

        async Task<IEnumerable<RequestId>> IdsAsync(DueClaim due) => (await Store.ClaimDueAsync(due, Ct)).Select(claimed => claimed.Request.Id);
    }

    [Theory]
    [InlineData("""{"schemaVersion":99,"written":"by a newer JitBot"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_document_that_cannot_be_read_is_pushed_back_and_reported_and_holds_up_no_other(string json)
    {
        var unreadable = await AddAsync(Sample.Request(Approved));
        var sound = await AddAsync(Sample.Request(Approved, submittedAt: Now.AddSeconds(1)));
        await OverwriteAsync(unreadable.Id, json);
        var now = Now.AddHours(1);

        Assert.Equal(sound.Id, Assert.Single(await ClaimAsync(Lane.Access, now)).Request.Id);
        Assert.Contains(Log.Lines, line => line.Level == LogLevel.Error && line.Message.Contains(unreadable.Id.Value, StringComparison.Ordinal));

        await Store.TryDeleteAsync(sound.Id, sound.Version, Ct);
        Assert.Equal(now.AddHours(1), await Store.NextDueAsync(Lane.Access, Ct));
        Assert.Equal(unreadable.StateSince, await Store.NextDueAsync(Lane.Outreach, Ct));
    }

    [Fact]
    public async Task A_document_of_a_newer_schema_is_never_read()
    {
        var newer = await AddAsync(Sample.Request(Approved));
        await OverwriteAsync(newer.Id, RequestDocument.Write(newer with { SchemaVersion = AccessRequest.CurrentSchema + 1 }));

        await Assert.ThrowsAsync<UnreadableDocumentException>(() => Store.FindAsync(newer.Id, Ct));
        await Assert.ThrowsAsync<UnreadableDocumentException>(() => Store.TryLeaseAsync(newer.Id, Lane.Access, Now, Ct));
        Assert.Empty(await ClaimAsync(Lane.Access, Now.AddHours(1)));
    }

    [Fact]
    public async Task A_list_leaves_out_and_reports_what_cannot_be_read()
    {
        var sound = await AddAsync(Sample.Request());
        var unreadable = await AddAsync(Sample.Request());
        await OverwriteAsync(unreadable.Id, "{}");

        Assert.Equal(sound.Id, Assert.Single(await Store.ListAsync(new(), Ct)).Id);
        Assert.Contains(Log.Lines, line => line.Level == LogLevel.Error && line.Message.Contains(unreadable.Id.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_holds_what_meets_every_condition_newest_first()
    {
        var oldest = await AddAsync(Sample.Request(Active, "dana", "hr-prod", Now.AddDays(-2)));
        var middle = await AddAsync(Sample.Request(Ended, "dana", "crm-prod", Now.AddDays(-1)));
        var newest = await AddAsync(Sample.Request(Pending, "eli", "hr-prod", Now));

        Assert.Equal([newest.Id, middle.Id, oldest.Id], await ListAsync(new()));
        Assert.Equal([middle.Id, oldest.Id], await ListAsync(new() { Requester = new("dana") }));
        Assert.Equal([newest.Id, oldest.Id], await ListAsync(new() { Target = "hr-prod" }));
        Assert.Equal([newest.Id, oldest.Id], await ListAsync(new() { States = [Active, Pending] }));
        Assert.Equal([oldest.Id], await ListAsync(new() { Requester = new("dana"), Target = "hr-prod", States = [Active] }));
        Assert.Equal([newest.Id, middle.Id], await ListAsync(new() { Limit = 2 }));
        Assert.Empty(await ListAsync(new() { Requester = new("dana' or true --") }));
        Assert.Empty(await ListAsync(new() { States = [] }));

        async Task<IEnumerable<RequestId>> ListAsync(RequestFilter filter) => (await Store.ListAsync(filter, Ct)).Select(request => request.Id);
    }

    [Fact]
    public async Task A_list_follows_the_states_that_are_written()
    {
        var pending = await AddAsync(Sample.Request());
        await ReplaceAsync(Sample.Request(Withdrawn) with { Id = pending.Id, Version = pending.Version });

        Assert.Empty(await Store.ListAsync(new() { States = [Pending] }, Ct));
        Assert.Single(await Store.ListAsync(new() { States = [Withdrawn] }, Ct));
    }

    [Fact]
    public async Task A_text_that_cannot_be_kept_is_refused_and_nothing_is_written()
    {
        var nul = Sample.Request() with { Reason = "before\0after" };

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.TryAddAsync(nul, Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.TryAddAsync(Sample.Request(requester: "da\0na"), Ct));
        Assert.Empty(await Store.ListAsync(new(), Ct));
    }

    [Fact]
    public async Task A_request_that_outgrew_its_bound_is_refused()
    {
        var added = await AddAsync(Sample.Request());

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Store.TryReplaceAsync(added with { Reason = new string('x', RequestDocument.MostBytes) }, release: null, Ct));
        AssertSame(added, await Store.FindAsync(added.Id, Ct));
    }

    [Fact]
    public async Task An_abandoned_call_is_cancelled()
    {
        var gone = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.TryAddAsync(Sample.Request(), gone));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ClaimDueAsync(new(Lane.Access, Now, 1), gone));
    }

    [Fact]
    public async Task With_the_store_down_every_call_says_so()
    {
        var held = await AddAsync(Sample.Request());
        await GoDownAsync();

        Func<Task>[] calls =
        [
            () => Store.TryAddAsync(Sample.Request(), Ct),
            () => Store.FindAsync(held.Id, Ct),
            () => Store.ListAsync(new(), Ct),
            () => Store.TryReplaceAsync(held, release: null, Ct),
            () => Store.TryDeleteAsync(held.Id, held.Version, Ct),
            () => Store.ClaimDueAsync(new(Lane.Access, Now, 1), Ct),
            () => Store.TryLeaseAsync(held.Id, Lane.Access, Now, Ct),
            () => Store.ReleaseAsync([new(held.Id, Lane.Access, Guid.NewGuid())], Ct),
            () => Store.NextDueAsync(Lane.Access, Ct),
        ];
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<StoreDownException>(call);
        }
    }

    protected abstract Task<IAccessStore> OpenAsync();

    /// <summary>Changes a stored document behind the store's back.</summary>
    protected abstract Task OverwriteAsync(RequestId id, string json);

    protected abstract Task GoDownAsync();

    private async Task<AccessRequest> AddAsync(AccessRequest request)
    {
        var added = await Store.TryAddAsync(request, Ct);
        Assert.NotNull(added);
        return added;
    }

    private async Task<AccessRequest> ReplaceAsync(AccessRequest request, Lease? release = null)
    {
        var written = await Store.TryReplaceAsync(request, release, Ct);
        Assert.NotNull(written);
        return written;
    }

    private async Task<IReadOnlyList<Claimed>> ClaimAsync(Lane lane, DateTimeOffset now, int limit = 100) =>
        await Store.ClaimDueAsync(new(lane, now, limit), Ct);

    // Records compare immutable arrays by reference; the written document compares what is in them.
    private static void AssertSame(AccessRequest expected, AccessRequest? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(RequestDocument.Write(expected), RequestDocument.Write(actual));
        Assert.Equal(expected.Version, actual.Version);
    }
}
