using JitBot.Core;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation.Commands;

/// <summary>Understands what people type. Pure: whether a target or table exists is the use cases' business.</summary>
internal static class CommandLine
{
    private static readonly string[] Commands = ["request", "query", "run", "mine", "who", "show", "extend", "done", "revoke", "help"];

    /// <param name="now">UTC; a time of day means the next such moment after it.</param>
    public static ChatCommand Read(string text, DateTimeOffset now)
    {
        var line = new LineReader(text);
        var first = line.Next();
        if (first is { } name && (name.Is("/jit") || name.Is("jit")))
        {
            first = line.Next();
        }

        if (first is not { } word)
        {
            return new ChatCommand.Help();
        }

        return word.Text.TrimEnd('!', '?', '.', ',', ':').ToLowerInvariant() switch
        {
            "request" => RequestLine.Read(line, now),
            "query" => QueryLine.Read(text, line.At, now),
            "run" => Run(line),
            "mine" => new ChatCommand.Mine(),
            "who" => new ChatCommand.Who(line.Next()?.Names.FirstOrDefault()),
            "show" => Show(line),
            "extend" => Extend(line),
            "done" => Done(line),
            "revoke" => Revoke(line),
            "help" or "hello" or "hi" or "hey" or "" => new ChatCommand.Help(),
            var other => new ChatCommand.NotUnderstood(new LineProblem.UnknownCommand(PlainText.Shorten(other, 40), Nearest(other))),
        };
    }

    private static ChatCommand Extend(LineReader line)
    {
        RequestId? named = null;
        if (line.Peek() is { } word && RequestId.TryParse(word.Text, out var id))
        {
            named = id;
            line.Next();
        }

        if (line.Peek() is { } filler && (filler.Is("by") || filler.Is("for")))
        {
            line.Next();
        }

        var time = DurationReading.After(line);
        return time.Fault == DurationFault.None
            ? new ChatCommand.Extend(named, time.Time, Reason(line))
            : new ChatCommand.NotUnderstood(new LineProblem.HowMuchLonger(PlainText.Shorten(time.Text, 40), time.Fault));
    }

    /// <summary>The rest of the line is the statement, if there is any.</summary>
    private static ChatCommand.Run Run(LineReader line)
    {
        RequestId? named = null;
        if (line.Peek() is { } word && RequestId.TryParse(word.Text, out var id))
        {
            named = id;
            line.Next();
        }

        return new(named, line.TakeRest() is { Length: > 0 } typed ? QueryLine.Statement(typed) : null);
    }

    private static ChatCommand Done(LineReader line)
    {
        if (line.Next() is not { } word)
        {
            return new ChatCommand.Done(null);
        }

        return RequestId.TryParse(word.Text, out var id) ? new ChatCommand.Done(id) : NotAnId("done", word.Text);
    }

    private static ChatCommand Show(LineReader line)
    {
        var word = line.Next()?.Text ?? "";
        return RequestId.TryParse(word, out var id) ? new ChatCommand.Show(id) : NotAnId("show", word);
    }

    private static ChatCommand Revoke(LineReader line)
    {
        var word = line.Next()?.Text ?? "";
        if (!RequestId.TryParse(word, out var id))
        {
            return NotAnId("revoke", word);
        }

        return new ChatCommand.Revoke(id, Reason(line));
    }

    /// <summary>The rest of the line, with or without its <em>because</em>.</summary>
    private static string? Reason(LineReader line)
    {
        if (line.Peek() is { } because && because.Is("because"))
        {
            line.Next();
        }

        return line.TakeRest() is { Length: > 0 } reason ? reason : null;
    }

    private static ChatCommand NotAnId(string command, string text) =>
        new ChatCommand.NotUnderstood(new LineProblem.NotAnId(command, PlainText.Shorten(text, 40)));

    /// <summary>The command that was meant, unless it would take rewriting half the word.</summary>
    private static string? Nearest(string word)
    {
        var bounded = PlainText.Shorten(word, 40);
        var nearest = PlainText.Nearest(bounded, Commands, 1)[0];
        return PlainText.Distance(bounded, nearest) <= Math.Max(1, nearest.Length / 3) ? nearest : null;
    }
}
