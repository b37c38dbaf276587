using System.Collections.Immutable;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Step;
using static JitBot.Connectors.Tests.PostgreSql.Attacks.Tricks;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

internal static class Passwords
{
    private static readonly Outcome Wrong = new Refused("28P01");

    public static readonly ImmutableArray<Attack> All =
    [
        new("password.previous", "Logs in with a password after a newer one was shown", Wrong, Revealed, LogsInWithPreviousPassword),
        new("password.own", "Sets a password of its own, to tell others or to need no second look",
            new Harmless("no more than telling them the one that was shown; it ends with the grant, and with the next look at the credentials"),
            "ALTER ROLE {self} PASSWORD 'my own'", LogsInAs("my own")),
        new("password.own-revealed", "Logs in with a password of its own after credentials were shown again", Wrong,
            "ALTER ROLE {self} PASSWORD 'my own'", Revealed, LogsInAs("my own")),
        new("password.empty", "Removes its password, to get in without one: `PASSWORD NULL`", Wrong,
            "ALTER ROLE {self} PASSWORD NULL", LogsIn),
        new("password.weak", "Has its password stored the old way: `SET password_encryption = md5`",
            Wrong, "SET password_encryption = md5", "ALTER ROLE {self} PASSWORD 'my own'", LogsInAs("my own")),
        new("password.next-grant", "Logs in to the next grant of the same person with the password of the last", Wrong, Ended, IssuedAgain, LogsIn),
    ];
}
