using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Conversation;

public sealed class ListingAndEndingTests
{
    private readonly TalkWorld _world = new();

    [Fact]
    public async Task Mine_lists_what_is_waiting_and_what_is_on()
    {
        var request = await _world.GrantedAsync();
        await _world.SayAsync(Cast.Dana, "request hr-prod read title for 1h because y");
        _world.Time.Advance(TimeSpan.FromMinutes(30));

        var said = Said(await _world.SayAsync(Cast.Dana, "mine"));

        Assert.Contains("Waiting for approval", said, StringComparison.Ordinal);
        Assert.Contains($"1 h 30 min left. Id {request.Id}", said, StringComparison.Ordinal);
        Assert.Equal("You have no requests and no access", Card(await _world.SayAsync(Cast.Ada, "mine")).Title);
    }

    [Fact]
    public async Task Who_has_access_is_for_everybody_and_why_is_for_those_who_answer_for_it()
    {
        await _world.GrantedAsync();

        foreach (var (person, explained) in new[] { (Cast.Sam, false), (Cast.Dana, false), (Cast.Olga, true), (Cast.Ada, true) })
        {
            var said = Said(await _world.SayAsync(person, "who hr-prod"));
            Assert.Contains("Dana Reyes: read, hr: 1 table", said, StringComparison.Ordinal);
            Assert.Contains("Approved by Ada Okafor", said, StringComparison.Ordinal);
            Assert.Equal(explained, said.Contains("INC-42", StringComparison.Ordinal));
        }

        var inChannel = await _world.Dialogue.SayAsync(TalkWorld.InChannel(Cast.Olga), "who hr-prod", _world.NextDelivery(), default);
        Assert.DoesNotContain("INC-42", Said(inChannel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_of_an_unknown_target_names_those_there_are()
    {
        Assert.Equal("There is no target billing", Card(await _world.SayAsync(Cast.Dana, "who billing")).Title);
        Assert.Equal("Nobody has access to hr-prod", Card(await _world.SayAsync(Cast.Dana, "who")).Title);
    }

    [Fact]
    public async Task Done_gives_the_only_grant_back()
    {
        Assert.Equal("Nothing to give back", Card(await _world.SayAsync(Cast.Dana, "done")).Title);
        await _world.GrantedAsync();

        Assert.Equal("Given back", Card(await _world.SayAsync(Cast.Dana, "done")).Title);
        Assert.Equal(RequestState.Ending, (await _world.OnlyRequestAsync()).State);
    }

    [Fact]
    public async Task Done_with_several_asks_which()
    {
        var first = await _world.GrantedAsync();
        await _world.SayAsync(Cast.Dana, "request hr-prod read title for 1h because y");
        var second = (await _world.Store.ListAsync(new() { States = [RequestState.Pending] }, default))[0];
        await _world.PressAsync(TalkWorld.InChannel(Cast.Bo), ActionIds.Approve, second, null);

        var which = await _world.SayAsync(Cast.Dana, "done");
        Assert.Equal("Done with which?", Card(which).Title);
        Assert.Contains(first.Id.Value, Said(which), StringComparison.Ordinal);
        Assert.Contains(second.Id.Value, Said(which), StringComparison.Ordinal);

        Assert.Equal("Given back", Card(await _world.SayAsync(Cast.Dana, $"done {first.Id}")).Title);
        Assert.Equal("This is somebody else's", Card(await _world.SayAsync(Cast.Sam, $"done {second.Id}")).Title);
    }

    [Fact]
    public async Task Revoking_takes_an_owner_and_a_reason()
    {
        var request = await _world.GrantedAsync();

        Assert.Equal("Only owners revoke", Card(await _world.SayAsync(Cast.Ada, $"revoke {request.Id} because x")).Title);
        Assert.Equal("Revoking needs a reason", Card(await _world.SayAsync(Cast.Olga, $"revoke {request.Id}")).Title);
        Assert.Contains("Dana Reyes", Said(await _world.SayAsync(Cast.Olga, $"revoke {request.Id} because incident is over")), StringComparison.Ordinal);
        Assert.Equal("Already over", Card(await _world.SayAsync(Cast.Olga, $"revoke {request.Id} because again")).Title);

        await _world.WorkAsync();
        var closing = _world.Chat.Shown[TalkWorld.Message(await _world.OnlyRequestAsync(), CardSlot.Closing)];
        Assert.Contains("incident is over", closing.Text.Select(text => text.ToString()));
    }

    [Fact]
    public async Task Typo_and_greeting_are_answered()
    {
        Assert.Equal("Did you mean request?", Card(await _world.SayAsync(Cast.Dana, "reqest hr-prod")).Title);
        Assert.Equal("Database access, just in time", Card(await _world.SayAsync(Cast.Dana, "hello")).Title);
    }

    [Fact]
    public void Stranger_is_told_what_the_operator_needs() => Assert.Equal(
        ["teams", "t-1", "u-1"], Card(Dialogue.Stranger(new("teams", "t-1", "u-1"))).Facts.Select(fact => fact.Value.ToString()));

    private static CardView Card(Reply reply) => Assert.IsType<Reply.Card>(reply).View;

    private static string Said(Reply reply) => string.Join('\n', Card(reply).Text.Select(text => text.ToString()));
}
