namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>The words of <c>docs/fault-matrix.md</c> around what is measured.</summary>
internal static class FaultText
{
    public const string Introduction = """
        # Fault matrix

        What was broken, what had to hold, what was measured. This page is written by `./test --full`, which runs all of it; `./test` runs a sample that
        a seed decides (`JITBOT_FAULT_SEED`) and leaves this page alone.

        Everything is real but the chats: bots in processes of their own, PostgreSQL, clocks, kills. Faults come from outside the product, which
        knows of none of this: a proxy before the store and one before the target count statements and, at a chosen one, kill the bot or cut the
        connection; servers are stopped; the chats' stand-ins refuse, delay, repeat and hang up. People who get no answer try again, as people do. All bounds
        are in wall time and generous, for a machine that runs many of these at once.


        """;

    public const string Killed = """
        Lives are asked for, approved and issued, shown, extended, given back while a session is open, and confirmed. In each step the bot is killed once
        (`kill -9`), each time at another place, until it was killed at every one: before the statement reaches the server, or after the server has answered it and before the bot hears of it. With one replica the
        bot is started again; with two the other goes on. A statement is what the server answers in one go; what comes round by itself
        (claims, the look for accounts past their end) counts when it finds something. "Issue" begins with the press of *Approve* and includes the cards.

        In each life must hold: every step on record exactly once, never two accounts, a reveal that was killed works when it is pressed again, the open
        session is cut and the account gone at the end, no lease left, every card true, and the password in no output and not in the store.
        What a killed bot was doing waits for its lease of 30 s; that is most of the way back, which is from the kill to the end of the step.


        """;

    public const string NotShown = """
        ## Not shown

        - Disk full on the target: it takes a small file system of its own, and mounting one takes rights that not every machine gives a test.
        - A connection cut in the middle of a message: statements are cut before they are sent on, or after they are answered.
        - Clocks of two replicas apart from each other. A lease is judged by the clock of whoever looks at it.
        - Teams and Slack themselves: the chats are stand-ins that answer as those two are documented to.
        - Two servers that fail at once, and more than two replicas.
        - Servers and stores restored from older backups, or replaced: journeys of their own show those (`SweepTests`), without a measure.

        """;
}
