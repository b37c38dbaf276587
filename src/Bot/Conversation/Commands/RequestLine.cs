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
    private static readonly string[] Keywords = ["for", "because", "in", "on", "schema", "schemas", "table", "tables"];
    private const int MostDurationWords = 6;
    private static readonly Regex Ticket = new(@"\b[A-Z][A-Z0-9]{1,9}-[0-9]{1,7}\b", RegexOptions.NonBacktracking);

    public static ChatCommand Read(LineReader line)
    {
        var parts = new Parts();
        while (parts.Problem is null && line.Next() is { } word)
        {
            ReadPart(line, word, parts);
        }

        var problem = parts.Problem ?? (line.HasOpenQuote ? new LineProblem.OpenQuote() : null);
        return problem is null ? new ChatCommand.Request(parts.Draft()) : new ChatCommand.NotUnderstood(problem);
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

    private static void ReadPart(LineReader line, LineWord word, Parts parts)
    {
        if (word.Is("because"))
        {
            ReadReason(line.TakeRest(), parts);
        }
        else if (word.Is("for"))
        {
            parts.SetDuration(TakeDuration(line));
        }
        else if (word.Is("in") || word.Is("on"))
        {
            parts.Database = line.Next()?.Names.FirstOrDefault();
        }
        else if (word.Is("schema") || word.Is("schemas"))
        {
            TakeList(line, parts.Schemas);
        }
        else if (word.Is("table") || word.Is("tables"))
        {
            TakeList(line, parts.Tables);
        }
        else if (parts.Target is null)
        {
            parts.Target = string.Join(',', word.Names);
        }
        else if (char.IsAsciiDigit(word.Text[0]) && parts.Duration is null && DurationAt(line, word) is { } time)
        {
            parts.SetDuration((time.Text, time.Fault, time.Time));
        }
        else
        {
            parts.AddFree(word);
        }
    }

    /// <summary>
    /// A reason goes on to the end of the line, whatever words are in it; only a time at the very end is not part of it, and only if none was
    /// given before.
    /// </summary>
    private static void ReadReason(string reason, Parts parts)
    {
        parts.Reason = reason;
        var at = reason.LastIndexOf(" for ", StringComparison.OrdinalIgnoreCase);
        if (at < 0 || parts.Duration is not null)
        {
            return;
        }

        var tail = reason[(at + " for ".Length)..];
        var fault = DurationText.Read(tail, out var time);
        if (fault is DurationFault.None or DurationFault.NotPositive or DurationFault.TooLong)
        {
            parts.Reason = reason[..at].TrimEnd();
            parts.SetDuration((tail, fault, time));
        }
    }

    private static (string Text, DurationFault Fault, TimeSpan Time) TakeDuration(LineReader line)
    {
        var start = line.At;
        return line.Next() is { } first && !IsKeyword(first)
            ? LongestDuration(line, start, first)
            : ("", DurationFault.NotATime, TimeSpan.Zero);
    }

    /// <summary>A time without its <em>for</em>, such as in <c>request hr-prod read 2h</c>; what is none is left to be a name.</summary>
    private static (string Text, DurationFault Fault, TimeSpan Time)? DurationAt(LineReader line, LineWord word)
    {
        var reading = LongestDuration(line, word.End - word.Text.Length, word);
        if (reading.Fault == DurationFault.None)
        {
            return reading;
        }

        line.GoTo(word.End);
        return null;
    }

    /// <summary>Takes as many words as still make a time together: <c>2 hours</c>, <c>1 h 30 min</c>.</summary>
    private static (string Text, DurationFault Fault, TimeSpan Time) LongestDuration(LineReader line, int start, LineWord first)
    {
        (string Text, DurationFault Fault, TimeSpan Time)? best = null;
        var end = first.End;
        var word = (LineWord?)first;
        for (var count = 0; count < MostDurationWords && word is { } next && !IsKeyword(next); count++, word = line.Next())
        {
            var text = line.From(start, next.End).Trim();
            var fault = DurationText.Read(text, out var time);
            if (fault != DurationFault.NotATime)
            {
                (best, end) = ((text, fault, time), next.End);
            }
            else if (best is null)
            {
                end = next.End;
            }
        }

        line.GoTo(end);
        return best ?? (line.From(start, end).Trim(), DurationFault.NotATime, TimeSpan.Zero);
    }

    private static void TakeList(LineReader line, ImmutableArray<string>.Builder names)
    {
        var goesOn = true;
        while (goesOn && line.Next() is { } word)
        {
            names.AddRange(word.Names);
            goesOn = word.OpensList || (line.Peek() is { } next && next.GoesOnWithList);
        }
    }

    private static bool IsKeyword(LineWord word) => Keywords.Any(word.Is);

    /// <summary>What was found of the line so far.</summary>
    private sealed class Parts
    {
        public string? Target { get; set; }
        public string? Level { get; private set; }
        public string? Database { get; set; }
        public string? Reason { get; set; }
        public TimeSpan? Duration { get; private set; }
        public ImmutableArray<string>.Builder Schemas { get; } = ImmutableArray.CreateBuilder<string>();
        public ImmutableArray<string>.Builder Tables { get; } = ImmutableArray.CreateBuilder<string>();
        public LineProblem? Problem { get; private set; }

        public void SetDuration((string Text, DurationFault Fault, TimeSpan Time) reading)
        {
            Problem = reading.Fault != DurationFault.None ? new LineProblem.BadDuration(PlainText.Shorten(reading.Text, 40), reading.Fault)
                : Duration is not null ? new LineProblem.Twice("for")
                : null;
            Duration = reading.Time;
        }

        /// <summary>The first word after the target is the level, unless it is a list.</summary>
        public void AddFree(LineWord word)
        {
            if (Level is null && Tables.Count == 0 && word.Names.Length == 1 && !word.OpensList)
            {
                Level = word.Names[0];
            }
            else
            {
                Tables.AddRange(word.Names);
            }
        }

        public RequestDraft Draft() => new()
        {
            Target = Target ?? "",
            Level = Level,
            Database = Database,
            Schemas = Schemas.ToImmutable(),
            Tables = Tables.ToImmutable(),
            Duration = Duration,
            Reason = string.IsNullOrWhiteSpace(Reason) ? null : Reason,
            Ticket = TicketIn(Reason),
        };
    }
}
