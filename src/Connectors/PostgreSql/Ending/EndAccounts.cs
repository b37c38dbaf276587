using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using JitBot.Core.Storage;
using JitBot.Core.Targets;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>
/// Closes, cuts, removes and looks again, each for the whole batch before the next, each committed by itself: after a crash at any point
/// the accounts are as closed as they were, and doing it all again ends in the same state.
/// </summary>
internal sealed class EndAccounts(ServerConnections connections, RemoveRole removal, MakeRoom room, Installation installation)
{
    // A role to be dropped is a lock, and a server has room for some thousands of them in all.
    private const int DroppedAtOnce = 250;
    private static readonly TimeSpan LatestObstacle = TimeSpan.FromSeconds(6);

    public async Task<ImmutableArray<EndResult>> EndAsync(Target target, ImmutableArray<Account> accounts, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        EndingAccount[] ending = [.. accounts.Select(account => new EndingAccount(account))];
        try
        {
            var order = ReserveOrder.Ending(ending, await installation.IdAsync(ct));
            await room.ForAsync(target, order, () => EndAsync(target, ending, watch, ct), ct);
        }
        catch (Exception problem) when (ServerFailure.IsDown(problem) && ServerFailure.Unreachable(problem) is { } why)
        {
            var unreachable = new EndResult.Unreachable($"{target.Id}: {why}.");
            return [.. ending.Select(one => one.Result() is EndResult.Gone gone ? gone : (EndResult)unreachable)];
        }
        catch (PostgresException problem)
        {
            foreach (var one in ending)
            {
                one.Fail($"{target.Id}: {ServerFailure.Unreachable(problem) ?? ServerFailure.Refused(problem)}");
            }
        }

        return [.. ending.Select(one => one.Result())];
    }

    private async Task EndAsync(Target target, EndingAccount[] ending, Stopwatch watch, CancellationToken ct)
    {
        await using var home = await connections.OpenHomeAsync(target, ct);
        await CloseAsync(target, home, ending, ct);
        await SessionCutter.CutAsync(home, ending, ct);
        await SessionCutter.CutOwnAsync(home, ending, ct);
        await DropAsync(home, [.. ending.Where(one => one is { GoesOn: true, IsCut: true, Role: not null })], ct);
        await LookAgainAsync(home, ending, ct);

        // Before 16 a session can begin as one of the roles; one that was just beginning was not yet to be seen before.
        await SessionCutter.CutOwnAsync(home, ending, ct);
        if (ending.Where(one => one is { GoesOn: true, IsCut: true, IsRemoved: false }).ToArray() is { Length: > 0 } left)
        {
            await ClearAsync(target, home, left, watch, ct);
            await LookAgainAsync(home, ending, ct);
        }
    }

    private async Task CloseAsync(Target target, NpgsqlConnection home, IReadOnlyList<EndingAccount> ending, CancellationToken ct)
    {
        var id = await installation.IdAsync(ct);
        string Ours(EndingAccount one) => Marker.AccountPrefix(id, one.Account.Request);
        await Halving.ForAllAsync(
            ending,
            part => CloseHeldAsync(target, home, part, Ours, ct),
            (one, problem) => one.Fail($"{one.Account.Name} could not be closed ({problem.SqlState})"));

        // Nothing of that name, or another role than the one that was made: gone, renamed, or the server was restored.
        var missing = ending.Where(one => one is { IsClosed: true, RememberedOid: { } remembered } && one.Role?.Oid != remembered).ToArray();
        if (missing.Length > 0)
        {
            var renamed = await home.AskAsync(
                EndStatements.FindById,
                [missing.Select(one => one.RememberedOid!.Value).ToArray(), missing.Select(Ours).ToArray()],
                row => (At: row.GetInt64(0), Name: row.GetString(1), Ours: row.GetBoolean(2)),
                ct);
            foreach (var (at, name, ours) in renamed)
            {
                missing[at - 1].FoundById(name, ours);
            }

            await Halving.ForAllAsync(
                [.. missing.Where(one => one.Role?.Oid == one.RememberedOid)],
                part => CloseAsync(home, part, one => one.Role!.Name, Ours, ct),
                (one, problem) => one.Reopen($"{one.Role!.Name} could not be closed ({problem.SqlState})"));
        }
    }

