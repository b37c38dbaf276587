using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using JitBot.Connectors.PostgreSql.Statements;
using JitBot.Core.Statements;

namespace JitBot.Bot.Operator;

/// <summary><c>jitbot statement check FILE</c>: what JitBot says of statements before anybody is asked to approve them.</summary>
internal static class StatementCommand
{
    // What is read by people and programs, and never goes into a page.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "JSON lines {\"id\": …, \"sql\": …}; - for standard input.", HelpName = "FILE" };
        var check = new Command("check", """
            Say of each statement in a file whether it may be asked for, as JSON lines {"id", "verdict", "why"}; verdict is allowed or refused. Judges by the text
            alone, as PostgreSQL reads it: needs no configuration, no store and no target. Ends with 0 once every line was judged, and with 1 if one could not be read.

            Example: jitbot statement check statements.jsonl
            """) { file };
        check.SetAction((parsed, ct) => RunAsync(parsed.GetValue(file)!, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, ct));
        return new("statement", "Statements that are approved and run from the chat.") { check };
    }

    private static async Task<int> RunAsync(string file, TextWriter output, TextWriter error, CancellationToken ct)
    {
        if (file != "-" && !File.Exists(file))
        {
            await error.WriteLineAsync($"{file} is not there. It holds a line such as {{\"id\": \"1\", \"sql\": \"select 1\"}} for each statement.");
            return ExitCodes.LookAtIt;
        }

        var (number, unreadable) = (0, 0);
        await foreach (var line in StandardInput.LinesAsync(file, ct))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (Read(line) is not { } read)
            {
                unreadable++;
                await error.WriteLineAsync($"{file}, line {number}: expected {{\"id\": \"1\", \"sql\": \"select 1\"}}.");
                continue;
            }

            var why = (Judge(read.Sql) as StatementVerdict.Refused)?.Why;
            await output.WriteLineAsync(JsonSerializer.Serialize(new { id = read.Id, verdict = why is null ? "allowed" : "refused", why }, Json));
        }

        return unreadable == 0 ? ExitCodes.Done : ExitCodes.LookAtIt;
    }

    private static (JsonElement Id, JsonElement Sql)? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement is { ValueKind: JsonValueKind.Object } one && one.TryGetProperty("id", out var id)
                && one.TryGetProperty("sql", out var sql) && sql.ValueKind == JsonValueKind.String
                ? (id.Clone(), sql.Clone())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static StatementVerdict Judge(JsonElement sql)
    {
        try
        {
            return StatementCheck.Judge(sql.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // JSON can escape half of a character, which no text has.
            return new StatementVerdict.Refused("Half of a surrogate pair stands alone in it. Take it out.", 0, 0);
        }
    }
}
