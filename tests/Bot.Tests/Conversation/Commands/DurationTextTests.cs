using JitBot.Bot.Conversation.Commands;

namespace JitBot.Bot.Tests.Conversation.Commands;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("2h", 7200)]
    [InlineData("1h30m", 5400)]
    [InlineData("1 h 30 min", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData("1 hour", 3600)]
    [InlineData("2 Hours", 7200)]
    [InlineData("1d", 86400)]
    [InlineData(" 1 day 2h ", 93600)]
    [InlineData("365d", 31536000)]
    public void Reads(string text, int seconds)
    {
        Assert.Equal(DurationFault.None, DurationText.Read(text, out var time));
        Assert.Equal(TimeSpan.FromSeconds(seconds), time);
    }

    [Theory]
    [InlineData("", nameof(DurationFault.NotATime))]
    [InlineData("soon", nameof(DurationFault.NotATime))]
    [InlineData("2h; drop", nameof(DurationFault.NotATime))]
    [InlineData("2x", nameof(DurationFault.NotATime))]
    [InlineData("h", nameof(DurationFault.NotATime))]
    [InlineData("1..5h", nameof(DurationFault.NotATime))]
    [InlineData("1e9h", nameof(DurationFault.NotATime))]
    [InlineData("٢h", nameof(DurationFault.NotATime))]
    [InlineData("2", nameof(DurationFault.NoUnit))]
    [InlineData("1h30", nameof(DurationFault.NoUnit))]
    [InlineData("0", nameof(DurationFault.NotPositive))]
    [InlineData("0h", nameof(DurationFault.NotPositive))]
    [InlineData("-1h", nameof(DurationFault.NotPositive))]
    [InlineData("0.1s", nameof(DurationFault.NotPositive))]
    [InlineData("99999999h", nameof(DurationFault.TooLong))]
    [InlineData("99999999999999999999999999999999999h", nameof(DurationFault.TooLong))]
    [InlineData("366d", nameof(DurationFault.TooLong))]
    public void Refuses(string text, string fault) => Assert.Equal(fault, DurationText.Read(text, out _).ToString());

    [Theory]
    [InlineData(7200, "2 h", "2h")]
    [InlineData(5400, "1 h 30 min", "1h30m")]
    [InlineData(86400, "1 day", "1d")]
    [InlineData(180061, "2 days 2 h 1 min 1 s", "2d2h1m1s")]
    [InlineData(45, "45 s", "45s")]
    [InlineData(0, "0 s", "0s")]
    public void Says(int seconds, string words, string typed)
    {
        Assert.Equal(words, DurationText.Words(TimeSpan.FromSeconds(seconds)));
        Assert.Equal(typed, DurationText.Typed(TimeSpan.FromSeconds(seconds)));
    }
}