    /// <summary>
    /// Whoever is in the middle of changing their own password holds their role, and closing would wait for them in vain: then, and only then, the
    /// sessions are ended before the close as well as after it, and what they have prepared is rolled back.
    /// </summary>
    private async Task CloseHeldAsync(
        Target target, NpgsqlConnection home, IReadOnlyList<EndingAccount> part, Func<EndingAccount, string> ours, CancellationToken ct)
    {
        try
        {
            await CloseAsync(home, part, one => one.Account.Name, ours, ct);
        }
        catch (PostgresException held) when (held.Is(PostgresErrorCodes.LockNotAvailable))
        {
            await home.AskAsync(EndStatements.CutMarked, [part.Select(ours).ToArray()], row => row.GetBoolean(0), ct);
            foreach (var one in part)
            {
                await removal.RollBackPreparedAsync(target, home, one.Account.Name, ours(one), ct);
            }

            await CloseAsync(home, part, one => one.Account.Name, ours, ct);
        }
    }

    private static async Task CloseAsync(
        NpgsqlConnection home,
        IReadOnlyList<EndingAccount> part,
        Func<EndingAccount, string> name,
        Func<EndingAccount, string> ours,
        CancellationToken ct)
    {
        string[] names = [.. part.Select(name)];
        var answer = await home.OrderAsync(EndStatements.Close(names, part.Select(ours)), "", ct);
        var roles = answer
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(
                line => int.Parse(line[0], CultureInfo.InvariantCulture) - 1,
                line => (Oid: Oid(line[1]), Ours: line[2] == "t", Holders: line[3].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Oid).ToArray()));
        for (var at = 0; at < part.Count; at++)
        {
            part[at].Closed(roles.TryGetValue(at, out var role) ? new(role.Oid, names[at], role.Ours) : null);
            part[at].Holders.UnionWith(role.Holders ?? []);
        }

        static uint Oid(string number) => uint.Parse(number, CultureInfo.InvariantCulture);
    }

    private async Task DropAsync(NpgsqlConnection home, IReadOnlyList<EndingAccount> accounts, CancellationToken ct)
    {
        var ours = Marker.AnyAccountPrefix(await installation.IdAsync(ct));
        foreach (var chunk in accounts.Chunk(DroppedAtOnce))
        {
            await Halving.ForAllAsync(
                chunk,
                part => home.ExecuteAsync(EndStatements.Drop(part.Select(one => one.Role!.Oid), ours), ct),
                (one, problem) => one.Fail(Obstruction.Describe(one.Role!.Name, problem)));
        }
    }

    // To have something in the way is seldom, and is seen to one at a time; those the time does not suffice for stay closed and come again.
    private async Task ClearAsync(
        Target target, NpgsqlConnection home, IReadOnlyList<EndingAccount> accounts, Stopwatch watch, CancellationToken ct)
    {
        foreach (var one in accounts)
        {
            if (watch.Elapsed > LatestObstacle)
            {
                one.Fail("others come first; it is closed and will be removed with the next try");
                continue;
            }

            try
            {
                var obstacles = await Obstacle.FindAsync(home, one.Role!.Oid, ct);
                var cleared = await removal.ClearAsync(target, home, one.Role.Name, obstacles, LatestObstacle - watch.Elapsed, ct);
                one.Kept.AddRange(cleared.Kept);
                if (cleared.IsDone)
                {
                    await DropAsync(home, [one], ct);
                }
                else
                {
                    one.Fail($"{one.Role.Name} owned more than can be moved at once: {cleared.Kept.Count} objects went to jit_graveyard, the others will with the next tries");
                }
            }
            catch (PostgresException problem)
            {
                one.Fail(Obstruction.Describe(one.Role!.Name, problem));
            }
        }
    }

    // DROP ROLE succeeds under a live session, which goes on with what PUBLIC may; one that was just logging in was not yet to be seen before.
    private static async Task LookAgainAsync(NpgsqlConnection home, IReadOnlyList<EndingAccount> ending, CancellationToken ct)
    {
        var cut = ending.Where(one => one.IsCut).ToArray();
        uint[] sessions = [.. cut.SelectMany(one => one.Oids).Distinct()];
        uint[] roles = [.. ending.Where(one => one.Role is not null).Select(one => one.Role!.Oid)];
        var seen = (await home.AskAsync(
            EndStatements.LookAgain, [sessions, roles], row => (IsSession: row.GetBoolean(1), Oid: row.GetFieldValue<uint>(0)), ct)).ToHashSet();
        foreach (var one in ending)
        {
            one.IsRemoved = one.IsClosed && (one.Role is null || !seen.Contains((IsSession: false, one.Role.Oid)));
        }

        await SessionCutter.CutAsync(home, [.. cut.Where(one => one.Oids.Any(oid => seen.Contains((IsSession: true, oid))))], ct);
    }
}
