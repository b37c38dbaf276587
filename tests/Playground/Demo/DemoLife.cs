using System.Diagnostics;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Playground.Twin;
using Npgsql;

namespace JitBot.Playground.Demo;

/// <summary>
/// One life: Dana asks for twenty seconds on two tables of production, Omar approves, the database lets her read those and nothing else, and at
/// the end throws her out. Each step says what was seen, or throws.
/// </summary>
internal sealed class DemoLife(PlaygroundWorld world) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // A session of hers that is open when the end comes.
    private NpgsqlConnection? _session;
    private RequestId _request;
    private string _login = "";
    private string _user = "";
    private DateTimeOffset _endsAt;

    public IEnumerable<(string Name, Func<Task<string>> Play)> Steps =>
    [
        ("Dana asks", AskAsync),
        ("Dana cannot approve it herself", ApproveOwnAsync),
        ("Omar approves", ApproveAsync),
        ("Dana's access is ready", ReadyAsync),
        ("Dana is shown her credentials", ShowAsync),
        ("They read what was asked for", ReadAsync),
        ("Masked columns read masked", MaskedAsync),
        ("A write is refused", () => RefusedAsync("update employee set last_name = 'Changed' where id = 1")),
        ("A table outside the scope is refused", () => RefusedAsync("select * from salary limit 1")),
        ("Dana is reminded of the end", RemindAsync),
        ("Her open session is cut at the end", CutAsync),
        ("A new login is refused", LogInAgainAsync),
        ("The account is gone", GoneAsync),
        ("The record", RecordAsync),
    ];

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
        {
            await _session.DisposeAsync();
        }
    }

    private async Task<string> AskAsync()
    {
        const string Words = "request hr-prod read employee,title for 20s because INC-42 wrong job titles";
        await world.People.Dana.SayAsync(Words);
        await DecisionCardAsync();
        return $"“{Words}”";
    }

    private async Task<string> ApproveOwnAsync()
    {
        var pressed = await world.People.Dana.PressAsync(await DecisionCardAsync(), "Approve");
        var stored = await FindAsync();
        return stored.State == RequestState.Pending ? Said(pressed) : throw new InvalidOperationException($"The request is {stored.State}.");
    }

    private async Task<string> ApproveAsync() => Said(await world.People.Omar.PressAsync(await DecisionCardAsync(), "Approve"));

    private async Task<string> ReadyAsync()
    {
        await PrivateCardAsync("Show credentials");
        var stored = await UntilAsync(request => request.Cards.Any(card => card.Slot == CardSlot.Grant));
        _endsAt = stored.Grant.EndsAt ?? throw new InvalidOperationException("It has no end.");
        return $"until {_endsAt:HH:mm:ss} UTC, as {stored.Grant.AccountName}";
    }

    private async Task<string> ShowAsync()
    {
        var pressed = await world.People.Dana.PressAsync(await PrivateCardAsync("Show credentials"), "Show credentials");
        var line = pressed.Card is { } card ? CardLines.Lines(card).FirstOrDefault(text => text.StartsWith("postgresql://", StringComparison.Ordinal)) : null;
        var uri = new Uri(line ?? throw new InvalidOperationException(pressed.Text ?? "There is no address on the card."));
        var login = uri.UserInfo.Split(':');
        _user = login[0];
        _login = $"Host={uri.Host};Port={uri.Port};Database={uri.AbsolutePath[1..]};Username={_user};Password={login[1]};Pooling=false;Timeout=5";
        return "shown to her alone, made this moment, stored nowhere";
    }

    private async Task<string> ReadAsync()
    {
        _session = new NpgsqlConnection(_login);
        await _session.OpenAsync();
        await using var count = new NpgsqlCommand("select count(*) from employee join title on title.employee_id = employee.id", _session);
        return $"{await count.ExecuteScalarAsync()} rows of employee and title";
    }

    private async Task<string> MaskedAsync()
    {
        await using var one = new NpgsqlCommand("select email || ', born ' || born from employee order by id limit 1", _session);
        var shown = $"{await one.ExecuteScalarAsync()}";
        return shown.Contains('@', StringComparison.Ordinal) ? throw new InvalidOperationException($"It is not masked: {shown}.") : shown;
    }

    private async Task<string> RefusedAsync(string sql)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, _session);
            await command.ExecuteNonQueryAsync();
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return $"PostgreSQL: {refused.MessageText}";
        }

        throw new InvalidOperationException("It was not refused.");
    }

    private async Task<string> RemindAsync()
    {
        var card = await world.Twin.WaitForAsync(
            () => world.People.Dana.Chat.FromBot.FirstOrDefault(message => message.Summary?.Contains("ends", StringComparison.OrdinalIgnoreCase) == true), Patience * 3);
        return $"“{card.Summary}”, {(_endsAt - TimeProvider.System.GetUtcNow()).TotalSeconds:0} s before it";
    }

    private async Task<string> CutAsync()
    {
        try
        {
            // Asleep in the middle of a query, as a forgotten session would be.
            await using var sleep = new NpgsqlCommand("select pg_sleep(60)", _session) { CommandTimeout = 70 };
            await sleep.ExecuteNonQueryAsync();
        }
        catch (Exception cut) when (cut is NpgsqlException)
        {
            var late = TimeProvider.System.GetUtcNow() - _endsAt;
            return late < Patience && late > -TimeSpan.FromSeconds(1)
                ? $"{late.TotalMilliseconds:0} ms after it ended"
                : throw new InvalidOperationException($"It was cut {late.TotalSeconds:0.0} s after the end: {cut.Message}", cut);
        }

        throw new InvalidOperationException("It was not cut.");
    }

    private async Task<string> LogInAgainAsync()
    {
        await using var again = new NpgsqlConnection(_login);
        try
        {
            await again.OpenAsync();
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return $"PostgreSQL: {refused.MessageText}";
        }

        throw new InvalidOperationException("It was not refused.");
    }

    private async Task<string> GoneAsync()
    {
        await UntilAsync(request => request.State == RequestState.Ended);
        var left = await world.AskDatabaseAsync<long>("select (select count(*) from pg_roles where rolname = $1) + (select count(*) from pg_stat_activity where usename = $1)", _user);
        return left == 0 ? $"no role {_user}, no session" : throw new InvalidOperationException($"{left} roles or sessions of {_user} are left.");
    }

    private async Task<string> RecordAsync() => string.Concat((await FindAsync()).Audit.Select(entry =>
        $"\n      {entry.At:HH:mm:ss.fff}  {entry.Event,-20} {entry.Actor,-8} {entry.Reason}"));

    private async Task<TwinMessage> DecisionCardAsync() =>
        await world.Twin.WaitForAsync(() => world.People.DbaChannel.FromBot.LastOrDefault(message => Holds(message, "Approve")), Patience);

    private async Task<TwinMessage> PrivateCardAsync(string button) =>
        await world.Twin.WaitForAsync(() => world.People.Dana.Chat.FromBot.LastOrDefault(message => Holds(message, button)), Patience);

    private async Task<AccessRequest> FindAsync()
    {
        var store = world.Bot.GetRequiredService<IAccessStore>();
        if (_request == default)
        {
            _request = (await store.ListAsync(new() { Requester = new("dana"), States = [RequestState.Pending], Limit = 1 }, default))[0].Id;
        }

        return await store.FindAsync(_request, default) ?? throw new InvalidOperationException("The request is not stored.");
    }

    private async Task<AccessRequest> UntilAsync(Func<AccessRequest, bool> wanted)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await FindAsync() is var request && wanted(request))
            {
                return request;
            }

            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException($"After {Patience.TotalSeconds:0} s the request is still {request.State}.");
            }

            await Task.Delay(20);
        }
    }

    private static bool Holds(TwinMessage message, string button) => message.Card is { } card && CardLines.Buttons(card).Contains(button, StringComparer.Ordinal);

    private static string Said(TwinPressed pressed) =>
        pressed.Text ?? (pressed.Card is { } card ? CardLines.Lines(card).First() : $"answered {pressed.Status}");
}
