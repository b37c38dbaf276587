namespace JitBot.Support;

/// <summary>The real time, moved: servers go by the real one, and what JitBot remembers can be made to grow old.</summary>
public sealed class ShiftedTime(TimeSpan shift = default) : TimeProvider
{
    private TimeSpan _shift = shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _shift;

    public void Advance(TimeSpan by) => _shift += by;
}
