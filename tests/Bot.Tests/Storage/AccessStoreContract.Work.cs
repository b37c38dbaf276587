using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;
using JitBot.Support;
using Microsoft.Extensions.Logging;
using static JitBot.Core.Requests.RequestState;

namespace JitBot.Bot.Tests.Storage;

// An approved request is due in both lanes at once; an active one in the access lane when it ends.
public abstract partial class AccessStoreContract
{
    [Fact]
    public async Task What_is_due_is_claimed_the_longest_due_first()
    {
        var third = await AddAsync(Sample.Request(Approved, submittedAt: Now.AddSeconds(3)));
        var first = await AddAsync(Sample.Request(Approved, submittedAt: Now.AddSeconds(1)));
        var second = await AddAsync(Sample.Request(Approved, submittedAt: Now.AddSeconds(2)));
        await AddAsync(Sample.Request(Approved, submittedAt: Now.AddDays(1)));

        var two = await ClaimAsync(Lane.Access, Now.AddHours(1), limit: 2);
        var rest = await ClaimAsync(Lane.Access, Now.AddHours(1));

        Assert.Equal([first.Id, second.Id], two.Select(claim => claim.Request.Id));
        AssertSame(first, two[0].Request);
        Assert.Equal(third.Id, Assert.Single(rest).Request.Id);
    }

    [Fact]
    public async Task Work_is_due_at_its_instant_and_no_earlier()
    {
        var active = await AddAsync(Sample.Request(Active));
        var end = active.Grant.EndsAt!.Value;

        Assert.Empty(await ClaimAsync(Lane.Access, end.AddMilliseconds(-1)));
        Assert.Single(await ClaimAsync(Lane.Access, end));
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
        Assert.Null(await Store.NextDueAsync(Lane.Access, [], Ct));
        Assert.Equal(pending.StateSince, await Store.NextDueAsync(Lane.Outreach, [], Ct));

        var active = Sample.Request(Active) with { Id = pending.Id, Version = pending.Version };
        active = await ReplaceAsync(active with { CardsShown = active.Revision });
        Assert.Equal(active.Grant.EndsAt, await Store.NextDueAsync(Lane.Access, [], Ct));
        Assert.Equal(active.Grant.EndsAt!.Value.AddMinutes(-10), await Store.NextDueAsync(Lane.Outreach, [], Ct));

        var over = Sample.Request(Withdrawn) with { Id = pending.Id, Version = active.Version };
        over = await ReplaceAsync(over with { CardsShown = over.Revision });
        Assert.Null(await Store.NextDueAsync(Lane.Access, [], Ct));
        Assert.Equal(over.StateSince + RequestLifecycle.Retention, await Store.NextDueAsync(Lane.Outreach, [], Ct));
    }

    [Fact]
    public async Task Next_due_is_the_soonest_that_can_be_claimed_then()
    {
        Assert.Null(await Store.NextDueAsync(Lane.Access, [], Ct));
        var soon = await AddAsync(Sample.Request(Approved));
        var later = await AddAsync(Sample.Request(Approved, submittedAt: Now.AddSeconds(40)));
        Assert.Equal(soon.StateSince, await Store.NextDueAsync(Lane.Access, [], Ct));

        // The soonest is held for thirty seconds, in which the other one comes up or, later, does not.
        var held = await Store.TryLeaseAsync(soon.Id, Lane.Access, soon.StateSince, Ct);
        Assert.Equal(soon.StateSince + RequestLifecycle.Lease, await Store.NextDueAsync(Lane.Access, [], Ct));
        await Store.ReleaseAsync([held!.Lease], Ct);
        await Store.TryLeaseAsync(soon.Id, Lane.Access, soon.StateSince.AddSeconds(20), Ct);
        Assert.Equal(later.StateSince, await Store.NextDueAsync(Lane.Access, [], Ct));
    }

    [Fact]
    public async Task The_next_due_time_is_that_of_the_targets_asked_about()
    {
        await AddAsync(Sample.Request(Approved, target: "hr-prod"));
        var other = await AddAsync(Sample.Request(Approved, target: "hr-test", submittedAt: Now.AddHours(1)));

        Assert.Equal(other.StateSince, await Store.NextDueAsync(Lane.Access, ["hr-prod"], Ct));
    }

    [Fact]
    public async Task A_lease_on_work_that_is_not_due_yet_brings_it_no_closer()
    {
        var active = await AddAsync(Sample.Request(Active));
        await Store.TryLeaseAsync(active.Id, Lane.Access, Now, Ct);

        Assert.Equal(active.Grant.EndsAt, await Store.NextDueAsync(Lane.Access, [], Ct));
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

        await SealAsync(sound);
        await Store.TryDeleteAsync(sound.Id, sound.Version, Ct);
        Assert.Equal(now.AddHours(1), await Store.NextDueAsync(Lane.Access, [], Ct));
        Assert.Equal(unreadable.StateSince, await Store.NextDueAsync(Lane.Outreach, [], Ct));
    }

    private async Task<IReadOnlyList<Claimed>> ClaimAsync(Lane lane, DateTimeOffset now, int limit = 100) =>
        await Store.ClaimDueAsync(new(lane, now, limit), Ct);
}
