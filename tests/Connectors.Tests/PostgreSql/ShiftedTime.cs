namespace JitBot.Connectors.Tests.PostgreSql;

/// <summary>The real time, moved: servers go by the real one, and what JitBot remembers can be made to grow old.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private TimeSpan _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _shift;

    public void Advance(TimeSpan by) => _shift += by;
}
