using System.Text.Json;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core;
using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Bot.Tests.BadInput;

/// <summary>Nasty text in every place of every typed line: a clear answer of bounded size, and nothing changed.</summary>
public sealed class TypedLineTests
{
    private static readonly string[] NamesNothing =
    [
        "{0}", "request {0}", "request {0} read employee for 2h because INC-42", "request hr-prod {0} employee for 2h because INC-42",
        "request hr-prod read tables {0} for 2h because INC-42", "request hr-prod read \"{0}\" for 2h because INC-42", "request hr-prod read schema {0} for 2h because INC-42",
        "request hr-prod read employee in {0} for 2h because INC-42", "request hr-prod read employee for {0} because INC-42", "request hr-prod read employee until {0} because INC-42", "who {0}", "done {0}",
        "revoke {0} because it is over", "extend {0} 1h because it goes on", "extend {0} because it goes on", "/jit {0}",
    ];

    public static TheoryData<string> Lines => [.. NamesNothing];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Nasty.Strings.Length)];

    [Theory, MemberData(nameof(Lines))]
    public async Task A_line_that_names_nothing_there_is_gets_an_answer_of_bounded_size_and_changes_nothing(string line)
    {
        var world = new TalkWorld();
        foreach (var text in Nasty.Strings)
        {
            var reply = await world.SayAsync(Cast.Dana, string.Format(System.Globalization.CultureInfo.InvariantCulture, line, text));

            Assert.InRange(Drawn(reply).Length, 1, TeamsCards.MostBytes + 1000);
            Assert.Empty(await world.Store.ListAsync(new(), default));
        }
    }

    [Theory, MemberData(nameof(Numbers))]
    public async Task A_reason_is_kept_as_it_was_typed_or_refused(int number)
    {
        var world = new TalkWorld();
        var reason = Nasty.Strings[number];

        await world.SayAsync(Cast.Dana, $"request hr-prod read employee for 2h because {reason}");
        await world.WorkAsync();

        // What the reader takes as the end of the line is a length of time, not a reason.
        foreach (var request in await world.Store.ListAsync(new(), default))
        {
            Assert.Equal(reason.Trim(), request.Reason);
            Assert.True(PlainText.IsPrintable(reason) && reason.Length <= DraftAnalyst.MostReason);
            Assert.All(request.Cards, card => Assert.InRange(Drawn(world.Chat.Shown[card.Message]).Length, 1, TeamsCards.MostBytes + 1000));
        }
    }

    [Theory, MemberData(nameof(Numbers))]
    public void A_persons_name_stands_on_every_card_and_breaks_none(int number)
    {
        var names = Names.Of(new[] { Cast.Dana, Cast.Ada, Cast.Bo, Cast.Olga }.Select(person => person with { Name = Nasty.Strings[number] }));
        foreach (var request in Lives.All)
        {
            foreach (var view in Enum.GetValues<CardSlot>().Select(slot => RequestCards.For(request, slot, names, Cast.Hr)).OfType<CardView>())
            {
                Assert.InRange(Drawn(view).Length, 1, TeamsCards.MostBytes + 1000);
            }
        }
    }

    internal static byte[] Drawn(Reply reply) => reply switch
    {
        Reply.Card card => Drawn(card.View),
        Reply.Aside aside => Drawn(aside.View),
        Reply.Form form => JsonSerializer.SerializeToUtf8Bytes(TeamsCards.Form(form)),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no answer to this."),
    };

    private static byte[] Drawn(CardView view) => JsonSerializer.SerializeToUtf8Bytes(TeamsCards.Card(view));
}
