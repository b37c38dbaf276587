using JitBot.Core.Requests;
using JitBot.EndToEnd.Tests.Chats;
using JitBot.Playground.FakeSlack;
using JitBot.Support.Postgres;

namespace JitBot.EndToEnd.Tests;

/// <summary>Those whom Slack lets in and JitBot does not: each is told why and what to do, and nothing changes.</summary>
[Collection(nameof(JourneyFace.SlackHttp))]
public sealed class SlackStrangersTests(JourneyWorlds worlds)
{
    /// <summary>Longer than what Slack said of somebody is believed.</summary>
    private static readonly TimeSpan LongerThanBelieved = TimeSpan.FromMinutes(6);

    public static TheoryData<string, string, string> Strangers => new()
    {
        { "deactivated", "Your account is deactivated", "An administrator of the workspace can say why" },
        { "a guest in some channels", "Guests cannot use JitBot", "Ask a colleague who is one" },
        { "a guest in one channel", "Guests cannot use JitBot", "Ask a colleague who is one" },
        { "a bot", "Only people can do this", "Tools use the API" },
        { "of another workspace", "This workspace is not served", "tell whoever runs it" },
        { "linked to nobody", "I do not know you yet", "Send them these three lines" },
    };

    // Rule 34
    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task Neither_asks_nor_decides_nor_sees_what_there_is(string kind, string why, string whatToDo)
    {
        var journey = await worlds.OnAsync(PostgresFixture.Newest, JourneyFace.SlackHttp);
        var request = await journey.AskAsync("request hr-prod read title for 1h because INC-49 to be decided by a stranger");
        var (slack, omar) = (journey.Slack!, journey.Slack!.People["omar"]);
        var stranger = kind == "linked to nobody" ? slack.Twin.AddPerson("Omar Reyes", "omar@example.com") : omar;
        slack.Channel.Members = slack.Channel.Members.Add(stranger);
        Become(stranger, kind);
        await journey.PassAsync(LongerThanBelieved);
        try
        {
            var there = new SlackChat(slack.Twin, stranger, slack.Channel);

            await there.PressAsync(await there.ChannelCardAsync(request, "Approve"), "Approve");
            await there.HearsAsync(why);
            await there.HearsAsync(whatToDo);

            await there.SayAsync("request hr-prod read salary for 1h because INC-49 a stranger asks");
            await there.HearsAsync(why);

            await stranger.OpenHomeAsync();
            var home = await slack.Twin.WaitForAsync(() => stranger.Home is { } page && page.Lines.Contains(why, StringComparison.Ordinal) ? page : null, ChatPerson.Patience);
            Assert.Contains(whatToDo, home.Lines, StringComparison.Ordinal);
            Assert.DoesNotContain("hr-prod", home.Lines, StringComparison.Ordinal);

            var now = await journey.UntilAsync(request, RequestState.Pending);
            Assert.Empty(now.Decisions);
            Assert.DoesNotContain("a stranger asks", await journey.StoreAsTextAsync(), StringComparison.Ordinal);
        }
        finally
        {
            Become(stranger, "a member again");
            await journey.PassAsync(LongerThanBelieved);
        }
    }

    private static void Become(SlackPerson person, string kind)
    {
        person.Deleted = kind == "deactivated";
        person.IsRestricted = kind == "a guest in some channels";
        person.IsUltraRestricted = kind == "a guest in one channel";
        person.IsBot = kind == "a bot";
        person.TeamId = kind == "of another workspace" ? "T0ELSEWHERE" : "T0TWIN00001";
    }
}
