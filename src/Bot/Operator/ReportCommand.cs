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
    private const string Cut = "There are more: the oldest are left out. Ask for a shorter time.";

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

            if (begin >= (end < now ? end : now))
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("--from has to be before --to, and before now. Nothing was written.");
                return ExitCodes.LookAtIt;
            }

            var report = await services.GetRequiredService<MakeReport>().HandleAsync(begin, end, ct);
            if (parsed.GetValue(html) is { } file)
            {
                return await WriteAsync(file, report, parsed.InvocationConfiguration, ct);
            }

            Write(Terminal.Open(parsed.InvocationConfiguration.Output), report);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<int> WriteAsync(FileInfo file, AccessReport report, InvocationConfiguration console, CancellationToken ct)
    {
        try
        {
            await File.WriteAllTextAsync(file.FullName, ReportPage.Of(report), ct);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            await console.Error.WriteLineAsync($"{unwritable.Message} Nothing was written: name a file in a folder that is there and can be written to.");
            return ExitCodes.LookAtIt;
        }

        await console.Output.WriteLineAsync($"{Count(report.Grants.Length)} of the period, and {report.Live.Length} live now, in {file.Name}.{(report.IsCut ? $" {Cut}" : "")}");
        return ExitCodes.Done;
    }

    private static string Count(int grants) => grants == 1 ? "1 grant" : string.Create(CultureInfo.InvariantCulture, $"{grants:N0} grants");

    private static DateTimeOffset? Moment(string? text, DateTimeOffset now) => text is null ? null : ResidueDecision.ReadUntil(text, now);

    private static void Write(IAnsiConsole console, AccessReport report)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]Access right now[/] ({report.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC)");
        Table(console, report.Live);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]All grants[/] from {report.From.UtcDateTime:yyyy-MM-dd HH:mm} to {report.To.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        Table(console, report.Grants);
        if (report.IsCut)
        {
            console.WriteLine(Cut);
        }

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
