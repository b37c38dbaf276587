namespace JitBot.Core;

public static class Clock
{
    /// <summary>Now, in UTC and whole milliseconds: every store keeps that much and no more, so what is written is what is read back.</summary>
    public static DateTimeOffset Now(this TimeProvider time) => Whole(time.GetUtcNow());

    /// <summary>The same instant in UTC, cut to whole milliseconds.</summary>
    public static DateTimeOffset Whole(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
