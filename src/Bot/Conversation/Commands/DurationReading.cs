namespace JitBot.Bot.Conversation.Commands;

/// <summary>A length of time found in a line.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Time">What it means, if there is no fault with it.</param>
internal readonly record struct DurationReading(string Text, DurationFault Fault, TimeSpan Time)
{
    private const int MostWords = 6;

    /// <summary>What follows a <em>for</em>.</summary>
    public static DurationReading After(LineReader line)
    {
        var start = line.At;
        return line.Next() is { } first && !RequestLine.IsKeyword(first)
            ? Longest(line, start, first)
            : new("", DurationFault.NotATime, TimeSpan.Zero);
    }

    /// <summary>A time without its <em>for</em>, such as in <c>request hr-prod read 2h</c>; what is none is left to be a name.</summary>
    public static DurationReading? At(LineReader line, LineWord word)
    {
        var reading = Longest(line, word.End - word.Text.Length, word);
        if (reading.Fault == DurationFault.None)
        {
            return reading;
        }

        line.GoTo(word.End);
        return null;
    }

    /// <summary>Takes as many words as still make a time together: <c>2 hours</c>, <c>1 h 30 min</c>.</summary>
    private static DurationReading Longest(LineReader line, int start, LineWord first)
    {
        DurationReading? best = null;
        var end = first.End;
        var word = (LineWord?)first;
        for (var count = 0; count < MostWords && word is { } next && !RequestLine.IsKeyword(next); count++, word = line.Next())
        {
            var text = line.From(start, next.End).Trim();
            var fault = DurationText.Read(text, out var time);
            if (fault != DurationFault.NotATime)
            {
                (best, end) = (new(text, fault, time), next.End);
            }
            else if (best is null)
            {
                end = next.End;
            }
        }

        line.GoTo(end);
        return best ?? new(line.From(start, end).Trim(), DurationFault.NotATime, TimeSpan.Zero);
    }
}
