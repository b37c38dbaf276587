using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Conversation;

public sealed class AskingTests
{
    private readonly TalkWorld _world = new();

    [Fact]
    public async Task Complete_line_is_submitted_at_once()
    {
        var reply = Card(await _world.SayAsync(Cast.Dana, "request hr-prod read employee,title for 2h because INC-42 wrong totals"));

        Assert.Equal("Request sent", reply.Title);
        var request = await _world.OnlyRequestAsync();
        Assert.Equal(["public.employee", "public.title"], request.Scope.Tables.Select(table => table.ToString()));
        Assert.Equal(("INC-42 wrong totals", "INC-42", TimeSpan.FromHours(2)), (request.Reason, request.Ticket, request.Duration));
    }

    [Fact]
    public async Task In_a_channel_the_answer_tells_no_reason_and_no_table()
    {
        var reply = Card(await _world.Dialogue.SayAsync(
            TalkWorld.InChannel(Cast.Dana), "request hr-prod read employee for 2h because secret-reason", _world.NextDelivery(), default));

        Assert.Equal("The request for read on hr-prod waits for anyone in dba. You hear from me in our private chat.", Assert.Single(reply.Text).ToString());
    }

    [Fact]
    public async Task Same_delivery_twice_asks_once()
    {
        var origin = _world.NextDelivery();
        for (var i = 0; i < 2; i++)
        {
            await _world.Dialogue.SayAsync(TalkWorld.Privately(Cast.Dana), "request hr-prod read for 2h because x", origin, default);
        }

        await _world.OnlyRequestAsync();
    }

    [Fact]
    public async Task Incomplete_line_opens_the_form_filled_with_what_was_understood()
    {
        var form = Assert.IsType<Reply.Form>(await _world.SayAsync(Cast.Dana, "request hr-prod read employee"));

        Assert.Equal(("read", false), (form.Analysis.Draft.Level, form.ShowProblems));
        Assert.Equal([DraftField.Duration, DraftField.Reason], form.Analysis.Problems.Select(problem => problem.Field));
        Assert.Empty(await _world.Store.ListAsync(new(), default));
    }

    [Fact]
    public async Task Form_of_a_channel_is_private() => Assert.IsType<Reply.PrivateForm>(
        await _world.Dialogue.SayAsync(TalkWorld.InChannel(Cast.Dana), "request hr-prod", _world.NextDelivery(), default));

    [Fact]
    public async Task Only_target_need_not_be_named() =>
        Assert.Equal("hr-prod", Assert.IsType<Reply.Form>(await _world.SayAsync(Cast.Dana, "request")).Analysis.Target.Id);

    [Fact]
    public async Task Unknown_target_is_answered_with_those_there_are() =>
        Assert.Equal("There is no target hr-prd", Card(await _world.SayAsync(Cast.Dana, "request hr-prd read")).Title);

    [Fact]
    public async Task Target_that_is_down_is_named()
    {
        _world.Connector.IsDown = true;

        Assert.Equal("hr-prod does not answer", Card(await _world.SayAsync(Cast.Dana, "request hr-prod read for 2h because x")).Title);
    }

    [Fact]
    public async Task Submitted_form_becomes_the_status_card()
    {
        var form = new PostedCard("teams", CardSlot.Decision, "form-message", 7);

        var reply = Card(await SubmitAsync(Filled, form: form));
        await _world.WorkAsync();

        Assert.Equal("You asked for read on hr-prod", reply.Title);
        Assert.Equal([ActionIds.Nudge, ActionIds.Why, ActionIds.Withdraw], reply.Actions.Select(action => action.Id));
        var request = await _world.OnlyRequestAsync();
        Assert.Equal("form-message", TalkWorld.Message(request, CardSlot.Status));
        Assert.Single(request.Cards, card => card.Slot == CardSlot.Status);
        Assert.Equal("You asked for read on hr-prod", _world.Chat.Shown["form-message"].Title);
    }

    [Fact]
    public async Task Form_submitted_twice_is_one_request()
    {
        await SubmitAsync(Filled);
        await SubmitAsync(Filled);

        await _world.OnlyRequestAsync();
    }

    [Fact]
    public async Task Form_id_of_somebody_else_shows_nothing_of_theirs()
    {
        await SubmitAsync(Filled with { Reason = "Dana's own" });
        var reply = Card(await _world.Dialogue.SubmitFormAsync(TalkWorld.Privately(Cast.Sam), Filled, "form-1", _world.NextDelivery(), null, default));

        Assert.DoesNotContain("Dana's own", string.Concat(reply.Lead.Select(text => text.ToString())), StringComparison.Ordinal);
        Assert.Equal(2, (await _world.Store.ListAsync(new(), default)).Count);
    }

