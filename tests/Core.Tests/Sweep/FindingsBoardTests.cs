using JitBot.Core.Sweep;

namespace JitBot.Core.Tests.Sweep;

/// <summary>When a target's channels get a message about findings, when it is edited, and when it is let go of.</summary>
public sealed class FindingsBoardTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 3, 0, 0, TimeSpan.Zero);

    private static readonly string[] Both = ["slack", "teams"];

    private static readonly ShownFindings Nothing = new("hr-prod", null, [], 0);

    [Fact]
    public void Where_all_is_in_order_nobody_is_told_anything() => Assert.Null(new FindingsBoard().Claim(Nothing, Both, At));

    [Fact]
    public void What_needs_somebody_is_told_once_on_every_platform()
    {
        var claimed = new FindingsBoard().Claim(With("a"), Both, At)!;
        Assert.Equal(Both, claimed.Missing(With("a"), Both));

        var told = claimed.Settle(With("a"), [Posted("slack", With("a")), Posted("teams", With("a"))], failed: null);

        Assert.Null(told.Claim(With("a"), Both, At.AddDays(3)));
    }

    [Fact]
    public void While_one_replica_is_at_it_no_other_is()
    {
        var claimed = new FindingsBoard().Claim(With("a"), Both, At)!;

        Assert.Null(claimed.Claim(With("a"), Both, At.AddSeconds(29)));
        Assert.NotNull(claimed.Claim(With("a"), Both, At.AddSeconds(30)));
    }

    [Fact]
    public void A_platform_that_does_not_answer_is_tried_again_and_the_other_is_not_posted_to_twice()
    {
        var claimed = new FindingsBoard().Claim(With("a"), Both, At)!;

        var half = claimed.Settle(With("a"), [Posted("slack", With("a"))], failed: At.AddSeconds(15));

        Assert.Null(half.Claim(With("a"), Both, At.AddSeconds(14)));
        Assert.Equal(["teams"], half.Claim(With("a"), Both, At.AddSeconds(15))!.Missing(With("a"), Both));
    }

    [Fact]
    public void A_change_is_an_edit()
    {
        var told = Told(With("a", "b"));

        var next = told.Claim(With("a"), Both, At.AddMinutes(1))!;

        Assert.Empty(next.Missing(With("a"), Both));
        Assert.Equal(Both, next.OutOfDate(With("a")).Select(message => message.Surface));
    }

    [Fact]
    public void Something_new_while_something_old_stands_is_an_edit_first_and_a_new_message_after_half_an_hour()
    {
        var told = Told(With("a"));
        var edited = told.Claim(With("a", "b"), Both, At.AddMinutes(29))!;
        Assert.Empty(edited.Missing(With("a", "b"), Both));

        var next = edited.Settle(With("a", "b"), [Posted("slack", With("a", "b")), Posted("teams", With("a", "b"))], null).Claim(With("a", "b"), Both, At.AddMinutes(30))!;

        Assert.Equal(Both, next.Missing(With("a", "b"), Both));
        Assert.All(next.OutOfDate(With("a", "b")), message => Assert.True(message.IsPast));
        var anew = next.Settle(With("a", "b"), [.. next.Messages, Posted("slack", With("a", "b"), "2"), Posted("teams", With("a", "b"), "2")], null);
        Assert.Equal(["2", "2"], anew.Messages.Select(message => message.Message));
        Assert.Null(anew.Claim(With("a", "b"), Both, At.AddDays(3)));
    }

    [Fact]
    public void When_all_is_in_order_again_the_message_says_so_and_is_let_go_of()
    {
        var next = Told(With("a")).Claim(Nothing, Both, At.AddMinutes(1))!;
        Assert.Equal(2, next.OutOfDate(Nothing).Count());

        var done = next.Settle(Nothing, [Posted("slack", Nothing), Posted("teams", Nothing)], null);

        Assert.Empty(done.Messages);
        Assert.Null(done.Claim(Nothing, Both, At.AddMinutes(2)));
        Assert.Equal(Both, done.Claim(With("a"), Both, At.AddMinutes(3))!.Missing(With("a"), Both));
    }

    [Fact]
    public void An_account_that_was_closed_is_told_of_once()
    {
        var closed = new ShownFindings("hr-prod", null, [new(FindingKind.Closed, "a", At, "there is no request")], 0);

        var told = Told(closed);

        Assert.Equal(At, told.ClosedUpTo);
        Assert.Empty(told.Messages);
        Assert.Null(told.Claim(ShownFindings.Of(Closed(At), told.ClosedUpTo, At.AddHours(1)), Both, At.AddHours(1)));
        Assert.NotNull(told.Claim(ShownFindings.Of(Closed(At.AddMinutes(5)), told.ClosedUpTo, At.AddHours(1)), Both, At.AddHours(1)));
    }

    [Fact]
    public void While_something_is_kept_the_message_stands_and_what_is_new_is_told_at_once()
    {
        var kept = Nothing with { Findings = [new(FindingKind.Kept, "a", At, "there is no request")] };
        var standing = Told(With("a")).Claim(kept, Both, At.AddMinutes(1))!.Settle(kept, [Posted("slack", kept), Posted("teams", kept)], null);
        Assert.Equal(2, standing.Messages.Length);
        Assert.Null(standing.Claim(kept, Both, At.AddHours(1)));

        var closed = kept with { Findings = [new(FindingKind.Closed, "b", At.AddHours(1), "there is no request"), .. kept.Findings] };

        Assert.Equal(Both, standing.Claim(closed, Both, At.AddHours(2))!.Missing(closed, Both));
    }

    [Fact]
    public void What_was_open_and_is_closed_is_no_news()
    {
        var closed = Nothing with { Findings = [new(FindingKind.Closed, "a", At.AddHours(6), "there is no request")] };

        Assert.Empty(Told(With("a")).Claim(closed, Both, At.AddHours(6))!.Missing(closed, Both));
    }

    [Fact]
    public void A_message_that_nobody_knew_of_is_brought_to_now()
    {
        var adopted = Told(With("a")).Adopt("slack", "orphan")!;

        Assert.Contains(adopted.Claim(With("a"), Both, At.AddMinutes(1))!.OutOfDate(With("a")), message => message.Message == "orphan");
        Assert.Null(adopted.Adopt("slack", "orphan"));
    }

    [Fact]
    public void One_that_nobody_knew_of_and_comes_too_late_is_brought_to_now_without_another_being_posted()
    {
        var next = new FindingsBoard().Adopt("slack", "orphan")!.Claim(Nothing, Both, At)!;

        Assert.Empty(next.Missing(Nothing, Both));
        Assert.Equal("orphan", Assert.Single(next.OutOfDate(Nothing)).Message);
    }

    [Fact]
    public void A_channel_that_takes_no_message_is_tried_again_when_there_is_something_else_to_say()
    {
        var refused = new FindingsBoard().Claim(With("a"), Both, At)!.Settle(With("a"), [Posted("slack", With("a")), Posted("teams", With("a"), "")], null);

        Assert.Null(refused.Claim(With("a"), Both, At.AddHours(1)));
        Assert.Equal(["teams"], refused.Claim(With("a", "b"), Both, At.AddMinutes(1))!.Missing(With("a", "b"), Both));
    }

    [Fact]
    public void An_end_is_told_when_it_is_five_minutes_late()
    {
        var late = new TargetResidue("hr-prod", new(), [new(default, "jit_dana_1", At, IsClosed: false, "down")], 0);

        Assert.True(ShownFindings.Of(late, default, At.AddMinutes(5).AddSeconds(-1)).IsInOrder);
        Assert.False(ShownFindings.Of(late, default, At.AddMinutes(5)).IsInOrder);
    }

    private static FindingsBoard Told(ShownFindings shown) =>
        new FindingsBoard().Claim(shown, Both, At)!.Settle(shown, [Posted("slack", shown), Posted("teams", shown)], null);

    private static PostedFindings Posted(string surface, ShownFindings shown, string message = "1") => new(surface, message, shown.Digest);

    private static ShownFindings With(params string[] accounts) =>
        new("hr-prod", null, [.. accounts.Select(account => new SweepFinding(FindingKind.Unknown, account, At, "there is no request"))], 0);

    private static TargetResidue Closed(DateTimeOffset at) => new("hr-prod", new() { Closed = [new("a", "sam", 0, at, "there is no request")] }, [], 0);
}
