using System.Text.Json.Nodes;
using JitBot.Core.Storage;
using JitBot.Support;

namespace JitBot.Bot.Tests.Storage;

/// <summary>What every store of small documents does.</summary>
public abstract class KeyedStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = ManualTime.Start;

    private IKeyedStore _store = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task A_document_is_found_as_it_was_put()
    {
        const string Json = """{ "text": "“quoted” \\ 😀 \u200F", "list": [1, null, 2.50], "a": {} }""";

        var version = await PutAsync("quota", "dana", Json, expiresAt: Now.AddHours(1));
        var found = await FindAsync("quota", "dana");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Json), JsonNode.Parse(found!.Json)));
        Assert.Equal(new KeyedDocument("quota", "dana", version, found.Json, Now.AddHours(1)), found);
        Assert.NotEqual(0, version);
    }

    [Fact]
    public async Task Kind_and_id_together_name_a_document()
    {
        await PutAsync("quota", "dana", "1");
        await PutAsync("quota", "eli", "2");
        await PutAsync("lock", "dana", "3");

        Assert.Equal("1", (await FindAsync("quota", "dana"))!.Json);
        Assert.Equal("2", (await FindAsync("quota", "eli"))!.Json);
        Assert.Equal("3", (await FindAsync("lock", "dana"))!.Json);
        Assert.Null(await FindAsync("lock", "eli"));
        Assert.Null(await FindAsync("lock", "Dana"));
    }

    [Fact]
    public async Task A_list_holds_the_living_of_one_kind_by_id()
    {
        await PutAsync("ref", "b", "1");
        await PutAsync("ref", "a", "2", expiresAt: Now.AddMinutes(1));
        await PutAsync("ref", "c", "3", expiresAt: Now.AddMilliseconds(1));
        await PutAsync("ref", "B", "4");
        await PutAsync("other", "d", "5");

        var list = await _store.ListAsync("ref", Now.AddMilliseconds(1), Ct);

        Assert.Equal("B a b", string.Join(' ', list.Select(document => document.Id)));
    }

    [Fact]
    public async Task Version_0_asks_that_there_is_none()
    {
        await PutAsync("lock", "one", "1");

        Assert.Null(await _store.TryPutAsync(new("lock", "one", 0, "2", null), Now, Ct));
        Assert.Equal("1", (await FindAsync("lock", "one"))!.Json);
    }

    [Fact]
    public async Task Any_other_version_asks_for_itself()
    {
        var first = await PutAsync("quota", "dana", "1");
        var second = await PutAsync("quota", "dana", "2", first);

        Assert.NotEqual(first, second);
        Assert.Null(await _store.TryPutAsync(new("quota", "dana", first, "3", null), Now, Ct));
        Assert.Null(await _store.TryPutAsync(new("quota", "nobody", second, "3", null), Now, Ct));
        Assert.Equal("2", (await FindAsync("quota", "dana"))!.Json);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_writers_with_one_version_one_wins(bool exists)
    {
        var version = exists ? await PutAsync("quota", "dana", "0") : 0;

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => _store.TryPutAsync(new("quota", "dana", version, "1", null), Now, Ct), Ct)));

        var winner = Assert.Single(written, result => result is not null);
        Assert.Equal(winner, (await FindAsync("quota", "dana"))!.Version);
    }

    [Fact]
    public async Task The_last_of_a_kind_are_listed_with_how_many_there_are()
    {
        foreach (var id in new[] { "b", "a", "d", "c" })
        {
            await PutAsync("run", id, "1");
        }

        await PutAsync("run", "e", "1", expiresAt: Now);
        await PutAsync("other", "f", "1");

        var (last, total) = await _store.ListLastAsync("run", 2, Now, Ct);

        Assert.Equal((4, "d c"), (total, string.Join(' ', last.Select(document => document.Id))));
        Assert.Equal((0, 0), await _store.ListLastAsync("nothing", 2, Now, Ct) is var (none, all) ? (none.Count, all) : default);
    }

    [Fact]
    public async Task Those_after_an_id_come_in_the_order_of_their_ids_and_no_more_than_asked_for()
    {
        foreach (var id in (string[])["d", "a", "c", "b"])
        {
            await PutAsync("block", id, "1");
        }

        await PutAsync("block", "bb", "1", expiresAt: Now);
        await PutAsync("blocks", "bc", "1");

        Assert.Equal("b c", string.Join(' ', (await _store.ListAfterAsync("block", "a", 2, Now, Ct)).Select(document => document.Id)));
        Assert.Empty(await _store.ListAfterAsync("block", "d", 2, Now, Ct));
        Assert.Equal("d", (await _store.FindLastAsync("block", Now, Ct))?.Id);
        Assert.Null(await _store.FindLastAsync("nothing", Now, Ct));
    }

    [Fact]
    public async Task An_expired_document_counts_as_not_there()
    {
        var version = await PutAsync("lock", "one", "1", expiresAt: Now.AddSeconds(30));

        Assert.NotNull(await FindAsync("lock", "one", Now.AddSeconds(30).AddMilliseconds(-1)));
        Assert.Null(await FindAsync("lock", "one", Now.AddSeconds(30)));
        Assert.Null(await _store.TryPutAsync(new("lock", "one", version, "2", null), Now.AddSeconds(30), Ct));
    }

    [Fact]
    public async Task Of_many_who_take_over_an_expired_document_one_has_it()
    {
        await PutAsync("lock", "one", "1", expiresAt: Now);

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => _store.TryPutAsync(new("lock", "one", 0, "2", Now.AddSeconds(30)), Now, Ct), Ct)));

        Assert.Single(written, result => result is not null);
    }

    [Fact]
    public async Task The_last_holder_of_an_expired_document_can_neither_write_nor_delete_the_next_ones()
    {
        var late = await PutAsync("lock", "one", "1", expiresAt: Now);
        await PutAsync("lock", "one", "2", expiresAt: Now.AddSeconds(30));

        Assert.Null(await _store.TryPutAsync(new("lock", "one", late, "3", null), Now, Ct));
        Assert.False(await _store.TryDeleteAsync("lock", "one", late, Ct));
        Assert.Equal("2", (await FindAsync("lock", "one"))!.Json);
    }

    [Fact]
    public async Task A_version_never_comes_back_after_a_deletion()
    {
        var first = await PutAsync("lock", "one", "1");
        Assert.True(await _store.TryDeleteAsync("lock", "one", first, Ct));
        Assert.False(await _store.TryDeleteAsync("lock", "one", first, Ct));

        var second = await PutAsync("lock", "one", "2");

        Assert.NotEqual(first, second);
        Assert.False(await _store.TryDeleteAsync("lock", "one", first, Ct));
    }

    [Fact]
    public async Task A_write_may_take_away_or_give_an_expiry()
    {
        var version = await PutAsync("quota", "dana", "1", expiresAt: Now.AddSeconds(1));
        version = await PutAsync("quota", "dana", "2", version);
        Assert.NotNull(await FindAsync("quota", "dana", Now.AddYears(1)));

        await PutAsync("quota", "dana", "3", version, Now.AddSeconds(1));
        Assert.Null(await FindAsync("quota", "dana", Now.AddYears(1)));
    }

    [Fact]
    public async Task Expired_documents_are_deleted_a_bounded_number_at_a_time_the_longest_expired_first()
    {
        for (var i = 1; i <= 5; i++)
        {
            await PutAsync("token", $"{i}", "1", expiresAt: Now.AddSeconds(i));
        }

        await PutAsync("token", "kept", "1");

        Assert.Equal(2, await _store.DeleteExpiredAsync(Now.AddSeconds(4), 2, Ct));
        Assert.Equal("3 4 5 kept", string.Join(' ', (await _store.ListAsync("token", Now, Ct)).Select(document => document.Id)));
        Assert.Equal(2, await _store.DeleteExpiredAsync(Now.AddSeconds(4), 100, Ct));
        Assert.Equal(0, await _store.DeleteExpiredAsync(Now.AddSeconds(4), 100, Ct));
    }

    [Theory]
    [InlineData("""{"nul":"\u0000"}""")]
    [InlineData("""{"half":"\ud83d"}""")]
    public async Task A_text_that_cannot_be_kept_is_refused_and_nothing_is_written(string json)
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _store.TryPutAsync(new("quota", "dana", 0, json, null), Now, Ct));
        Assert.Null(await FindAsync("quota", "dana"));
    }

    [Fact]
    public async Task An_id_that_cannot_be_kept_is_refused()
    {
        // Not as a theory's data: attributes cannot hold half a surrogate pair either.
        foreach (var id in new[] { "da\0na", "dana\ud83d" })
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => _store.TryPutAsync(new("quota", id, 0, "1", null), Now, Ct));
        }
    }

    [Fact]
    public async Task With_the_store_down_every_call_says_so()
    {
        await GoDownAsync();

        Func<Task>[] calls =
        [
            () => FindAsync("lock", "one"),
            () => _store.ListAsync("lock", Now, Ct),
            () => _store.TryPutAsync(new("lock", "one", 0, "1", null), Now, Ct),
            () => _store.TryPutAsync(new("lock", "one", 1, "1", null), Now, Ct),
            () => _store.TryDeleteAsync("lock", "one", 1, Ct),
            () => _store.DeleteExpiredAsync(Now, 1, Ct),
        ];
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<StoreDownException>(call);
        }
    }

    protected abstract Task<IKeyedStore> OpenAsync();

    protected abstract Task GoDownAsync();

    private Task<KeyedDocument?> FindAsync(string kind, string id, DateTimeOffset? now = null) => _store.FindAsync(kind, id, now ?? Now, Ct);

    private async Task<long> PutAsync(string kind, string id, string json, long version = 0, DateTimeOffset? expiresAt = null)
    {
        var written = await _store.TryPutAsync(new(kind, id, version, json, expiresAt), Now, Ct);
        Assert.NotNull(written);
        return written.Value;
    }
}
