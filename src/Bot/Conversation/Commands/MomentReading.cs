namespace JitBot.Bot.Conversation.Commands;

/// <summary>A moment found in a line.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Moment">What it means in UTC, if there is no fault with it.</param>
internal readonly record struct MomentReading(string Text, MomentFault Fault, DateTimeOffset Moment)
{
    /// <summary>Such as <c>2026-11-20 18:00 UTC</c>.</summary>
    private const int MostWords = 3;

    /// <summary>What follows an <em>until</em>: as many words as still make a moment together.</summary>
    public static MomentReading After(LineReader line, DateTimeOffset now)
    {
        var start = line.At;
        var end = start;
        MomentReading? best = null;
        for (var count = 0; count < MostWords && line.Next() is { } word && !RequestLine.IsKeyword(word); count++)
        {
            var text = line.From(start, word.End).Trim();
            var reading = new MomentReading(text, MomentText.Read(text, now, out var moment), moment);
            if (best is null || reading.Fault != MomentFault.NotAMoment)
            {
                (best, end) = (reading, word.End);
            }
        }

        line.GoTo(end);
        return best ?? new("", MomentFault.NotAMoment, default);
    }
}
