using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.EndToEnd.Tests.Chats;
using Npgsql;

namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>
/// One request's life as its people see it, in a world where things break: who gets no answer tries again, as people do. The steps may be
/// interrupted anywhere; each returns when it has come to its end.
/// </summary>
internal sealed class Life(FaultWorld world, RequestId id, ChatPerson asker, ChatPerson approver) : IAsyncDisposable
{
    /// <summary>For one step: a lease of 30 s that a killed bot leaves behind, and much more for a busy machine; no promise is measured by it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan BeforeTryingAgain = TimeSpan.FromMilliseconds(700);

    private readonly CancellationTokenSource _over = new();
    private readonly List<string> _passwords = [];
    private string? _login;
    private NpgsqlConnection? _session;
    private Task<DateTimeOffset>? _cut;

    public RequestId Id => id;

    /// <summary>How long the holder's open session outlived the end; null if there was none.</summary>
    public TimeSpan? Overstay { get; private set; }

    public bool IsCut => _cut is { IsCompleted: true };

    /// <param name="asker">Dana if not given.</param>
    /// <param name="approver">Omar if not given.</param>
    public static async Task<Life> BeginAsync(
        FaultWorld world, string duration = "1h", ChatPerson? asker = null, ChatPerson? approver = null)
    {
        var dana = asker ?? world.Dana;
        var life = new Life(world, await world.AskAsync(dana, duration), dana, approver ?? world.Omar);
        await life.QuietAsync();
        return life;
    }

    /// <summary>Omar presses <em>Approve</em>; the account is made, and Dana is offered its credentials.</summary>
    public async Task IssueAsync()
    {
        await TryAsync("approve", now => now.State != RequestState.Pending, () => TryApproveAsync());
        await world.UntilAsync(id, now => now.Cards.Any(card => card.Slot == CardSlot.Grant), Patience, "access is offered");
        Assert.Equal(1, await world.AskTargetAsync<long>("select count(*) from pg_roles where rolname like '%' || $1", id.Value));
    }

    /// <summary>Dana presses <em>Show credentials</em>, and logs in with what she reads.</summary>
    public async Task RevealAsync()
    {
        await TryAsync("credentials are shown", _ => _login is not null, ShowCredentialsAsync);
        _session = new(_login);
        await _session.OpenAsync();
        Assert.Equal(2L, await new NpgsqlCommand($"select count(*) from {(await world.FindAsync(id)).Scope.Tables.Single().Name}", _session).ExecuteScalarAsync());
        _cut = WaitForCutAsync(_session, _over.Token);
    }

    /// <summary>Dana asks for another hour, Omar approves, and the target is told.</summary>
    public async Task ExtendAsync()
    {
        var end = (await world.FindAsync(id)).Grant.EndsAt;
        await TryAsync("ask for more time", now => now.Extensions.Length > 0, () => asker.TrySayAsync($"extend {id} 1h because it takes longer"));
        await TryAsync("approve more time", now => now.OpenExtension is null, () => TryApproveAsync());
        await world.UntilAsync(id, now => now.Grant.CarriedEnd is null, Patience, "the target is told of the new end");
        Assert.Equal(end + TimeSpan.FromHours(1), (await world.FindAsync(id)).Grant.EndsAt);
    }

