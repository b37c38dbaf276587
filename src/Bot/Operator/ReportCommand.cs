using System.CommandLine;
using System.Globalization;
using JitBot.Bot.Conversation;
using JitBot.Bot.Reports;
using JitBot.Core;
using Spectre.Console;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot report</c>: who has access right now and who had it, for a review.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var from = new Option<string?>("--from") { Description = "From this day or moment in UTC. Without it, 30 days before the end." };
        var to = new Option<string?>("--to") { Description = "Up to this moment, or the beginning of this day, in UTC. Without it, now." };
        var html = new Option<FileInfo?>("--html") { Description = "Write the whole report as a page into this file, to be read or printed; it is replaced." };
        var command = new Command("report", """
            Who has access right now, and who had it in a period: by person, target, approver and rule, with what is left over and on hold.

            Example: jitbot report --from 2026-10-01 --to 2026-11-01 --html october.html
            """) { from, to, html };
        command.Does(async (parsed, services, ct) =>
        {
            var now = services.GetRequiredService<TimeProvider>().Now();
            var (begin, end) = (Moment(parsed.GetValue(from), now), Moment(parsed.GetValue(to), now));
            if ((parsed.GetValue(from) is not null && begin is null) || (parsed.GetValue(to) is not null && end is null))
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("--from and --to are days or moments in UTC: 2026-11-01, 2026-11-01T18:00Z. Nothing was written.");
                return ExitCodes.LookAtIt;
            }

            var report = await services.GetRequiredService<MakeReport>().HandleAsync(begin, end, ct);
            if (parsed.GetValue(html) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, ReportPage.Of(report), ct);
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"{report.Grants.Length} grants of the period, and {report.Live.Length} that are live now, are in {file.Name}.");
                return ExitCodes.Done;
            }

            Write(Terminal.Open(), report);
            return ExitCodes.Done;
        });
        return command;
    }

    private static DateTimeOffset? Moment(string? text, DateTimeOffset now) => text is null ? null : ResidueDecision.ReadUntil(text, now);

    private static void Write(IAnsiConsole console, AccessReport report)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]Access right now[/] ({report.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC)");
        Table(console, report.Live);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]All grants[/] from {report.From.UtcDateTime:yyyy-MM-dd HH:mm} to {report.To.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        Table(console, report.Grants);
        if (report.Residue.Any(target => target.NeedsSomebody))
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Somebody should look at {string.Join(", ", report.Residue.Where(target => target.NeedsSomebody).Select(target => target.Target))}: jitbot residue.");
        }
    }

    private static void Table(IAnsiConsole console, IEnumerable<ReportedGrant> grants)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("request", "who", "what", "reach", "from", "to", "approved by", "rule");
        foreach (var grant in grants)
        {
            table.AddRow(
                [.. ((string[])
                [
                    grant.Request.Value, grant.Person, grant.What, grant.Reach, $"{grant.Start.UtcDateTime:yyyy-MM-dd HH:mm}", grant.End is { } end ? $"{end.UtcDateTime:yyyy-MM-dd HH:mm}" : "live",
                    grant.Approvers.IsEmpty ? "nobody had to" : string.Join(", ", grant.Approvers), grant.Rule,
                ]).Select(cell => new Text(cell))]);
        }

        if (table.Rows.Count == 0)
        {
            console.WriteLine("  none");
            return;
        }

        console.Write(table);
    }
}
