using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Core.Grants;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Conversation.Cards;

public sealed class RequestCardsTests
{
    private static readonly Names Known = Names.Of(Cast.Dana, Cast.Ada, Cast.Bo, Cast.Olga);

    [Fact]
    public void Every_card_of_a_request_that_is_over_has_no_buttons()
    {
        foreach (var (request, card) in AllCards().Where(drawn => drawn.Request.IsOver))
        {
            Assert.True(card.Actions.IsEmpty, $"{request.State}: {card.Title}");
        }
    }

    [Fact]
    public void Buttons_carry_the_request_and_the_terms_that_were_shown()
    {
        foreach (var (request, card) in AllCards())
        {
            Assert.All(card.Actions, action => Assert.Equal(new ButtonSubject.OfRequest(request.Id, request.Terms), action.About));
        }
    }

    [Fact]
    public void Voice_is_calm()
    {
        foreach (var (_, card) in AllCards())
        {
            Assert.All(Said(card), text => Assert.DoesNotContain('!', text));
            Assert.All(Said(card), text => Assert.False(string.IsNullOrWhiteSpace(text)));
        }
    }

    [Fact]
    public void Only_the_requester_is_you()
    {
        Assert.Contains("Given back by you", Text(CardSlot.Grant, Lives.Ended(EndCause.GivenBack)), StringComparison.Ordinal);
        Assert.Contains("Given back by Dana Reyes", Text(CardSlot.Decision, Lives.Ended(EndCause.GivenBack)), StringComparison.Ordinal);
        Assert.Contains("Revoked by Olga Petrova", Text(CardSlot.Closing, Lives.Ended(EndCause.Revoked)), StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_who_left_the_directory_goes_by_their_id() =>
        Assert.Equal("dana asks for read on hr-prod", RequestCards.For(Lives.Pending, CardSlot.Decision, Names.Of(), null)!.Title);

    [Fact]
    public void Denying_asks_why_and_approving_does_not()
    {
        var actions = RequestCards.For(Lives.Pending, CardSlot.Decision, Known, Cast.Hr)!.Actions;

        Assert.Equal([ActionIds.Approve, ActionIds.Deny, ActionIds.Why], actions.Select(action => action.Id));
        Assert.Null(actions[0].AsksFor);
        Assert.NotNull(actions[1].AsksFor);
    }

    /// <summary>What is approved is what was shown.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public void Every_table_is_on_the_decision_card(int tables)
    {
        var request = Lives.Pending with { Scope = Lives.Wide(tables) };
        var text = Text(CardSlot.Decision, request);

        Assert.All(request.Scope.Tables, table => Assert.Contains(table.ToString(), text, StringComparison.Ordinal));
    }

    [Fact]
    public void Cards_that_have_nothing_to_say_yet_are_none()
    {
        Assert.Null(RequestCards.For(Lives.Pending, CardSlot.Grant, Known, Cast.Hr));
        Assert.Null(RequestCards.For(Lives.Active, CardSlot.Reminder, Known, Cast.Hr));
        Assert.Null(RequestCards.For(Lives.Active, CardSlot.Closing, Known, Cast.Hr));
        Assert.Null(RequestCards.For(Lives.Ending(EndCause.Expired), CardSlot.Overstay, Known, Cast.Hr));
        Assert.Null(RequestCards.For(Lives.Ended(EndCause.NotIssued), CardSlot.Grant, Known, Cast.Hr));
    }

    [Fact]
    public void Operators_are_told_what_to_do_by_hand_only_where_it_is_known()
    {
        Assert.Contains("pg_terminate_backend", Text(CardSlot.Overstay, Lives.Overstaying), StringComparison.Ordinal);
        var elsewhere = RequestCards.For(Lives.Overstaying, CardSlot.Overstay, Known, Cast.Hr with { Engine = "sqlserver" })!;
        Assert.DoesNotContain("pg_terminate_backend", string.Concat(Said(elsewhere)), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_lists_from_the_server_are_cut_short()
    {
        var kept = Enumerable.Range(1, 500).Select(i => $"table hr.public.t{i}: now owned by jit_graveyard").ToImmutableArray();

        Assert.Contains("and 480 more", Text(CardSlot.Closing, Lives.Ended(EndCause.Expired, kept)), StringComparison.Ordinal);
    }

    private static IEnumerable<(AccessRequest Request, CardView Card)> AllCards() =>
        from request in Lives.All
        from slot in Enum.GetValues<CardSlot>()
        let card = RequestCards.For(request, slot, Known, Cast.Hr)
        where card is not null
        select (request, card);

    private static string Text(CardSlot slot, AccessRequest request) => string.Join('\n', Said(RequestCards.For(request, slot, Known, Cast.Hr)!));

    private static IEnumerable<string> Said(CardView card) =>
        [.. card.Title.Length > 0 ? [card.Title] : Array.Empty<string>(), card.Summary, .. card.Lead.Select(text => text.ToString()), .. card.Facts.Select(fact => fact.Value.ToString()), .. card.Text.Select(text => text.ToString())];
}