    /// <summary>Whether the password that was shown last lets anybody in now.</summary>
    public async Task<bool> CanLogInAsync()
    {
        try
        {
            await using var login = new NpgsqlConnection(_login);
            await login.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Waits until the open session is cut, and tells when that was, UTC.</summary>
    public Task<DateTimeOffset> CutAsync() => _cut!.WaitAsync(Patience);

    /// <summary>Dana says that she is done: the session she left open is cut and the account is gone.</summary>
    public async Task GiveBackAsync()
    {
        await TryAsync("give back", now => now.State is RequestState.Ending or RequestState.Ended, () => asker.TrySayAsync($"done {id}"));
        await EndAsync();
    }

    /// <summary>Access is over by its time or by somebody's word.</summary>
    public async Task EndAsync()
    {
        var ended = await world.UntilAsync(id, now => now.State == RequestState.Ended, Patience, "the end");
        Assert.Equal(0, await world.RolesAsync(ended.Grant.AccountName));
        if (_cut is not null)
        {
            Overstay = await _cut.WaitAsync(Patience) - ended.Grant.Ending!.Due;
        }
    }

    /// <summary>The second look, one lease after the end.</summary>
    public Task ConfirmAsync() => world.UntilAsync(id, now => now.Grant.ConfirmedAt is not null, Patience, "the end is confirmed");

    /// <summary>Everything about it is done, and every card the request knows of says so.</summary>
    public async Task QuietAsync()
    {
        await world.UntilAsync(id, now => now.CardsShown == now.Revision, Patience, "cards say how it stands");
        var limit = Task.Delay(Patience);
        while (!await world.IsQuietAsync(id))
        {
            if (limit.IsCompleted)
            {
                throw world.Stuck("no lease is left", Patience, await world.FindAsync(id));
            }

            await Task.Delay(FaultWorld.Look);
        }
    }

    /// <summary>What must hold when a life is over, whatever happened in it.</summary>
    public async Task HoldsAsync()
    {
        var request = await world.FindAsync(id);

        // Rule 23: nothing lost, nothing twice.
        foreach (var (step, times) in new[]
        {
            (AuditEvents.ApprovalGiven, 1 + request.Extensions.Length), (AuditEvents.ExtensionAsked, request.Extensions.Length),
            (AuditEvents.Extended, request.Extensions.Length), (AuditEvents.EndMoved, request.Extensions.Length),
        })
        {
            Assert.Equal((step, times), (step, request.Audit.Count(entry => entry.Event == step)));
        }

        foreach (var once in new[] { AuditEvents.Submitted, AuditEvents.Issued, AuditEvents.EndBegun, AuditEvents.Ended, AuditEvents.Confirmed })
        {
            Assert.True(request.Audit.Count(entry => entry.Event == once) == 1, $"{once} is on record {request.Audit.Count(entry => entry.Event == once)} times: {string.Join(", ", request.Audit.Select(entry => entry.Event))}");
        }

        // Whoever saw a password is on record, also when the answer never reached them.
        Assert.InRange(request.Audit.Count(entry => entry.Event == AuditEvents.SecretShown), _passwords.Count, int.MaxValue);
        Assert.Equal(0, await world.AskTargetAsync<long>("select count(*) from pg_roles where rolname like '%' || $1", id.Value));
        Assert.Empty(request.Retries);

        // What is told once, as a step in a thread, is true for good.
        Assert.All(request.Cards, card => Assert.True(card.Revision == request.Revision || card.Revision == PostedCard.Final, $"{card} is behind {request.Revision}"));
        Assert.Equal(0, await world.AskStoreAsync<long>("select count(*) from jitbot.request where access_until > now() or outreach_until > now()"));

        // Rule 10
        var store = await world.AskStoreAsync<string>("select string_agg(document::text, '') || coalesce((select string_agg(document::text, '') from jitbot.keyed), '') from jitbot.request");
        foreach (var password in _passwords)
        {
            Assert.DoesNotContain(password, world.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(password, store, StringComparison.Ordinal);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        if (_session is not null && _cut is not null)
        {
            await ((Task)_cut).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _session.DisposeAsync();
        }

        _over.Dispose();
    }

    private async Task TryAsync(string what, Func<AccessRequest, bool> done, Func<Task> press)
    {
        var limit = Task.Delay(Patience);
        while (!done(await world.FindAsync(id)))
        {
            if (limit.IsCompleted)
            {
                throw world.Stuck(what, Patience, await world.FindAsync(id));
            }

            await press();
            if (!done(await world.FindAsync(id)))
            {
                await Task.Delay(BeforeTryingAgain);
            }
        }
    }

    private Task TryApproveAsync() => ChatPerson.Newest(approver.Channel, id, "Approve") is { } card ? approver.TryPressAsync(card, "Approve") : Task.CompletedTask;

    private async Task ShowCredentialsAsync()
    {
        if (ChatPerson.Newest(asker.Private, id, "Show credentials") is { } card && await asker.TryShowCredentialsAsync(card) is { } login)
        {
            _login = login;
            _passwords.Add(new NpgsqlConnectionStringBuilder(login).Password!);
        }
    }

    // A session that asks for nothing: it hears of its end as soon as the server cuts it.
    private static async Task<DateTimeOffset> WaitForCutAsync(NpgsqlConnection session, CancellationToken over)
    {
        try
        {
            await new NpgsqlCommand("select pg_sleep(3600)", session) { CommandTimeout = 0 }.ExecuteNonQueryAsync(over);
            throw new InvalidOperationException("A session outlived an hour.");
        }
        catch (NpgsqlException)
        {
            return TimeProvider.System.GetUtcNow();
        }
    }
}
