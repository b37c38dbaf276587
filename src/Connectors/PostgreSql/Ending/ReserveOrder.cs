namespace JitBot.Connectors.PostgreSql.Ending;

/// <summary>Whose sessions end when the server has no room.</summary>
internal sealed record ReserveOrder(object[] Parameters)
{
    public static readonly ReserveOrder Nobody = new([Array.Empty<uint>(), Array.Empty<string>(), Array.Empty<string>(), false]);

    /// <param name="id">The installation's.</param>
    public static ReserveOrder Ending(IReadOnlyList<EndingAccount> ending, string id) => new(
    [
        ending.Where(one => one.RememberedOid is not null).Select(one => one.RememberedOid!.Value).ToArray(),
        ending.Select(one => Marker.AccountPrefix(id, one.Account.Request)).ToArray(),
        ending.Select(one => one.Account.Own is { CutSessions: true } own ? own.Name : "").ToArray(),
        false,
    ]);

    /// <param name="ours">How the markers of all accounts begin.</param>
    public static ReserveOrder Overdue(string ours) => new([Array.Empty<uint>(), new[] { ours }, new[] { "" }, true]);
}
