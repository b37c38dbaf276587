using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Work;
using JitBot.Support;
using Microsoft.Extensions.Logging;
using static JitBot.Core.Requests.RequestState;

namespace JitBot.Bot.Tests.Storage;

/// <summary>What every store of requests does: here with documents, in the other part with work.</summary>
public abstract partial class AccessStoreContract : IAsyncLifetime
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
        await SealAsync(current);

        Assert.False(await Store.TryDeleteAsync(old.Id, old.Version, Ct));
        Assert.True(await Store.TryDeleteAsync(old.Id, current.Version, Ct));
        Assert.False(await Store.TryDeleteAsync(old.Id, current.Version, Ct));
        Assert.Null(await Store.FindAsync(old.Id, Ct));
    }

    [Fact]
    public async Task A_request_made_anew_is_no_version_of_the_deleted_one()
    {
        var old = await AddAsync(Sample.Request());
        await SealAsync(old);
        await Store.TryDeleteAsync(old.Id, old.Version, Ct);

        var anew = await AddAsync(old);

        Assert.NotEqual(old.Version, anew.Version);
        Assert.Null(await Store.TryReplaceAsync(old, release: null, Ct));
    }

    // Rule 40
    [Fact]
    public async Task Steps_that_are_not_sealed_are_listed_until_they_are_and_keep_their_request()
    {
        var request = await AddAsync(Sample.Request() with { Audit = [Step("one"), Step("two")] });
        await AddAsync(Sample.Request() with { Audit = [] });

        var unsealed = Assert.Single(await Store.ListUnsealedAsync(10, Ct));
        AssertSame(request, unsealed.Request);
        Assert.Equal(0, unsealed.Sealed);
        Assert.False(await Store.TryDeleteAsync(request.Id, request.Version, Ct));

        await Store.MarkSealedAsync([new(request.Id, 2)], Ct);
        await Store.MarkSealedAsync([new(request.Id, 1)], Ct);
        Assert.Empty(await Store.ListUnsealedAsync(10, Ct));

        var more = await ReplaceAsync(request with { Audit = [.. request.Audit, Step("three")] });
        Assert.Equal(2, Assert.Single(await Store.ListUnsealedAsync(10, Ct)).Sealed);
        await Store.MarkSealedAsync([new(request.Id, 3)], Ct);
        Assert.True(await Store.TryDeleteAsync(request.Id, more.Version, Ct));

        static AuditEntry Step(string name) => AuditEntry.Of(Now, name, "dana");
    }

    // Rule 40
    [Fact]
    public async Task Since_when_the_oldest_step_waits_to_be_sealed_is_known_also_of_what_cannot_be_read()
    {
        Assert.Null(await Store.UnsealedSinceAsync(Ct));
        var old = await AddAsync(Sample.Request() with { Audit = [Step(-90), Step(-40)] });
        var newer = await AddAsync(Sample.Request() with { Audit = [Step(-41.5)] });

        Assert.Equal(Now.AddSeconds(-90), await Store.UnsealedSinceAsync(Ct));
        await Store.MarkSealedAsync([new(old.Id, 1)], Ct);
        Assert.Equal(Now.AddSeconds(-41.5), await Store.UnsealedSinceAsync(Ct));
        await OverwriteAsync(newer.Id, RequestDocument.Write(newer with { SchemaVersion = AccessRequest.CurrentSchema + 1 }));
        Assert.Equal(Now.AddSeconds(-41.5), await Store.UnsealedSinceAsync(Ct));
        await Store.MarkSealedAsync([new(old.Id, 2), new(newer.Id, 1)], Ct);
        Assert.Null(await Store.UnsealedSinceAsync(Ct));

        static AuditEntry Step(double seconds) => AuditEntry.Of(Now.AddSeconds(seconds), "step", "dana");
    }

    [Fact]
    public async Task What_is_not_sealed_and_cannot_be_read_stands_in_no_others_way()
    {
        var requests = new List<AccessRequest>();
        for (var i = 0; i < 5; i++)
        {
            requests.Add(await AddAsync(Sample.Request(Approved) with { Audit = [AuditEntry.Of(Now, "one", "dana")] }));
        }

        requests.Sort((one, other) => string.CompareOrdinal(one.Id.Value, other.Id.Value));
        foreach (var unreadable in requests.Take(3))
        {
            await OverwriteAsync(unreadable.Id, "[]");
        }

        Assert.Equal(requests[3].Id, Assert.Single(await Store.ListUnsealedAsync(1, Ct)).Request.Id);
        Assert.Equal(2, (await Store.ListUnsealedAsync(2, Ct)).Count);
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

        async Task<IEnumerable<RequestId>> ListAsync(RequestFilter filter)
        {
            var found = await Store.ListAsync(filter, Ct);
            Assert.Equal(found.Count, await Store.CountAsync(filter, Ct));
            return found.Select(request => request.Id);
        }
    }

    [Fact]
    public async Task A_list_is_read_on_from_a_place_without_a_gap_or_a_repetition()
    {
        for (var i = 0; i < 7; i++)
        {
            // Three of one moment, so that a page ends among them.
            await AddAsync(Sample.Request(Pending, submittedAt: Now.AddDays(i is 2 or 3 or 4 ? 3 : i)));
        }

        var all = await Store.ListAsync(new(), Ct);
        var read = new List<AccessRequest>();
        while (await Store.ListAsync(new() { Limit = 2, After = read is [.., var last] ? RequestPlace.Of(last) : null }, Ct) is { Count: > 0 } page)
        {
            read.AddRange(page);
        }

        Assert.Equal(7, all.Count);
        Assert.Equal(all.Select(request => request.Id), read.Select(request => request.Id));
        Assert.Equal(2, await Store.CountAsync(new() { After = RequestPlace.Of(all[^3]) }, Ct));
    }

    [Fact]
    public async Task A_list_since_a_moment_holds_whose_access_was_not_over_by_then_however_long_ago_it_was_asked_for()
    {
        var over = await AddAsync(Until(Now.AddMilliseconds(-1), daysAgo: 305));
        var then = await AddAsync(Until(Now, daysAgo: 304));
        var soon = await AddAsync(Until(Now.AddMilliseconds(120), daysAgo: 303));
        var live = await AddAsync(Sample.Request(Active, submittedAt: Now.AddDays(-302)));
        var ending = await AddAsync(Sample.Request(RequestState.Ending, submittedAt: Now.AddDays(-301)));
        await AddAsync(Sample.Request(Denied, submittedAt: Now));

        Assert.Equal([ending.Id, live.Id, soon.Id, then.Id], await SinceAsync(Now));
        Assert.Equal([ending.Id, live.Id, soon.Id], await SinceAsync(Now.AddMilliseconds(1)));
        Assert.Equal([ending.Id, live.Id], await SinceAsync(Now.AddMilliseconds(121)));
        Assert.Equal([ending.Id, live.Id, soon.Id, then.Id, over.Id], await SinceAsync(Now.AddSeconds(-1)));
        await ReplaceAsync(Until(Now, daysAgo: 302) with { Id = live.Id, Version = live.Version });
        Assert.Equal([ending.Id, soon.Id], await SinceAsync(Now.AddMilliseconds(1)));

        static AccessRequest Until(DateTimeOffset end, int daysAgo)
        {
            var ended = Sample.Request(Ended, submittedAt: Now.AddDays(-daysAgo));
            return ended with { Grant = ended.Grant with { EndedAt = end } };
        }

        async Task<IEnumerable<RequestId>> SinceAsync(DateTimeOffset moment)
        {
            var found = await Store.ListAsync(new() { LiveSince = moment }, Ct);
            Assert.Equal(found.Count, await Store.CountAsync(new() { LiveSince = moment }, Ct));
            return found.Select(request => request.Id);
        }
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
            () => Store.NextDueAsync(Lane.Access, [], Ct),
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

    private Task SealAsync(AccessRequest request) => Store.MarkSealedAsync([new(request.Id, request.Audit.Length)], Ct);

    private async Task<AccessRequest> ReplaceAsync(AccessRequest request, Lease? release = null)
    {
        var written = await Store.TryReplaceAsync(request, release, Ct);
        Assert.NotNull(written);
        return written;
    }

    // Records compare immutable arrays by reference; the written document compares what is in them.
    private static void AssertSame(AccessRequest expected, AccessRequest? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(RequestDocument.Write(expected), RequestDocument.Write(actual));
        Assert.Equal(expected.Version, actual.Version);
    }
}
