using System.Diagnostics;
using JitBot.Bot;
using JitBot.Core;
using JitBot.Core.Grants;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Sweep;
using JitBot.EndToEnd.Tests.Chats;
using JitBot.Support.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JitBot.EndToEnd.Tests;

/// <summary>Target and store that no longer go together, the store that is gone, and what operators see and say about it.</summary>
[Collection(nameof(SweepTests))]
public sealed class SweepTests(JourneyWorlds worlds)
{
    private const int LooksInARound = 200;

    // Rules 1, 21
    [Fact]
    public async Task An_account_that_the_store_has_lost_is_closed_and_its_session_cut_and_a_stranger_stays()
    {
        await using var server = await worlds.ServerOfItsOwnAsync();
        await using var journey = await Journey.StartAsync(server);
        var request = await journey.GrantAsync();
        await using var session = new NpgsqlConnection(await journey.ShowCredentialsAsync(request));
        await session.OpenAsync(TestContext.Current.CancellationToken);
        await AdminAsync(server, "create role jit_backup login");
        await AdminAsync(server, $"delete from jitbot.request where id = '{request.Id}'", "jitbot");

        await journey.PassAsync(ReconcileTargets.Interval);

        await UntilAsync(async () => await journey.RolesAndSessionsAsync(request) == 0);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("select 1", session).ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1L, await AdminAsync(server, "select count(*) from pg_roles where rolname = 'jit_backup' and rolcanlogin"));
        var (code, output) = await JitBotAsync(journey, null, "residue");
        Assert.Equal(1, code);
        Assert.Matches($"unknown, closed +{request.Grant.AccountName} .*there is no request {request.Id}", output);
        Assert.Matches("not ours +jit_backup +carries no marker", output);
    }

    // Rule 21
    [Fact]
    public async Task A_grant_whose_login_was_dropped_by_hand_ends_and_Dana_is_told_and_how_to_ask_again()
    {
        await using var server = await worlds.ServerOfItsOwnAsync();
        await using var journey = await Journey.StartAsync(server);
        var request = await journey.GrantAsync();
        await AdminAsync(server, $"drop role {request.Grant.AccountName}");

        await journey.PassAsync(ReconcileTargets.Interval);

        var ended = await journey.UntilAsync(request, RequestState.Ended);
        Assert.Equal(EndCause.AccountMissing, ended.Grant.Ending!.Cause);
        var told = await journey.Dana.ReadsAsync(request, "request hr-prod read public.employee,public.title");
        Assert.Contains("removed by hand, or the database was replaced", told.Lines, StringComparison.Ordinal);
    }

    // Rule 21
    [Fact]
    public async Task A_target_replaced_by_a_fresh_server_is_held_until_an_operator_releases_it()
    {
        await using var store = await worlds.ServerOfItsOwnAsync();
        var old = await worlds.ServerOfItsOwnAsync();
        var target = await JitServer.PrepareAsync(old, ["hr_prod", "hr_test"], _ => { }, default);
        await using var journey = await Journey.StartAsync(store, target);
        var request = await journey.GrantAsync();

        // Of a server that was never swept nobody knows which one it is.
        await UntilAsync(async () => await journey.World.Bot.GetRequiredService<SweepRecords>().ListAsync(default) is { Count: 2 } swept && swept.Values.All(record => record.Identity is not null));
        await old.DisposeAsync();
        await using var fresh = await FreshAsync(target);

        await journey.PassAsync(ReconcileTargets.Interval);
        await UntilAsync(async () => (await JitBotAsync(journey, target, "residue")).Output.Contains("ON HOLD", StringComparison.Ordinal));
        Assert.Contains("on hold since", await HealthAsync(journey), StringComparison.Ordinal);
        var waiting = await journey.AskAsync("request hr-prod read title for 1h because INC-50");
        await journey.ApproveAsync(waiting, journey.Omar);
        await journey.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(RequestState.Active, (await journey.UntilAsync(request, RequestState.Active)).State);
        Assert.Equal(RequestState.Approved, (await journey.UntilAsync(waiting, RequestState.Approved)).State);
        Assert.Equal(0L, await AdminAsync(fresh, "select count(*) from pg_roles where rolname like 'jit\\_%' and rolname <> 'jit_graveyard'"));
        Assert.Equal((0, ""), await CodeAndErrorAsync(journey, target, "hold", "release", "hr-prod", "--because", "moved to the new cluster"));
        await journey.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(EndCause.AccountMissing, (await journey.UntilAsync(request, RequestState.Ended)).Grant.Ending!.Cause);
        await journey.UntilAsync(waiting, RequestState.Active);
        Assert.Contains(journey.Log.Lines, line => line.Contains("was released by", StringComparison.Ordinal) && line.Contains("moved to the new cluster", StringComparison.Ordinal));
    }

    // Rule 21
    [Fact]
    public async Task A_target_restored_from_an_older_backup_is_held_and_what_had_ended_is_closed_again_after_the_release()
    {
        await using var store = await worlds.ServerOfItsOwnAsync();
        await using var server = await worlds.ServerOfItsOwnAsync();
        var target = await JitServer.PrepareAsync(server, ["hr_prod", "hr_test"], _ => { }, default);
        await using var journey = await Journey.StartAsync(store, target);
        var request = await journey.GrantAsync();
        var login = await journey.ShowCredentialsAsync(request);
        await BackUpAsync(server);
        await journey.Dana.SayAsync($"done {request.Id}");
        await journey.UntilAsync(request, RequestState.Ended);
        await RoundsAsync(journey, 3);

        // Its second look has been, too: it would find the account of the backup, and end it, hold or not.
        await UntilAsync(async () => (await journey.World.Bot.GetRequiredService<IAccessStore>().FindAsync(request.Id, default))!.Grant.ConfirmedAt is not null);

        await RestoreAsync(server);
        await RoundsAsync(journey, 1);

        await UntilAsync(async () => (await JitBotAsync(journey, target, "residue")).Output.Contains("the target is older than the store", StringComparison.Ordinal));
        Assert.Null(await Journey.TryAsync(login, "select count(*) from title"));
        foreach (var id in new[] { "hr-prod", "hr-test" })
        {
            Assert.Equal((0, ""), await CodeAndErrorAsync(journey, target, "hold", "release", id, "--because", "restored after the disk failed"));
        }

        await RoundsAsync(journey, 1);
        await UntilAsync(async () => (long)(await AdminAsync(server, $"select count(*) from pg_roles where rolname = '{request.Grant.AccountName}'"))! == 0);
        Assert.Equal(PostgresErrorCodes.InvalidPassword, await Journey.TryAsync(login, "select 1"));
    }

    // Rule 21
    [Fact]
    public async Task A_store_restored_from_an_older_backup_is_held_and_closes_nothing_that_it_has_forgotten_until_it_is_released()
    {
        await using var store = await worlds.ServerOfItsOwnAsync();
        await using var server = await worlds.ServerOfItsOwnAsync();
        var target = await JitServer.PrepareAsync(server, ["hr_prod", "hr_test"], _ => { }, default);
        await using var journey = await Journey.StartAsync(store, target);
        await RoundsAsync(journey, 1);
        await BackUpAsync(store);
        await ReadyAsync(journey);
        var request = await journey.GrantAsync();
        var login = await journey.ShowCredentialsAsync(request);
        await RoundsAsync(journey, 1);

        await RestoreAsync(store);
        await ReadyAsync(journey);
        await RoundsAsync(journey, 1);

        await UntilAsync(async () => (await JitBotAsync(journey, target, "residue")).Output.Contains("the store is older than the target", StringComparison.Ordinal));
        await RoundsAsync(journey, 1);
        Assert.Null(await Journey.TryAsync(login, "select count(*) from title"));
        foreach (var id in new[] { "hr-prod", "hr-test" })
        {
            Assert.Equal((0, ""), await CodeAndErrorAsync(journey, target, "hold", "release", id, "--because", "the newest backup there was"));
        }

        await RoundsAsync(journey, 1);
        await UntilAsync(async () => await Journey.TryAsync(login, "select 1") == PostgresErrorCodes.InvalidPassword);
    }

    // Rule 16
    [Fact]
    public async Task With_the_store_stopped_a_session_past_its_end_is_cut_all_the_same()
    {
        var store = await worlds.ServerOfItsOwnAsync();
        await using var server = await worlds.ServerOfItsOwnAsync();
        var target = await JitServer.PrepareAsync(server, ["hr_prod", "hr_test"], _ => { }, default);
        await using var journey = await Journey.StartAsync(store, target);
        var request = await journey.GrantAsync();
        var login = await journey.ShowCredentialsAsync(request);
        await using var session = new NpgsqlConnection(login);
        await session.OpenAsync(TestContext.Current.CancellationToken);
        await store.DisposeAsync();
        Assert.Null(await Journey.TryAsync(login, "select count(*) from title"));

        // What passes is the target's own time, and that cannot be moved; the end can.
        await AdminAsync(server, $"do $$ begin execute format('alter role {request.Grant.AccountName} valid until %L', now() + interval '6 seconds'); end $$");

        await UntilAsync(async () => await SessionsAsync() == 0);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("select 1", session).ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, await Journey.TryAsync(login, "select 1"));

        async Task<long> SessionsAsync() => (long)(await AdminAsync(server, $"select count(*) from pg_stat_activity where usename = '{request.Grant.AccountName}'"))!;
    }

    [Fact]
    public async Task Without_the_store_a_command_says_so_and_ends_with_69()
    {
        var store = await worlds.ServerOfItsOwnAsync();
        await using var server = await worlds.ServerOfItsOwnAsync();
        var target = await JitServer.PrepareAsync(server, ["hr_prod", "hr_test"], _ => { }, default);
        await using var journey = await Journey.StartAsync(store, target);
        await store.DisposeAsync();

        Assert.Equal((69, "The store's database cannot be reached. Nothing is known, and nothing was changed."), await CodeAndErrorAsync(journey, target, "residue"));
    }

    [Fact]
    public async Task With_nothing_left_over_a_command_ends_with_0_and_json_is_one_object()
    {
        await using var server = await worlds.ServerOfItsOwnAsync();
        await using var journey = await Journey.StartAsync(server);

        var (code, output) = await JitBotAsync(journey, null, "residue", "--json");

        Assert.Equal(0, code);
        using var json = System.Text.Json.JsonDocument.Parse(output);
        Assert.Equal(["hr-prod", "hr-test"], json.RootElement.GetProperty("targets").EnumerateArray().Select(one => one.GetProperty("target").GetString()));
    }

    /// <summary>A new server where the old one was, made ready by an operator, with JitBot's old password.</summary>
    private static async Task<LocalPostgres> FreshAsync(JitServer old)
    {
        var fresh = await LocalPostgres.StartAsync(PostgresBinaries.Find(old.Server.MajorVersion), new() { Durable = false, Port = old.Server.Port });
        foreach (var database in new[] { "hr_prod", "hr_test" })
        {
            await HrDatabase.EnsureAsync(fresh, database, default);
            await SetupScript.RunAsync(fresh.ConnectionString(database), new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["password"] = old.TargetPassword.Reveal(),
                ["close"] = "postgres, template1",
            });
        }

        return fresh;
    }

    /// <summary>
    /// Lets so many sweeps come and go: a target's epoch is raised with each. A round that met trouble, as with connections from before a restart, is
    /// left to the next one.
    /// </summary>
    private static async Task RoundsAsync(Journey journey, int rounds)
    {
        var records = journey.World.Bot.GetRequiredService<SweepRecords>();
        for (var round = 0; round < rounds; round++)
        {
            journey.Time.Advance(ReconcileTargets.Interval);
            var due = journey.Time.Now();
            var looks = 0;
            await UntilAsync(async () =>
            {
                if (++looks % LooksInARound == 0)
                {
                    journey.Time.Advance(ReconcileTargets.Interval);
                }

                return (await records.ListAsync(default)) is { Count: 2 } swept
                    && swept.Values.All(record => record.NotBefore > due && (record.SweptAt >= due || record.Hold is not null));
            });
        }
    }

    /// <summary>A copy of the whole cluster, as a snapshot of its disk would be.</summary>
    private static async Task BackUpAsync(LocalPostgres server)
    {
        await server.StopAsync();
        await CopyAsync(server, "data", "backup");
        await server.RestartAsync();
    }

    private static async Task RestoreAsync(LocalPostgres server)
    {
        await server.StopAsync();
        Directory.Delete(Path.Combine(server.Folder, "data"), recursive: true);
        await CopyAsync(server, "backup", "data");
        await server.RestartAsync();
    }

    private static async Task CopyAsync(LocalPostgres server, string from, string to)
    {
        using var copy = Process.Start("cp", ["-a", Path.Combine(server.Folder, from), Path.Combine(server.Folder, to)]);
        await copy.WaitForExitAsync();
        Assert.Equal(0, copy.ExitCode);
    }

    private static Task ReadyAsync(Journey journey) => UntilAsync(async () =>
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"{journey.World.BotAddress}/health/ready"), TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode;
    });

    /// <summary>Degraded, and yet ready: an answer other than 200 throws.</summary>
    private static async Task<string> HealthAsync(Journey journey)
    {
        using var http = new HttpClient();
        var health = await http.GetStringAsync(new Uri($"{journey.World.BotAddress}/health/ready"), TestContext.Current.CancellationToken);
        Assert.Contains("\"status\":\"Degraded\"", health, StringComparison.Ordinal);
        return health;
    }

    private static async Task<(int Code, string Error)> CodeAndErrorAsync(Journey journey, JitServer? target, params string[] arguments)
    {
        // Told that the store did not answer in time and nothing was changed, an operator asks again: this machine runs much at once.
        var (code, error) = (ExitCodes.StoreDown, "");
        for (var attempt = 0; attempt < 5 && code == ExitCodes.StoreDown; attempt++)
        {
            (code, _, error) = await OperatorCommand.RunAsync(journey, target, arguments);
        }

        return (code, error);
    }

    private static async Task<(int Code, string Output)> JitBotAsync(Journey journey, JitServer? target, params string[] arguments)
    {
        var (code, output, _) = await OperatorCommand.RunAsync(journey, target, arguments);
        return (code, output);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(ChatPerson.Patience);
        while (!await condition())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task<object?> AdminAsync(LocalPostgres server, string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection($"{server.ConnectionString(database)};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