    [Fact]
    public async Task Problems_come_back_with_the_form_and_nothing_is_lost()
    {
        var form = Assert.IsType<Reply.Form>(await SubmitAsync(Filled with { Duration = "20h", TablesTyped = "titel", Reason = " " }));

        Assert.True(form.ShowProblems);
        Assert.Equal("form-1", form.FormId);
        Assert.Equal([DraftField.Tables, DraftField.Duration, DraftField.Reason], form.Analysis.Problems.Select(problem => problem.Field));
        Assert.Equal(["public.employee", "titel"], form.Analysis.Draft.Tables);
    }

    [Theory]
    [InlineData("2 h ours")]
    [InlineData("-1h")]
    [InlineData("99999999h")]
    public async Task Time_that_cannot_be_read_is_said_to_be(string typed)
    {
        var form = Assert.IsType<Reply.Form>(await SubmitAsync(Filled with { Duration = typed }));

        Assert.Equal(typed, Assert.IsType<DraftProblem.NotATime>(Assert.Single(form.Analysis.Problems)).Text);
        Assert.Contains(typed, Wording.Of(form.Analysis.Problems[0]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1772460000")]
    [InlineData("2026-03-02T14:00Z")]
    [InlineData("2026-03-02T15:00+01:00")]
    public async Task An_end_is_picked_or_typed_instead_of_a_time(string until)
    {
        await SubmitAsync(Filled with { Duration = null, Until = until });

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 14, 0, 0, TimeSpan.Zero), (await _world.OnlyRequestAsync()).Until);
    }

    [Theory]
    [InlineData("14:00")]
    [InlineData("14:00Z")]
    [InlineData("-1")]
    [InlineData("99999999999999999")]
    [InlineData("tomorrow")]
    public async Task End_that_cannot_be_read_is_said_to_be(string typed)
    {
        var form = Assert.IsType<Reply.Form>(await SubmitAsync(Filled with { Duration = null, Until = typed }));

        Assert.Equal(typed, Assert.IsType<DraftProblem.NotAMoment>(Assert.Single(form.Analysis.Problems)).Text);
        Assert.Contains(typed, Wording.Of(form.Analysis.Problems[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_and_end_together_come_back_with_the_form()
    {
        var form = Assert.IsType<Reply.Form>(await SubmitAsync(Filled with { Until = "2026-03-02T14:00Z" }));

        Assert.IsType<DraftProblem.DurationAndUntil>(Assert.Single(form.Analysis.Problems));
    }

    [Fact]
    public async Task An_end_that_has_passed_opens_the_form_and_says_so()
    {
        var form = Assert.IsType<Reply.Form>(await _world.SayAsync(Cast.Dana, "request hr-prod read until 2026-03-01T14:00Z because x"));

        Assert.Equal("2026-03-01 14:00 UTC has passed, or is less than 10 s away.", Wording.Of(Assert.Single(form.Analysis.Problems)));
    }

    [Fact]
    public async Task Picking_another_database_fills_the_form_anew()
    {
        var form = Assert.IsType<Reply.Form>(await _world.Dialogue.ChangeFormAsync(
            TalkWorld.Privately(Cast.Dana), Filled with { Level = "write", Database = "archive", Tables = [] }, "form-1", default));

        Assert.Equal(("archive", "hr-write", false), (form.Analysis.Draft.Database, form.Analysis.Rule!.Name, form.ShowProblems));
    }

    [Fact]
    public async Task Nobody_but_oneself_to_decide_is_said()
    {
        var reply = Card(await _world.SayAsync(Cast.Bo, "request hr-prod write for 30m because x"));

        Assert.Equal("Nobody could decide this", reply.Title);
    }

    private static FormInput Filled => new("hr-prod", "read", "hr", [], ["public.employee"], null, "2h", "Wrong totals", null);

    private Task<Reply> SubmitAsync(FormInput input, PostedCard? form = null) =>
        _world.Dialogue.SubmitFormAsync(TalkWorld.Privately(Cast.Dana), input, "form-1", _world.NextDelivery(), form, default);

    private static CardView Card(Reply reply) => Assert.IsType<Reply.Card>(reply).View;
}
