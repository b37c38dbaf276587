using System.Collections.Immutable;

namespace JitBot.Connectors.Tests.PostgreSql.Attacks;

/// <summary>Attacks on the same thing, a table in <c>docs/security.md</c>.</summary>
/// <param name="Note">What holds for all of them.</param>
internal sealed record AttackGroup(string Title, ImmutableArray<Attack> Attacks, string? Note = null);

/// <summary>Everything that is tried, in the order of <c>docs/security.md</c>.</summary>
internal static class AttackList
{
    public static readonly ImmutableArray<AttackGroup> Groups =
    [
        new("Becoming somebody else", Becoming.All),
        new("Changing one's own account", OwnAccount.All),
        new("Passwords", Passwords.All),
        new("The shared role that holds the rights", SharedRole.All),
        new("Passing rights on", PassingOn.All),
        new("JitBot's own login, sessions and marks", BotsWork.All),
        new(
            "Outliving the end", Outliving.All,
            "Each is arranged while the grant is on; then it ends, and it is looked at what is left."),
        new("Rows that were not granted", Rows.All),
        new(
            "Masked columns", MaskedColumns.All,
            "The table `public.client` is granted; all its columns but `id` and `name` are masked."),
        new(
            "Writing at level read", Writing.AtRead,
            "A granted table is written to by:"),
        new("Writing beyond what was granted", Writing.Beyond),
        new("What its owner alone may change", OthersObjects.All),
        new(
            "Making objects, and laying them in others' way", Making.All,
            "In some, the operator has accepted that PUBLIC may make temporary tables; JitBot refuses grants while that is not accepted."),
        new(
            "Extensions and foreign servers", Extensions.All,
            "The extensions `dblink`, `postgres_fdw` and `pg_stat_statements` are installed, with a foreign server and a stored login on it."),
        new(
            "Large objects", LargeObjects.All,
            "They have no schema: PUBLIC may make them in every database it may connect to."),
        new("What the server tells of others", Catalogue.All),
        new("The server's files, settings and log", ServerFiles.All),
        new(
            "Replication and notifications", Replication.All,
            "The server runs with `wal_level = logical`, so what is refused is refused for want of the right."),
        new(
            "Locks and prepared transactions", Locks.All,
            "Whoever may use something may hold it. The end cuts the session, and with it every lock."),
        new("Using up what all share", Exhausting.All),
        new(
            "Becoming the owner, at level ddl", AsOwner.All,
            "The account becomes `hr_owner`, which owns the tables of `public` and the schema `pay`. All of that is shown to approvers: it reads, alters and drops what the owner has, unmasked. "
            + "After its end somebody runs the statements that owners are told, and then nothing is different but what a row says."),
        new(
            "A role of the operator's", ByPremadeRole.All,
            "The account is in a role that reads and updates three tables, which JitBot may hand out (`MemberOf`)."),
        new(
            "Logins that people have anyway", ByOwnLogin.All,
            "For the time of the grant such a login has the rights of that role through the account, which nobody can log in as. It has a schema of its own. On 15 the level cuts sessions at the end, "
            + "without which JitBot gives nothing there; from 16 on it does not."),
    ];

    public static ImmutableArray<Attack> All { get; } = [.. Groups.SelectMany(group => group.Attacks)];
}
