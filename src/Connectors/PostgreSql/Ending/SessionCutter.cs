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
    /// is looked for again it is gone, so nobody cuts what was begun since. A login is known by whom the account was taken from, and so may have been
    /// renamed; by its name where somebody took the account from it before.
    /// </summary>
    public static async Task CutOwnAsync(NpgsqlConnection home, IReadOnlyList<EndingAccount> ending, CancellationToken ct)
    {
        var waiting = ending.Where(one => one is { IsClosed: true, Role: not null, Account.Own.CutSessions: true }).ToArray();
        await FindHoldersAsync(home, [.. waiting.Where(one => one.Holders.Count == 0)], ct);
        HashSet<uint> refused = [];
        List<(uint Login, long Process)> left = [];
        await Halving.ForAllAsync(
            [.. waiting.SelectMany(one => one.Holders).Distinct()],
            async part => left.AddRange(await AskAsync([.. part], [])),
            (login, _) => refused.Add(login));
        for (var watch = Stopwatch.StartNew(); left.Count > 0 && watch.Elapsed < Longest;)
        {
            await Task.Delay(LongestPause, ct);
            left = await AskAsync([.. left.Select(session => session.Login)], [.. left.Select(session => session.Process)]);
        }

        foreach (var one in waiting)
        {
            var isRefused = one.Holders.Overlaps(refused);
            if (isRefused || one.Holders.Overlaps(left.Select(session => session.Login)))
            {
                one.LeaveOpen($"sessions of {one.Account.Own!.Name} {(isRefused ? "could not be cut" : "do not end")}");
            }
        }

        Task<List<(uint Login, long Process)>> AskAsync(uint[] logins, long[] among) =>
            home.AskAsync(EndStatements.CutOwn, [logins, among], row => (row.GetFieldValue<uint>(0), row.GetInt64(1)), ct);
    }

    private static async Task FindHoldersAsync(NpgsqlConnection home, IReadOnlyList<EndingAccount> unknown, CancellationToken ct)
    {
        if (unknown.Count == 0)
        {
            return;
        }

        string[] names = [.. unknown.Select(one => one.Account.Own!.Name).Distinct(StringComparer.Ordinal)];
        var found = await home.AskAsync(EndStatements.FindByName, [names], row => (Oid: row.GetFieldValue<uint>(0), Name: row.GetString(1)), ct);
        foreach (var one in unknown)
        {
            one.Holders.UnionWith(found.Where(login => login.Name == one.Account.Own!.Name).Select(login => login.Oid));
        }
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
