using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using JitBot.Bot.Conversation.Commands;
using JitBot.Support;

namespace JitBot.Bot.Tests.Conversation.Commands;

public sealed class MomentTextTests
{
    /// <summary>Nine in the morning of 2 March 2026.</summary>
    private static readonly DateTimeOffset Now = ManualTime.Start;

    [Theory]
    [InlineData("2026-03-02T18:00Z", "2026-03-02 18:00:00")]
    [InlineData("2026-03-02t18:00:30z", "2026-03-02 18:00:30")]
    [InlineData(" 2026-03-02 18:00 UTC ", "2026-03-02 18:00:00")]
    [InlineData("2026-03-02 18:00utc", "2026-03-02 18:00:00")]
    [InlineData("2026-03-02T18:00+01:00", "2026-03-02 17:00:00")]
    [InlineData("2026-03-02T23:30-05:30", "2026-03-03 05:00:00")]
    [InlineData("2020-01-01T00:00Z", "2020-01-01 00:00:00")]
    public void Reads_a_moment_with_its_day(string text, string utc)
    {
        Assert.Equal(MomentFault.None, MomentText.Read(text, now: null, out var moment));
        Assert.Equal((Utc(utc), TimeSpan.Zero), (moment, moment.Offset));
    }

    [Theory]
    [InlineData("18:00 UTC", "2026-03-02 18:00:00")]
    [InlineData("9:01Z", "2026-03-02 09:01:00")]
    [InlineData("09:00Z", "2026-03-03 09:00:00")]
    [InlineData("00:00Z", "2026-03-03 00:00:00")]
    [InlineData("10:30+01:00", "2026-03-02 09:30:00")]
    [InlineData("10:00+01:00", "2026-03-03 09:00:00")]
    [InlineData("00:30+14:00", "2026-03-02 10:30:00")]
    [InlineData("20:30-12:00", "2026-03-03 08:30:00")]
    [InlineData("21:30-12:00", "2026-03-02 09:30:00")]
    public void Time_of_day_means_the_next_such_moment(string text, string utc)
    {
        Assert.Equal(MomentFault.None, MomentText.Read(text, Now, out var moment));
        Assert.Equal(Utc(utc), moment);
    }

    [Theory]
    [InlineData("18:00", nameof(MomentFault.NoZone))]
    [InlineData("2026-03-02T18:00", nameof(MomentFault.NoZone))]
    [InlineData("2026-03-02 18:00:00", nameof(MomentFault.NoZone))]
    [InlineData("", nameof(MomentFault.NotAMoment))]
    [InlineData("Z", nameof(MomentFault.NotAMoment))]
    [InlineData("tomorrow", nameof(MomentFault.NotAMoment))]
    [InlineData("18:00 CET", nameof(MomentFault.NotAMoment))]
    [InlineData("6pm UTC", nameof(MomentFault.NotAMoment))]
    [InlineData("24:00Z", nameof(MomentFault.NotAMoment))]
    [InlineData("18:60Z", nameof(MomentFault.NotAMoment))]
    [InlineData("18:00+15:00", nameof(MomentFault.NotAMoment))]
    [InlineData("2026-02-30T18:00Z", nameof(MomentFault.NotAMoment))]
    [InlineData("03/02/2026 18:00Z", nameof(MomentFault.NotAMoment))]
    [InlineData("2026-03-02Z", nameof(MomentFault.NotAMoment))]
    [InlineData("0001-01-01T00:00+14:00", nameof(MomentFault.NotAMoment))]
    [InlineData("9999-12-31T23:59-14:00", nameof(MomentFault.NotAMoment))]
    [InlineData("٢٠:00Z", nameof(MomentFault.NotAMoment))]
    public void Refuses(string text, string fault) => Assert.Equal(fault, MomentText.Read(text, Now, out _).ToString());

    [Theory]
    [InlineData("18:00Z", nameof(MomentFault.NoDate))]
    [InlineData("18:00", nameof(MomentFault.NoZone))]
    public void Where_the_day_has_to_be_said_a_time_of_day_is_refused(string text, string fault) =>
        Assert.Equal(fault, MomentText.Read(text, now: null, out _).ToString());

    [Fact]
    public void What_is_typed_is_read_back() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seconds =>
        {
            var moment = DateTimeOffset.FromUnixTimeSeconds(seconds);
            Assert.Equal(MomentFault.None, MomentText.Read(MomentText.Typed(moment), now: null, out var read));
            Assert.Equal(moment, read);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Time_of_day_is_never_past_nor_more_than_a_day_off() =>
        Prop.ForAll(
            Gen.Choose(0, 24 * 60 - 1).SelectMany(minute => Gen.Choose(-14 * 60, 14 * 60).SelectMany(offset => Gen.Choose(0, int.MaxValue).Select(now => (minute, offset, now)))).ToArbitrary(),
            drawn =>
            {
                var now = DateTimeOffset.FromUnixTimeSeconds(drawn.now);
                var (time, offset) = (TimeSpan.FromMinutes(drawn.minute), TimeSpan.FromMinutes(drawn.offset));
                var sign = drawn.offset < 0 ? '-' : '+';

                Assert.Equal(MomentFault.None, MomentText.Read(string.Create(CultureInfo.InvariantCulture, $"{time:hh\\:mm}{sign}{offset:hh\\:mm}"), now, out var moment));

                Assert.InRange(moment - now, TimeSpan.FromTicks(1), TimeSpan.FromDays(1));
                Assert.Equal(time, moment.ToOffset(offset).TimeOfDay);
            }).QuickCheckThrowOnFailure();

    private static DateTimeOffset Utc(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
