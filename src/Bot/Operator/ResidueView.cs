using System.Globalization;
using JitBot.Core.Sweep;
using Spectre.Console;

namespace JitBot.Bot.Operator;

/// <summary>One target's residue for a terminal.</summary>
internal static class ResidueView
{
    public static void Write(IAnsiConsole console, TargetResidue residue)
    {
        var swept = residue.Sweep.SweptAt is { } at ? $"swept {Time(at)}" : "not swept yet";
        console.MarkupLineInterpolated($"[bold]{residue.Target}[/]  {(residue.IsEmpty ? "nothing left over, " : "")}{swept}");
        if (residue.Sweep.Hold is { } hold)
        {
            Write(console, residue.Target, hold);
        }

        if (residue.Abandoned > 0)
        {
            Write(console, $"[red]{residue.Abandoned} requests have access here, but the target is no longer configured, so nothing ends it.[/]");
            Write(console, $"Configure it again until they are over.");
        }

        var table = new Table().Border(TableBorder.None)
            .AddColumn(new TableColumn("  WHAT").NoWrap())
            .AddColumn("ACCOUNT")
            .AddColumn(new TableColumn("SINCE").NoWrap())
            .AddColumn("WHY");
        foreach (var (what, account, since, why) in Rows(residue))
        {
            table.AddRow(new Text($"  {what}"), new Text(account), new Text(since is { } time ? Time(time) : ""), new Text(why));
        }

        if (table.Rows.Count > 0)
        {
            console.Write(table);
        }

        console.WriteLine();
    }

    private static void Write(IAnsiConsole console, string target, Hold hold)
    {
        Write(console, $"[red bold]ON HOLD[/] since {Time(hold.Since)}: {hold.Why}.");
        Write(console, $"Nothing is issued, shown or closed as unknown here until you have looked; ends go on.");
        foreach (var cause in hold.Causes)
        {
            Write(console, $"{Advice(cause)}", indent: 4);
        }

        Write(console, "unknown to the store", hold.Unknown);
        Write(console, "missing on the target", hold.Missing);
        Write(console, $"If all is as it should be:  [bold]jitbot hold release {target} --because \"…\"[/]");
    }

    private static void Write(IAnsiConsole console, string what, Differing differing)
    {
        if (differing.Count > 0)
        {
            Write(console, $"{differing.Count} {what}: {string.Join(", ", differing.Examples)}{(differing.Count > differing.Examples.Length ? ", …" : "")}");
        }
    }

    /// <summary>A paragraph that keeps its indent when it is broken.</summary>
    private static void Write(IAnsiConsole console, FormattableString markup, int indent = 2) =>
        console.Write(new Padder(Markup.FromInterpolated(CultureInfo.InvariantCulture, markup), new Padding(indent, 0, 0, 0)));

    private static string Advice(HoldCause cause) => cause switch
    {
        HoldCause.AnotherServer =>
            "Was the server replaced or moved? If not, the target's connection leads to the wrong one: correct it, and only then release.",
        HoldCause.TargetIsOlder =>
            "Was the target restored from a backup? Logins that had ended are back: the release has them closed, and ends grants whose login is gone.",
        HoldCause.StoreIsOlder =>
            "Was JitBot's store restored? The release closes logins it no longer knows. Is a copy of it at work elsewhere? Stop that one first.",
        HoldCause.TooManyDiffer => "The release closes what is unknown and ends the grants of what is missing.",
        _ => throw new InvalidOperationException($"Unknown cause {cause}."),
    };

    private static IEnumerable<(string What, string Account, DateTimeOffset? Since, string Why)> Rows(TargetResidue residue) =>
    [
        .. residue.Findings.Select(finding => (What(finding), finding.Account, finding.Since, Why(finding))),
        .. residue.Sweep.Strangers.Select(stranger => ("not ours", stranger.Name, (DateTimeOffset?)null, stranger.What)),
    ];

    private static string What(SweepFinding finding) => finding.Kind switch
    {
        FindingKind.Overdue => "overdue",
        FindingKind.Unknown => "unknown, still there",
        FindingKind.Residue => "closed, not removed",
        FindingKind.SharedRole => "shared role",
        FindingKind.Closed => "unknown, closed",
        FindingKind.Kept => "kept",
        _ => throw new InvalidOperationException($"Unknown kind {finding.Kind}."),
    };

    private static string Why(SweepFinding finding) => finding switch
    {
        { Kept: { } kept } => $"until {Time(kept.Until)}, says {kept.By}: {kept.Because} ({finding.Why})",
        { Order: { By: { } by } } => $"{finding.Why}; it is about to be closed, says {by}",
        { ClosedBy: { } by } => $"{finding.Why}; so said {by}",
        _ => finding.Why,
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
