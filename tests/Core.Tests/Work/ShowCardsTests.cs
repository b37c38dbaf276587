using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Core.Tests.Work;

public sealed class ShowCardsTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();

    [Fact]
    public async Task A_card_adopted_while_others_are_shown_is_shown_next()
    {
        var request = await _world.SubmitAsync();
        _world.Outreach.WhileShowing = async () =>
        {
            _world.Outreach.WhileShowing = () => Task.CompletedTask;
            await _world.Get<AdoptCard>().HandleAsync(request.Id, new("teams", CardSlot.Decision, "orphan", 0), default);
        };

        await _world.RunDueAsync();

        Assert.Equal(2, _world.Outreach.Shown.Count);
    }

    [Fact]
    public async Task A_failed_showing_is_tried_once_and_then_waits()
    {
        await _world.SubmitAsync();
        _world.Outreach.Failure = "503";

        await _world.RunDueAsync();

        Assert.Equal(1, _world.Outreach.Tries);
    }

    [Fact]
    public async Task A_card_that_could_never_be_posted_and_is_no_longer_called_for_keeps_nothing_due()
    {
        var request = await _world.SubmitAsync();
        PostedCard nowhere = new("teams", CardSlot.Reminder, "", 0);
        _world.Outreach.Shows = cards => [.. cards.Where(card => card.Message.Length > 0), nowhere];

        await _world.RunDueAsync();

        var now = await _world.NowAsync(request.Id);
        Assert.Equal(now.Revision, now.CardsShown);
        Assert.Single(_world.Outreach.Shown);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();
}
