using System.Collections.Immutable;
using System.Text.RegularExpressions;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation.Commands;

/// <summary>
/// <c>request hr-prod read employee,title for 2h because INC-42</c>: the target first, then level and tables, and the rest in any order.
/// </summary>
internal static class RequestLine
{
    private static readonly string[] Keywords = ["for", "until", "because", "in", "on", "schema", "schemas", "table", "tables", "column", "columns", "unmask", "unmasked", "from"];
    private static readonly Regex Ticket = new(@"\b[A-Z][A-Z0-9]{1,9}-[0-9]{1,7}\b", RegexOptions.NonBacktracking);

    public static ChatCommand Read(LineReader line, DateTimeOffset now)
    {
        var parts = new RequestParts();
        while (parts.Problem is null && line.Next() is { } word)
        {
            ReadPart(line, word, parts, now);
        }

        var problem = parts.Problem ?? (line.HasOpenQuote ? new LineProblem.OpenQuote() : line.HasEmptyName ? new LineProblem.NothingNamed("\"\"") : null);
        return problem is null ? new ChatCommand.Request(parts.Draft()) : new ChatCommand.NotUnderstood(problem);
    }

    /// <summary>The line that asks for the same again, in few words: a long statement is left to be added.</summary>
    public static string Write(AccessRequest request, Target? target)
    {
        const int Short = 200;
        return request.Statement is not { } statement ? Write(request.Scope, target)
            : QueryLine.Write(request, statement.Text.Length <= Short && !statement.Text.Contains('\n', StringComparison.Ordinal) ? statement.Text : "…", target);
    }

    /// <summary>The line that asks for the same again; how long and why are for its reader to add.</summary>
    public static string Write(AccessScope scope, Target? target)
    {
        var words = new List<string> { "request", scope.Target, scope.Level };
        if (target is null || target.Databases[0] != scope.Database)
        {
            words.AddRange(["in", Quoted(scope.Database)]);
        }

        if (!scope.Schemas.IsEmpty)
        {
            words.AddRange(["schema", string.Join(',', scope.Schemas.Select(Quoted))]);
        }

        if (!scope.Tables.IsEmpty)
        {
            words.Add(string.Join(',', scope.Tables.Select(table => Quoted(table.ToString()))));
        }

        if (!scope.Columns.IsEmpty)
        {
            words.AddRange(["columns", string.Join(',', scope.Columns.Select(column => Quoted(column.ToString())))]);
        }

        // At a level that shows everything anyway nobody asked for it.
        if (scope.Unmask && target?.Profile(scope.Level) is not { IsPremade: true })
        {
            words.Add("unmask");
        }

        if (scope.Address is { } address)
        {
            words.AddRange(["from", address.Text]);
        }

        return string.Join(' ', words);
    }

    /// <summary>A name as the line reads it back: quoted where it has to be.</summary>
    public static string Quoted(string name) =>
        name.Length > 0 && char.IsLetter(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-')
            && !Keywords.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? name
            : LineReader.Quote(name);

    /// <summary>Something like INC-42 in a reason.</summary>
    public static string? TicketIn(string? reason) =>
        reason is not null && Ticket.Match(reason) is { Success: true } match ? match.Value : null;

    private static void ReadPart(LineReader line, LineWord word, RequestParts parts, DateTimeOffset now)
    {
        if (word.Is("because"))
        {
            ReadReason(line.TakeRest(), parts, now);
        }
        else if (word.Is("for"))
        {
            parts.SetDuration(DurationReading.After(line));
        }
        else if (word.Is("until"))
        {
            parts.SetUntil(MomentReading.After(line, now));
        }
        else if (word.Is("in") || word.Is("on"))
        {
            parts.SetDatabase(word.Text, line.Peek() is { } name && !IsKeyword(name) ? line.Next()!.Value.Names : []);
        }
        else if (word.Is("schema") || word.Is("schemas"))
        {
            parts.AddNamed(word.Text, parts.Schemas, TakeList(line));
        }
        else if (word.Is("table") || word.Is("tables"))
        {
            parts.AddNamed(word.Text, parts.Tables, TakeList(line));
        }
        else if (word.Is("column") || word.Is("columns"))
        {
            parts.AddNamed(word.Text, parts.Columns, TakeList(line));
        }
        else if (word.Is("unmask") || word.Is("unmasked"))
        {
            parts.Unmask = true;
        }
        else if (word.Is("from"))
        {
            parts.SetAddress(TakeList(line));
        }
        else if (parts.Target is null)
        {
            parts.Target = string.Join(',', word.Names);
        }
        else if (char.IsAsciiDigit(word.Text[0]) && !parts.SaysHowLong && DurationReading.At(line, word) is { } reading)
        {
            parts.SetDuration(reading);
        }
        else
        {
            parts.AddFree(word);
        }
    }

    /// <summary>
    /// A reason goes on to the end of the line, whatever words are in it; only a time or an end at the very end is not part of it, and only if none
    /// was given before.
    /// </summary>
    public static void ReadReason(string reason, RequestParts parts, DateTimeOffset now)
    {
        parts.Reason = reason;
        if (parts.SaysHowLong)
        {
            return;
        }

        if (CutAtLast(" for ", reason) is var (before, tail)
            && DurationText.Read(tail, out var time) is var fault and (DurationFault.None or DurationFault.NotPositive or DurationFault.TooLong))
        {
            parts.Reason = before;
            parts.SetDuration(new(tail, fault, time));
        }
        else if (CutAtLast(" until ", reason) is var (rest, end) && MomentText.Read(end, now, out var moment) == MomentFault.None)
        {
            parts.Reason = rest;
            parts.SetUntil(new(end, MomentFault.None, moment));
        }
    }

    private static (string Before, string After)? CutAtLast(string word, string text) =>
        text.LastIndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? (text[..at].TrimEnd(), text[(at + word.Length)..]) : null;

    public static ImmutableArray<string> TakeList(LineReader line)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var goesOn = line.Peek() is { } first && !IsKeyword(first);
        while (goesOn && line.Next() is { } word)
        {
            names.AddRange(word.Names);
            goesOn = word.OpensList || (line.Peek() is { } next && next.GoesOnWithList);
        }

        return names.ToImmutable();
    }

    public static bool IsKeyword(LineWord word) => Keywords.Any(word.Is);
}
