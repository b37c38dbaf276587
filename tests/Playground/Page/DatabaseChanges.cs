using System.Collections.Immutable;

namespace JitBot.Playground.Page;

/// <summary>What must have happened between two looks. Pure.</summary>
internal static class DatabaseChanges
{
    public static IEnumerable<HappenedView> Between(ImmutableArray<AccountView> before, ImmutableArray<AccountView> after, DateTime at)
    {
        foreach (var account in after)
        {
            var earlier = before.FirstOrDefault(other => other.Name == account.Name);
            if (earlier is null)
            {
                yield return new(at, "account", $"{account.Name} appeared{(account.Open ? "" : ", closed")}");
            }

            if (account.Open != (earlier?.Open ?? account.Open))
            {
                yield return new(at, account.Open ? "account" : "end", $"{account.Name} {(account.Open ? "can log in" : "was closed")}");
            }

            foreach (var session in account.Sessions.Where(session => earlier?.Sessions.Any(other => other.Pid == session.Pid) != true))
            {
                yield return new(at, "session", $"session {session.Pid} began");
            }
        }

        foreach (var account in before)
        {
            var later = after.FirstOrDefault(other => other.Name == account.Name);
            foreach (var session in account.Sessions.Where(session => later?.Sessions.Any(other => other.Pid == session.Pid) != true))
            {
                // A login that is still open can only have been left.
                yield return later is { Open: true }
                    ? new(at, "session", $"session {session.Pid} logged out")
                    : new(at, "cut", $"session {session.Pid} was cut");
            }

            if (later is null)
            {
                yield return new(at, "end", $"{account.Name} is gone");
            }
        }
    }
}
