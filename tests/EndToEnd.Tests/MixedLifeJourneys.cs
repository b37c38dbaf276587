using JitBot.Core.Requests;
using JitBot.EndToEnd.Tests.Chats;
using JitBot.Playground.FakeSlack;

namespace JitBot.EndToEnd.Tests;

/// <summary>Whoever asks is in one chat, those who decide are in the other, and everybody has an account in both.</summary>
public abstract class MixedLifeJourneys(JourneyWorlds worlds) : LifeJourneys(worlds)
{
    // Rule 23
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task One_request_is_one_login_and_both_channels_tell_all_of_it(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.GrantAsync();
        Assert.Equal(1, await journey.World.AskDatabaseAsync<long>("select count(*) from pg_roles where rolname like '%' || $1", request.Id.Value));
        await journey.Dana.PressAsync(await journey.Dana.CardAsync(request, "I am done"), "I am done");
        await journey.UntilAsync(request, RequestState.Ended);

        string[] steps = ["Approved by Omar Reyes.", "Access is on until", "Given back by Dana Fox", "The account is gone from hr-prod."];
        foreach (var omar in new[] { journey.At(JourneyFace.InSlack, "omar"), journey.At(JourneyFace.InTeams, "omar") })
        {
            var card = await omar.WaitForAsync(() => omar.Channel.LastOrDefault(card => card.Concerns(request.Id) && card.Lines.Contains("Given back", StringComparison.Ordinal)));
            var told = await omar.WaitForAsync(() => omar.Below(card) is { Count: >= 4 } all ? all : null);
            Assert.Equal(steps.Length, told.Count);
            Assert.All(steps.Zip(told), step => Assert.StartsWith(step.First, step.Second, StringComparison.Ordinal));
            Assert.Single(omar.Channel, card => card.Concerns(request.Id));
        }

        await journey.CardsAsync(request, card => card.Buttons.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Of_two_who_press_in_different_chats_at_once_one_wins_and_the_other_is_told(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.AskAsync("request hr-prod read title for 1h because INC-47 who is first");
        ChatPerson[] approvers = [journey.At(JourneyFace.InSlack, "omar"), journey.At(JourneyFace.InTeams, "rita")];
        var cards = await Task.WhenAll(approvers.Select(approver => approver.ChannelCardAsync(request, "Approve")));

        await Task.WhenAll(approvers.Zip(cards, (approver, card) => approver.PressAsync(card, "Approve")));

        var decision = Assert.Single((await journey.UntilAsync(request, RequestState.Active)).Decisions);
        var (loser, winner) = decision.Approver.Value == "omar" ? (approvers[1], "Omar Reyes") : (approvers[0], "Rita Holm");
        await loser.HearsAsync("Already decided");
        await loser.WaitForAsync(() => loser.Channel.FirstOrDefault(card => card.Concerns(request.Id) && card.Lines.Contains($"Approved by {winner}", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Somebody_in_both_chats_is_told_where_they_prefer_and_nowhere_else(int major)
    {
        var journey = await OnAsync(major);

        var request = await journey.GrantAsync();
        await journey.Dana.CardAsync(request, "Show credentials");
        await journey.PassAsync(TimeSpan.FromHours(2));
        await journey.Dana.ReadsAsync(request, "Your access is over");

        Assert.DoesNotContain(journey.At(Elsewhere, "dana").Private, card => card.Concerns(request.Id));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_was_asked_for_in_one_chat_is_given_back_in_the_other(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.GrantAsync();
        var elsewhere = journey.At(Elsewhere, "dana");

        await elsewhere.SayAsync($"done {request.Id}");

        await journey.UntilAsync(request, RequestState.Ended);
        Assert.Equal(0, await journey.RolesAndSessionsAsync(request));
        await journey.CardsAsync(request, card => card.Buttons.IsEmpty);
    }

    // Rule 35
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Requester_cannot_approve_own_request_from_another_chat(int major)
    {
        var journey = await OnAsync(major);
        var request = await journey.AskAsync("request hr-prod read title for 1h because trying it from the other side");
        var elsewhere = journey.At(Elsewhere, "dana");

        await journey.ApproveAsync(request, elsewhere);

        await elsewhere.HearsAsync("This is your own request");
        Assert.Equal(RequestState.Pending, (await journey.UntilAsync(request, RequestState.Pending)).State);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_Homes_of_requester_and_approver_follow_wherever_it_is_decided(int major)
    {
        var journey = await OnAsync(major);
        var (dana, omar) = (journey.Slack!.People["dana"], journey.Slack.People["omar"]);
        await dana.OpenHomeAsync();
        await omar.OpenHomeAsync();

        var request = await journey.AskAsync("request hr-prod read title for 1h because INC-48 on every page");
        await ShowsAsync(omar, "Waits for your decision", request);
        await ShowsAsync(dana, "Your requests", request);

        await journey.ApproveAsync(request, journey.Omar);
        await ShowsAsync(dana, "Your access", request);
        await ShowsAsync(omar, null, request);

        await journey.PassAsync(TimeSpan.FromHours(1));
        await ShowsAsync(dana, null, request);

        Task ShowsAsync(SlackPerson person, string? section, AccessRequest what) => journey.Slack.Twin.WaitForAsync(
            () => person.Home is { } home && SectionOf(home, what) == section ? home : null, ChatPerson.Patience);
    }

    /// <returns>Under which heading a Home has the request; null if it does not have it.</returns>
    private static string? SectionOf(SlackView home, AccessRequest request)
    {
        string[] sections = ["Waits for your decision", "Your access", "Your requests"];
        string? section = null;
        foreach (var block in home.Blocks.EnumerateArray().Select(block => block.GetRawText()))
        {
            if (block.Contains(request.Id.Value, StringComparison.Ordinal))
            {
                return section;
            }

            section = sections.FirstOrDefault(title => block.Contains($"\"{title}\"", StringComparison.Ordinal)) ?? section;
        }

        return null;
    }

    private string Elsewhere => Face.Requester == JourneyFace.InSlack ? JourneyFace.InTeams : JourneyFace.InSlack;
}

public sealed class MixedSlackToTeamsLifeTests(JourneyWorlds worlds) : MixedLifeJourneys(worlds)
{
    private protected override JourneyFace Face => JourneyFace.FromSlackToTeams;
}

public sealed class MixedTeamsToSlackLifeTests(JourneyWorlds worlds) : MixedLifeJourneys(worlds)
{
    private protected override JourneyFace Face => JourneyFace.FromTeamsToSlack;
}
