using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Connector;
using JitBot.Support;

namespace JitBot.Bot.Tests.Teams;

/// <summary>Rule 39: the platform's limits are obeyed.</summary>
public sealed class ConnectorPaceTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void No_window_ever_holds_more_than_Teams_allows()
    {
        var pace = ConnectorPace.OfConversations(_time);
        var sent = new List<DateTimeOffset>();
        for (var i = 0; i < 2_000; i++)
        {
            var (taken, wait) = pace.Take("chat", TimeSpan.FromHours(2));
            Assert.True(taken);
            sent.Add(_time.GetUtcNow() + wait);
        }

        Assert.Equal(sent.Order(), sent);
        foreach (var (most, within) in ((int, TimeSpan)[])[(7, TimeSpan.FromSeconds(1)), (8, TimeSpan.FromSeconds(2)), (60, TimeSpan.FromSeconds(30)), (1800, TimeSpan.FromHours(1))])
        {
            Assert.All(sent.Zip(sent.Skip(most)), pair => Assert.True(pair.Second - pair.First >= within));
        }
    }

    [Fact]
    public void The_first_seven_go_at_once()
    {
        var pace = ConnectorPace.OfConversations(_time);

        Assert.All(Enumerable.Range(0, 7), _ => Assert.Equal((true, TimeSpan.Zero), pace.Take("chat", TimeSpan.Zero)));
        Assert.Equal((false, TimeSpan.FromSeconds(1)), pace.Take("chat", TimeSpan.Zero));
    }

    [Fact]
    public void What_is_too_far_away_takes_no_place()
    {
        var pace = ConnectorPace.OfConversations(_time);
        Assert.All(Enumerable.Range(0, 7), _ => pace.Take("chat", TimeSpan.Zero));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.False(pace.Take("chat", TimeSpan.Zero).Taken));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(pace.Take("chat", TimeSpan.Zero).Taken);
    }

    [Fact]
    public void Conversations_do_not_wait_for_each_other()
    {
        var pace = ConnectorPace.OfConversations(_time);
        Assert.All(Enumerable.Range(0, 7), _ => pace.Take("busy", TimeSpan.Zero));

        Assert.True(pace.Take("quiet", TimeSpan.Zero).Taken);
    }

    [Fact]
    public void A_pause_that_Teams_asked_for_is_kept_and_a_shorter_one_does_not_end_it()
    {
        var pace = ConnectorPace.OfConversations(_time);
        pace.Hold("chat", TimeSpan.FromSeconds(17));
        pace.Hold("chat", TimeSpan.FromSeconds(1));

        Assert.Equal((false, TimeSpan.FromSeconds(17)), pace.Take("chat", TimeSpan.FromSeconds(2)));
        _time.Advance(TimeSpan.FromSeconds(17));
        Assert.True(pace.Take("chat", TimeSpan.Zero).Taken);
    }
}
