using System.CommandLine;
using System.Globalization;
using System.Text;
using JitBot.Bot.Configuration;
using JitBot.Bot.Exports;
using JitBot.Core;
using JitBot.Core.Audit;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot audit verify | export | public-key | new-key</c>: the record, for those who have to rely on it.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "The signed record of everything: check it, take it out, and the keys for that.")
    {
        Verify(), Export(), PublicKey(), NewKey(),
    };

    private static Command Verify()
    {
        var file = new Argument<string?>("file") { Description = "An export as JSON lines; - for standard input. Without it, the record in the store.", HelpName = "FILE", Arity = ArgumentArity.ZeroOrOne };
        var key = new Option<FileInfo?>("--key") { Description = "The public key as PEM, from jitbot audit public-key; one after the other if there were several. Needed for a FILE; beside the store's own, for what was signed with earlier ones." };
        var head = new Option<string?>("--head") { Description = "A head that was kept, as SEQ:HASH: the record has to go through it. Without it, whoever has the store and the key can have made all of it anew." };
        var command = new Command("verify", """
            Say whether the record is whole: every entry as it was sealed, none missing, none added. Names the first entry that is not. A FILE is checked with
            the public key alone, on any machine, without configuration, store or network. Ends with 0 if it is whole and with 1 if not.

            Example: jitbot audit verify audit.jsonl --key audit-public.pem
            """) { file, key, head };
        var sources = new ConfigurationSources(command);
        command.SetAction(async (parsed, ct) =>
        {
            var known = parsed.GetValue(head) is { } kept ? KnownHead.Read(kept) : null;
            if (parsed.GetValue(head) is not null && known is null)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("--head is a number, a colon and 64 hexadecimal digits, as the message in the channel has it.");
                return ExitCodes.LookAtIt;
            }

            return parsed.GetValue(file) is { } name
                ? await VerifyFileAsync(name, parsed.GetValue(key), known, parsed.InvocationConfiguration, ct)
                : await StoreCommand.RunAsync(sources, parsed, (_, services, stop) => VerifyStoreAsync(services, parsed.GetValue(key), known, parsed.InvocationConfiguration, stop), ct);
        });
        return command;
    }

    private static Command Export()
    {
        var from = new Option<string?>("--from") { Description = "From this day or moment in UTC: 2026-11-01, 2026-11-01T18:00Z. Without it, from the beginning." };
        var to = new Option<string?>("--to") { Description = "Up to this day, all of it, or this moment. Without it, up to now." };
        var format = new Option<string>("--format") { Description = "jsonl can be checked by jitbot audit verify; csv is for spreadsheets.", DefaultValueFactory = _ => "jsonl" };
        format.AcceptOnlyFromAmong("jsonl", "csv");
        var output = new Option<FileInfo?>("--output", "-o") { Description = "A file that is not there yet; without it, standard output." };
        var command = new Command("export", """
            Take the record out. As JSON lines it comes in whole blocks between two signed heads, so that it can be checked: some entries from before and after the
            time asked for are with them.

            Example: jitbot audit export --from 2026-10-01 --to 2026-10-31 --output october.jsonl
            """) { from, to, format, output };
        command.Does(async (parsed, services, ct) =>
        {
            var (error, now) = (parsed.InvocationConfiguration.Error, services.GetRequiredService<TimeProvider>().Now());
            if (!TryMoment(parsed.GetValue(from), now, out var begin) || !TryMoment(parsed.GetValue(to), now, out var end))
            {
                await error.WriteLineAsync("--from and --to are days or moments in UTC: 2026-11-01, 2026-11-01T18:00Z. Nothing was written.");
                return ExitCodes.LookAtIt;
            }

            end = parsed.GetValue(to) is { } day && IsDay(day) ? EndOf(end!.Value) : end;
            await services.GetRequiredService<AuditLog>().AddAsync(
                ExportAudit.Entry(now, $"{Environment.UserName} (shell)", "shell", begin, end, parsed.GetValue(format)!), ct: ct);
            if (parsed.GetValue(output) is not { } target)
            {
                await using var console = Console.OpenStandardOutput();
                await ExportAsync(services.GetRequiredService<ExportAudit>(), console, parsed.GetValue(format)!, begin, end, ct);
                return ExitCodes.Done;
            }

            if (target.Exists)
            {
                await error.WriteLineAsync($"{target.Name} is there already; nothing was written.");
                return ExitCodes.LookAtIt;
            }

            await using var stream = target.Create();
            var count = await ExportAsync(services.GetRequiredService<ExportAudit>(), stream, parsed.GetValue(format)!, begin, end, ct);
            await error.WriteLineAsync($"{count:N0} entries are in {target.Name}.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command PublicKey()
    {
        var command = new Command("public-key", "Print the key that the record is checked with, as PEM. Give it to auditors by a way of its own, and keep those of earlier keys.");
        command.Does(async (parsed, services, _) =>
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(services.GetRequiredService<AuditKey>().PublicPem);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command NewKey()
    {
        var command = new Command("new-key", """
            Print a new private key for the record, as PEM. It is kept nowhere: put it where JitBot reads its secrets, as JitBot:Audit:SigningKey.

            Example: jitbot audit new-key > secrets/JitBot__Audit__SigningKey
            """);
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(AuditKey.NewPem()));
        return command;
    }

    private static async Task<int> VerifyFileAsync(string file, FileInfo? key, KnownHead? known, InvocationConfiguration console, CancellationToken ct)
    {
        if (key is not { Exists: true })
        {
            await console.Error.WriteLineAsync(key is null
                ? "Say which key: --key audit-public.pem. The installation prints it with jitbot audit public-key."
                : $"{key.Name} is not there; it holds what jitbot audit public-key prints.");
            return ExitCodes.LookAtIt;
        }

        using var keys = AuditPublicKeys.Read(await File.ReadAllTextAsync(key.FullName, ct));
        if (keys is null)
        {
            await console.Error.WriteLineAsync($"{key.Name} holds something that is not a public key on P-256 as PEM. jitbot audit public-key prints the right one.");
            return ExitCodes.LookAtIt;
        }

        if (file != "-" && !File.Exists(file))
        {
            await console.Error.WriteLineAsync($"{file} is not there. jitbot audit export makes one.");
            return ExitCodes.LookAtIt;
        }

        return await SayAsync(await VerdictAsync(StandardInput.LinesAsync(file, ct), new(keys, known)), console);
    }

    private static async Task<int> VerifyStoreAsync(IServiceProvider services, FileInfo? earlier, KnownHead? known, InvocationConfiguration console, CancellationToken ct)
    {
        var own = services.GetRequiredService<AuditKey>().PublicPem;
        using var keys = AuditPublicKeys.Read(earlier is { Exists: true } ? $"{await File.ReadAllTextAsync(earlier.FullName, ct)}\n{own}" : own);
        if (keys is null || earlier is { Exists: false })
        {
            await console.Error.WriteLineAsync($"{earlier!.Name} is not there, or holds something that is not a public key on P-256 as PEM. jitbot audit public-key prints the right one.");
            return ExitCodes.LookAtIt;
        }

        return await SayAsync(await VerdictAsync(services.GetRequiredService<ExportAudit>().LinesAsync(null, null, ct), new(keys, known)), console);
    }

    private static async Task<AuditVerdict> VerdictAsync(IAsyncEnumerable<string> lines, VerifyAudit verify)
    {
        await foreach (var line in lines)
        {
            if (verify.Read(line) is AuditVerdict.Broken broken)
            {
                return broken;
            }
        }

        return verify.End();
    }

    private static async Task<int> SayAsync(AuditVerdict verdict, InvocationConfiguration console)
    {
        switch (verdict)
        {
            case AuditVerdict.Whole whole:
                await console.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
                    Whole: {(whole.Entries == 1 ? "1 entry" : $"{whole.Entries:N0} entries")}, {whole.After + 1} to {whole.Last}, between {whole.Heads} signed heads.
                    Installation {whole.Installation}, as it stood at {whole.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.{(whole.After == 0 ? "" : $"\nIt begins after entry {whole.After}: what came before was left out, or deleted when its time was over.")}
                    """));
                return ExitCodes.Done;
            case AuditVerdict.Broken { Seq: { } seq } broken:
                await console.Error.WriteLineAsync($"NOT whole, from entry {seq} on (line {broken.Line}): {broken.What}.");
                return ExitCodes.LookAtIt;
            case AuditVerdict.Broken broken:
                await console.Error.WriteLineAsync($"NOT whole (line {broken.Line}): {broken.What}.");
                return ExitCodes.LookAtIt;
            default:
                throw new InvalidOperationException($"Unknown verdict {verdict}.");
        }
    }

    /// <returns>How many entries were written.</returns>
    private static async Task<long> ExportAsync(ExportAudit export, Stream output, string format, DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        if (format == "csv")
        {
            return await AuditCsv.WriteAsync(export.EntriesAsync(from, to, ct), output, ct);
        }

        await using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        var entries = 0L;
        await foreach (var line in export.LinesAsync(from, to, ct))
        {
            await writer.WriteLineAsync(line.AsMemory(), ct);
            entries += line.StartsWith("{\"seq\"", StringComparison.Ordinal) ? 1 : 0;
        }

        return entries;
    }

    /// <summary>The last moment of a day that begins then, as long as there is one.</summary>
    internal static DateTimeOffset EndOf(DateTimeOffset day) => day < DateTimeOffset.MaxValue.AddDays(-1) ? day.AddDays(1).AddTicks(-1) : DateTimeOffset.MaxValue;

    private static bool IsDay(string text) => DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static bool TryMoment(string? text, DateTimeOffset now, out DateTimeOffset? moment)
    {
        moment = text is null ? null : ResidueDecision.ReadUntil(text, now);
        return text is null || moment is not null;
    }
}
