using JitBot.Core.Audit;
using JitBot.Core.Requests;
using JitBot.Core.Work;
using JitBot.Support;

namespace JitBot.Core.Tests.Requests;

public sealed class RequestLifecycleTests
{
    private static readonly RequestState[] States = Enum.GetValues<RequestState>();

    [Fact]
    public void Only_the_transitions_of_a_life_are_possible()
    {
        var possible = from before in States
                       from after in States
                       where CanMove(before, after)
                       select $"{before}→{after}";

        Assert.Equal(
            [
                "Pending→Approved", "Pending→Denied", "Pending→Withdrawn", "Pending→Lapsed",
                "Approved→Active", "Approved→Ending", "Active→Ending", "Ending→Ended",
            ],
            possible);
    }

    [Theory]
    [InlineData(RequestState.Approved, WorkKind.Issue, "00:00:00")]
    [InlineData(RequestState.Active, WorkKind.End, "02:00:00")]
    [InlineData(RequestState.Ending, WorkKind.End, "00:00:00")]
    [InlineData(RequestState.Ended, WorkKind.Confirm, "00:00:30")]
    public void Access_lane_waits_for(RequestState state, WorkKind kind, string after)
    {
        var request = Sample.Request(state);

        Assert.Equal(new WorkItem(kind, request.StateSince + TimeSpan.Parse(after)), request.NextWork(Lane.Access));
    }

    [Theory]
    [InlineData(RequestState.Pending)]
    [InlineData(RequestState.Denied)]
    [InlineData(RequestState.Withdrawn)]
    [InlineData(RequestState.Lapsed)]
    public void Access_lane_waits_for_nothing(RequestState state) => Assert.Null(Sample.Request(state).NextWork(Lane.Access));

    [Fact]
    public void Nothing_is_due_in_the_access_lane_once_the_end_is_confirmed()
    {
        var ended = Sample.Request(RequestState.Ended);

        Assert.Null((ended with { Grant = ended.Grant with { ConfirmedAt = ended.StateSince } }).NextWork(Lane.Access));
    }

    [Theory]
    [InlineData(RequestState.Pending, WorkKind.Lapse, "1.00:00:00")]
    [InlineData(RequestState.Active, WorkKind.Remind, "01:50:00")]
    [InlineData(RequestState.Ended, WorkKind.Forget, "400.00:00:00")]
    [InlineData(RequestState.Denied, WorkKind.Forget, "400.00:00:00")]
    public void Outreach_lane_waits_for(RequestState state, WorkKind kind, string after)
    {
        var request = Sample.Request(state);
        request = request with { CardsShown = request.Revision };

        Assert.Equal(new WorkItem(kind, request.StateSince + TimeSpan.Parse(after)), request.NextWork(Lane.Outreach));
    }

    [Fact]
    public void Cards_are_due_at_once_after_every_step()
    {
        Assert.All(States, state =>
        {
            var request = Sample.Request(state);
            Assert.Equal(new WorkItem(WorkKind.ShowCards, request.StateSince), request.NextWork(Lane.Outreach));
        });
    }

    [Fact]
    public void A_failed_attempt_postpones_its_own_kind_of_work_only()
    {
        var active = Sample.Request(RequestState.Active);
        var later = active.StateSince + TimeSpan.FromHours(3);
        var postponed = active with { Retries = active.Retries.Add(WorkKind.ShowCards, new(1, later, "slow")) };

        Assert.Equal(WorkKind.Remind, postponed.NextWork(Lane.Outreach)!.Value.Kind);
        Assert.Equal(active.NextWork(Lane.Access), postponed.NextWork(Lane.Access));
    }

    [Theory]
    [InlineData("08:00:00", "00:10:00")]
    [InlineData("00:40:00", "00:10:00")]
    [InlineData("00:20:00", "00:05:00")]
    [InlineData("00:00:20", "00:00:05")]
    public void Reminder_comes_ten_minutes_before_or_with_a_quarter_left(string duration, string lead) =>
        Assert.Equal(TimeSpan.Parse(lead), RequestLifecycle.ReminderLead(TimeSpan.Parse(duration)));

    private static bool CanMove(RequestState from, RequestState to)
    {
        try
        {
            Sample.Request(from).MoveTo(to, AuditEntry.Of(ManualTime.Start, "test", AuditEntry.Service));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
