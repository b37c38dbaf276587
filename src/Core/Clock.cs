namespace JitBot.Core;

public static class Clock
{
    /// <summary>Now, in UTC and whole milliseconds: every store keeps that much and no more, so what is written is what is read back.</summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }
}
