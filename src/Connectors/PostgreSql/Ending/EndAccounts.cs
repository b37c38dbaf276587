using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>
/// Closes, cuts, removes and looks again, each for the whole batch before the next, each committed by itself: after a crash at any point
/// the accounts are as closed as they were, and doing it all again ends in the same state.
/// </summary>
internal sealed class EndAccounts(ServerConnections connections, RemoveRole removal, Installation installation)
{
    // A role to be dropped is a lock, and a server has room for some thousands of them in all.
    private const int DroppedAtOnce = 250;
    private static readonly TimeSpan TimeForObstacles = TimeSpan.FromSeconds(6);

    public async Task<ImmutableArray<EndResult>> EndAsync(Target target, ImmutableArray<Account> accounts, CancellationToken ct)
    {
        EndingAccount[] ending = [.. accounts.Select((account, at) => new EndingAccount(account, at))];
        try
        {
            await using var home = await connections.OpenHomeAsync(target, ct);
            await CloseAsync(home, ending, ct);
            await SessionCutter.CutAsync(home, ending, ct);
            await RemoveAsync(target, home, ending, ct);
            await LookAgainAsync(home, ending, ct);
        }
        catch (Exception problem) when (ServerFailure.Unreachable(problem) is { } why)
        {
            foreach (var account in ending)
            {
                account.Fail($"{target.Id}: {why}");
                account.IsRemoved = false;
            }
        }

        return [.. ending.Select(account => account.Result())];
    }

    private async Task CloseAsync(NpgsqlConnection home, IReadOnlyList<EndingAccount> ending, CancellationToken ct)
    {
        var id = await installation.IdAsync(ct);
        await Halving.ForAllAsync(
            ending,
            async part =>
            {
                var accounts = part.Select(one => new
                {
                    at = one.At, name = one.Account.Name, ours = Marker.AccountPrefix(id, one.Account.Request), id = one.RememberedOid,
                });
                var answer = await home.OrderAsync(EndStatements.Close, new { accounts }, ct);
                var found = JsonSerializer.Deserialize<EndingAccount.FoundRole[]>(answer, JsonSerializerOptions.Web)!.ToLookup(role => role.At);
                foreach (var one in part)
                {
                    one.Closed([.. found[one.At]]);
                }
            },
            (one, problem) => one.Fail($"{one.Account.Name} could not be closed ({problem.SqlState})"));
    }

    private async Task RemoveAsync(Target target, NpgsqlConnection home, IReadOnlyList<EndingAccount> ending, CancellationToken ct)
    {
        var roles = ending.Where(one => one is { GoesOn: true, IsCut: true, Role: not null }).ToArray();
        if (roles.Length == 0)
        {
            return;
        }

        var obstacles = (await Obstacle.FindAsync(home, [.. roles.Select(one => one.Role!.Oid)], ct)).ToLookup(obstacle => obstacle.Role);
        foreach (var part in roles.Where(one => !obstacles[one.Role!.Oid].Any()).Chunk(DroppedAtOnce))
        {
            await DropAsync(home, part, ct);
        }

        // What has something in its way is seldom, and one is seen to at a time; those the time does not suffice for stay closed and come again.
        var watch = Stopwatch.StartNew();
        foreach (var one in roles.Where(one => obstacles[one.Role!.Oid].Any()))
        {
            if (watch.Elapsed > TimeForObstacles)
            {
                one.Fail("others come first; it is closed and will be removed with the next try");
                continue;
            }

            try
            {
                one.Kept.AddRange(await removal.ClearAsync(target, home, one.Role!.Name, [.. obstacles[one.Role.Oid]], ct));
                await DropAsync(home, [one], ct);
            }
            catch (PostgresException problem)
            {
                one.Fail(Obstruction.Describe(one.Role!.Name, problem));
            }
        }
    }

    private async Task DropAsync(NpgsqlConnection home, IReadOnlyList<EndingAccount> accounts, CancellationToken ct)
    {
        var ours = Marker.AnyAccountPrefix(await installation.IdAsync(ct));
        await Halving.ForAllAsync(
            accounts,
            part => home.OrderAsync(EndStatements.Drop, new { oids = part.Select(one => one.Role!.Oid), ours }, ct),
            (one, problem) => one.Fail(Obstruction.Describe(one.Role!.Name, problem)));
    }

    // DROP ROLE succeeds under a live session, which goes on with what PUBLIC may; one that was just logging in was not yet to be seen before.
    private static async Task LookAgainAsync(NpgsqlConnection home, IReadOnlyList<EndingAccount> ending, CancellationToken ct)
    {
        await SessionCutter.CutAsync(home, [.. ending.Where(one => one.IsCut)], ct);
        var oids = ending.Where(one => one.Role is not null).Select(one => one.Role!.Oid).ToArray();
        var there = oids.Length == 0 ? [] : (await home.AskAsync(EndStatements.StillThere, [oids], row => row.GetFieldValue<uint>(0), ct)).ToHashSet();
        foreach (var one in ending)
        {
            one.IsRemoved = one.IsClosed && (one.Role is null || !there.Contains(one.Role.Oid));
        }
    }
}
