using JitBot.Core.Targets;

namespace JitBot.Connectors.PostgreSql.Accounts;

/// <summary>
/// VALID UNTIL ends password logins even while no JitBot runs. It comes a little after the end, so that JitBot itself is the first to act.
/// </summary>
internal static class FailSafe
{
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    /// <summary>Handed over as a distance, never as an instant: the database's clock and ours may be minutes apart.</summary>
    public static TimeSpan Left(Account account, TimeProvider time) => account.EndsAt - time.GetUtcNow() + Delay;
}
