using System.Collections.Immutable;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Commands;

/// <summary>
/// <c>query hr-prod for 2h because INC-42</c> with the statement below it, behind it, or between code fences: the target first, then what is said of the
/// statement in any order, and from the first word that says none of that the statement itself, letter for letter.
/// </summary>
internal static class QueryLine
{
    private const string Fence = "```";

    private static readonly string[] Verbs = ["select", "with", "values", "table", "show", "explain"];

    /// <param name="text">The whole line.</param>
    /// <param name="from">Where in it what is asked begins.</param>
    public static ChatCommand Read(string text, int from, DateTimeOffset now)
    {
        var (said, fenced) = Fenced(text[from..]);
        // Chat clients put no-break spaces between words; within the statement each is somebody's own.
        var line = new LineReader(said.Replace('\u00A0', ' '));
        var parts = new RequestParts();
        while (parts.Problem is null && line.Peek() is { } word && TakePart(line, word, parts, said, now))
        {
        }

        if (parts.Problem is { } problem)
        {
            return new ChatCommand.NotUnderstood(problem);
        }

        var rest = said[line.At..].Trim();
        // Beside a fence everything is about the statement: more of it, outside, would be left out.
        return fenced is not null && rest.Length > 0
            ? new ChatCommand.NotUnderstood(new LineProblem.BesideTheFence(Core.PlainText.Shorten(rest, 40)))
            : new ChatCommand.Request(parts.Draft() with { Statement = fenced ?? Unquoted(rest) });
    }

    /// <summary>The line that asks for the same again.</summary>
    /// <param name="target">Null if it is no longer configured.</param>
    public static string Write(AccessRequest request, string statement, Target? target)
    {
        var words = new List<string> { "query", request.Scope.Target };
        if (target is null || target.Databases[0] != request.Scope.Database || !request.Scope.Also.IsEmpty)
        {
            words.AddRange(["in", string.Join(',', request.Scope.Databases.Select(RequestLine.Quoted))]);
        }

        if (request.Scope.Unmask)
        {
            words.Add("unmask");
        }

        if (request.Statement!.Export)
        {
            words.Add("export");
        }

        return $"{string.Join(' ', words)} {statement}";
    }

    /// <summary>A statement alone, with or without its fences.</summary>
    public static string Statement(string typed) => Fenced(typed).Statement ?? Unquoted(typed);

    /// <returns>Whether the word was read; one that was not begins the statement.</returns>
    private static bool TakePart(LineReader line, LineWord word, RequestParts parts, string said, DateTimeOffset now)
    {
        if (parts.Target is null)
        {
            // Who has a single target need not name it.
            if (Verbs.Any(word.Is) || word.Text[0] is '(' or '`')
            {
                parts.Target = "";
                return true;
            }

            parts.Target = string.Join(',', line.Next()!.Value.Names);
            return true;
        }

        if (word.Is("in") || word.Is("on"))
        {
            line.Next();
            parts.SetDatabases(word.Text, RequestLine.TakeList(line));
        }
        else if (word.Is("for"))
        {
            line.Next();
            parts.SetDuration(DurationReading.After(line));
        }
        else if (word.Is("until"))
        {
            line.Next();
            parts.SetUntil(MomentReading.After(line, now));
        }
        else if (word.Is("unmask") || word.Is("unmasked"))
        {
            line.Next();
            parts.Unmask = true;
        }
        else if (word.Is("export"))
        {
            line.Next();
            parts.Export = true;
        }
        else if (word.Is("because"))
        {
            // To the end of its own line: what stands below is the statement.
            line.Next();
            var end = said.IndexOf('\n', line.At) is >= 0 and var at ? at : said.Length;
            RequestLine.ReadReason(line.From(line.At, end).Trim(), parts, now);
            line.GoTo(end);
        }
        else
        {
            return TakeTime(line, word, parts);
        }

        return true;
    }

    private static bool TakeTime(LineReader line, LineWord word, RequestParts parts)
    {
        if (parts.SaysHowLong || !char.IsAsciiDigit(word.Text[0]))
        {
            return false;
        }

        line.Next();
        if (DurationReading.At(line, word) is not { } reading)
        {
            line.GoTo(word.End - word.Text.Length);
            return false;
        }

        parts.SetDuration(reading);
        return true;
    }

    /// <summary>What stands between code fences, and what was said around it.</summary>
    private static (string Said, string? Statement) Fenced(string text)
    {
        var start = text.IndexOf(Fence, StringComparison.Ordinal);
        if (start < 0)
        {
            return (text, null);
        }

        var end = text.IndexOf(Fence, start + Fence.Length, StringComparison.Ordinal);
        var inside = end < 0 ? text[(start + Fence.Length)..] : text[(start + Fence.Length)..end];
        return ($"{text[..start]}\n{(end < 0 ? "" : text[(end + Fence.Length)..])}", WithoutLanguage(inside));
    }

    /// <summary>Fences may name the language on their first line.</summary>
    private static string WithoutLanguage(string fenced) =>
        fenced.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end && fenced[..end].Trim() is "sql" or "SQL" or "postgresql" ? fenced[(end + 1)..] : fenced;

    /// <summary>Code is also written between single backticks, which no statement begins with.</summary>
    private static string Unquoted(string statement) =>
        statement is ['`', .., '`'] && !statement.AsSpan(1, statement.Length - 2).Contains('`') ? statement[1..^1] : statement;
}
