using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Statements;
using JitBot.Support;

namespace JitBot.Core.Tests.Statements;

/// <summary>Planning a statement costs its target something before anybody has approved it (rule 39).</summary>
public sealed class PlanningTurnsTests : IAsyncLifetime
{
    private readonly JitWorld _world = new();

    public ValueTask InitializeAsync()
    {
        _world.Connector.Plan = new PlanResult.Failed("42703", "column \"nobody\" does not exist", 7);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Who_has_had_as_many_statements_planned_as_there_may_be_in_an_hour_is_told_when_to_ask_again()
    {
        await AskOftenAsync(PlanningTurns.MostInAnHour, TimeSpan.FromMinutes(1));

        Assert.Equal("You have had 30 statements planned within an hour, which is the most: ask again in 30 minutes.", await RefusalAsync());
        Assert.Equal(PlanningTurns.MostInAnHour, _world.Connector.Planned.Count);

        _world.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Null(await RefusalAsync());
    }

    [Fact]
    public async Task There_is_a_most_in_a_day_as_well()
    {
        await AskOftenAsync(PlanningTurns.MostInADay, TimeSpan.FromMinutes(5));

        Assert.StartsWith("You have had 100 statements planned within a day", await RefusalAsync(), StringComparison.Ordinal);

        _world.Time.Advance(TimeSpan.FromDays(1) - (TimeSpan.FromMinutes(5) * PlanningTurns.MostInADay));
        Assert.Null(await RefusalAsync());
    }

    [Fact]
    public async Task Others_are_not_held_up_by_it()
    {
        await AskOftenAsync(PlanningTurns.MostInAnHour, TimeSpan.Zero);

        Assert.Null(await RefusalAsync(_world.Sam));
    }

    [Fact]
    public async Task The_same_statement_may_be_asked_for_again_at_once()
    {
        _world.Connector.Plan = new PlanResult.Planned(null);

        Assert.IsType<SubmitOutcome.Submitted>(await _world.AskAsync(Draft()));
        Assert.IsType<SubmitOutcome.Submitted>(await _world.AskAsync(Draft()));
    }

    // A crash takes with it what was being planned.
    [Fact]
    public async Task Three_are_planned_at_once_and_what_was_never_finished_is_over_with_its_login()
    {
        var turns = _world.Get<PlanningTurns>();
        for (var i = 0; i < PlanningTurns.MostAtOnce; i++)
        {
            Assert.IsType<PlanningTurn.Taken>(await turns.TakeAsync(_world.Dana.Id, default));
        }

        Assert.Equal("3 statements of yours are being planned at this moment: ask again when they are.", await RefusalAsync());

        _world.Time.Advance(PlanningLogins.Lasting);
        Assert.Null(await RefusalAsync());
    }

    [Fact]
    public async Task What_has_been_planned_makes_room_for_the_next()
    {
        var turns = _world.Get<PlanningTurns>();
        for (var i = 0; i < 2 * PlanningTurns.MostAtOnce; i++)
        {
            await turns.EndAsync(Assert.IsType<PlanningTurn.Taken>(await turns.TakeAsync(_world.Dana.Id, default)));
        }
    }

    private static RequestDraft Draft() => new() { Target = "hr-prod", Statement = "select nobody from title", Duration = TimeSpan.FromHours(1), Reason = "INC-42" };

    private async Task AskOftenAsync(int times, TimeSpan pause)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Null(await RefusalAsync());
            _world.Time.Advance(pause);
        }
    }

    /// <returns>Null if it was planned.</returns>
    private async Task<string?> RefusalAsync(Person? requester = null) =>
        await _world.AskAsync(Draft(), requester) is SubmitOutcome.NotReady { Why: PreviewOutcome.Previewed { Analysis: var analysis } }
            ? analysis.Problems.OfType<DraftProblem.NotPlanned>().SingleOrDefault()?.Why
            : null;
}
