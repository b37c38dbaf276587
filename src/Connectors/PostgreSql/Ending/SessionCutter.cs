using System.Diagnostics;
using Npgsql;

namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>Ends sessions and looks until there is none. A server takes the order at once but a busy session takes a moment to end.</summary>
internal static class SessionCutter
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    public static async Task CutAsync(NpgsqlConnection home, IReadOnlyList<EndingAccount> ending, CancellationToken ct)
    {
        var waiting = ending.Where(one => one.IsClosed).ToList();
        waiting.ForEach(one => one.IsCut = false);
        var left = await CutAsync(home, [.. waiting.SelectMany(one => one.Oids).Distinct()], ct);
        foreach (var one in waiting)
        {
            if (one.Oids.Overlaps(left))
            {
                one.Fail($"sessions of {one.Account.Name} do not end");
            }
            else
            {
                one.IsCut = true;
            }
        }
    }

    /// <summary>
    /// Cuts the sessions that people's own logins have at this moment, where that is asked for and an account was just closed for it. When that account
    /// is looked for again it is gone, so nobody cuts what was begun since.
    /// </summary>
    public static async Task CutOwnAsync(NpgsqlConnection home, IReadOnlyList<EndingAccount> ending, CancellationToken ct)
    {
        foreach (var one in ending.Where(one => one is { IsClosed: true, Role: not null, Account.Own.CutSessions: true }))
        {
            var login = one.Account.Own!.Name;
            try
            {
                if (!await IsCutAsync(home, login, ct))
                {
                    one.LeaveOpen($"sessions of {login} do not end");
                }
            }
            catch (PostgresException refused) when (!ServerFailure.IsDown(refused))
            {
                one.LeaveOpen($"sessions of {login} could not be cut ({refused.SqlState})");
            }
        }
    }

    private static async Task<bool> IsCutAsync(NpgsqlConnection home, string login, CancellationToken ct)
    {
        var before = (await home.AskAsync("SELECT clock_timestamp()", [], row => row.GetDateTime(0), ct))[0];
        var watch = Stopwatch.StartNew();
        while ((await home.AskAsync(EndStatements.CutOwn, [login, before], row => row.GetInt32(0), ct)).Count > 0)
        {
            if (watch.Elapsed > Longest)
            {
                return false;
            }

            await Task.Delay(LongestPause, ct);
        }

        return true;
    }

    /// <returns>The roles that still have sessions when the time is up, or whose sessions JitBot may not end.</returns>
    public static async Task<HashSet<uint>> CutAsync(NpgsqlConnection home, IReadOnlyList<uint> roles, CancellationToken ct)
    {
        HashSet<uint> refused = [];
        var connected = roles;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        for (var pause = TimeSpan.FromMilliseconds(4); ; pause = pause < LongestPause ? pause * 2 : pause)
        {
            HashSet<uint> found = [];
            await Halving.ForAllAsync(
                connected,
                async part => found.UnionWith(await home.AskAsync(EndStatements.Cut, [part.ToArray()], row => row.GetFieldValue<uint>(0), ct)),
                (role, _) => refused.Add(role));
            connected = [.. found];
            if (connected.Count == 0 || limit.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(pause, ct);
        }

        return [.. refused, .. connected];
    }
}
