using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core.Requests;
using JitBot.Core.Targets;

namespace JitBot.Bot.Tests.Teams.Cards;

public sealed class TeamsCardsTests
{
    [Fact]
    public void Longest_request_there_can_be_still_shows_every_table()
    {
        var names = Enumerable.Range(100, 100).Select(i => new TableName(new string('s', 60), $"{new string('é', 30)}{i}")).ToImmutableArray();
        var request = Lives.OneOfTwo with
        {
            Scope = Lives.Pending.Scope with { Tables = names },
            Reason = string.Concat(Enumerable.Repeat("**_", 333)),
            Ticket = new string('*', 100),
        };
        request = request with { Decisions = [request.Decisions[0] with { Reason = string.Concat(Enumerable.Repeat("语言 ", 333)) }] };

        var card = TeamsCards.Card(RequestCards.For(request, CardSlot.Decision, Names.Of(Cast.Dana), Cast.Hr)!);
        var text = card.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(text), 1, TeamsCards.MostBytes);
        Assert.All(names, name => Assert.Contains(name.ToString(), text, StringComparison.Ordinal));
    }

    [Fact]
    public void Too_long_a_text_is_cut_at_a_word()
    {
        var card = TeamsCards.Card(new()
        {
            Title = "t", Tone = CardTone.Neutral, Summary = "s", Text = [.. Enumerable.Repeat(CardText.Of($"{string.Concat(Enumerable.Repeat("word ", 500))}"), 20)],
        });

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(card).Length, 1, TeamsCards.MostBytes);
        Assert.EndsWith("word…", card["body"]![1]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void Button_and_its_fallback_send_the_same_and_the_fallback_names_the_verb()
    {
        var approve = Gallery.Cards["decision-waiting"]["actions"]![0]!;

        Assert.Equal(ActionIds.Approve, approve["verb"]!.GetValue<string>());
        var fallback = approve["fallback"]!["data"]!.AsObject();
        Assert.Equal(ActionIds.Approve, fallback[FormFields.Verb]!.GetValue<string>());
        fallback = fallback.DeepClone().AsObject();
        fallback.Remove(FormFields.Verb);
        Assert.True(JsonNode.DeepEquals(approve["data"], fallback));
    }

    [Fact]
    public void No_button_carries_a_fact()
    {
        foreach (var action in Gallery.Cards.Where(card => !card.Key.StartsWith("form", StringComparison.Ordinal)).SelectMany(card => Actions(card.Value)))
        {
            var data = (action["data"] ?? action["card"]!["actions"]![0]!["data"])!.AsObject();
            Assert.Contains(string.Join(' ', data.Select(pair => pair.Key)), (string[])["request terms", "target finding", "issue terms", "request terms page ticket", "request line"]);
        }
    }

    [Fact]
    public void No_two_inputs_of_a_card_have_the_same_id()
    {
        var card = Gallery.Cards["findings-crowd"];

        var ids = Everything(card).Where(element => element["type"]!.GetValue<string>().StartsWith("Input.", StringComparison.Ordinal)).Select(input => input["id"]!.GetValue<string>()).ToArray();

        Assert.Equal(16, ids.Length);
        Assert.Equal(ids, ids.Distinct());
    }

    [Fact]
    public void Accounts_with_the_longest_names_are_told_apart()
    {
        var heads = Leftovers.Cards["findings-crowd"].Items.Select(item => item.Text[0].ToString()).ToArray();
        var drawn = Gallery.Cards["findings-crowd"].ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        Assert.Equal(8, heads.Distinct().Count());
        Assert.All(heads, head => Assert.Contains(head, drawn, StringComparison.Ordinal));
    }

    private static IEnumerable<JsonObject> Actions(JsonObject card) =>
        Everything(card).Where(element => element["actions"] is not null).SelectMany(element => element["actions"]!.AsArray()).Select(action => action!.AsObject());

    private static IEnumerable<JsonObject> Everything(JsonNode? node) => node switch
    {
        JsonObject element => [.. element["type"] is null ? Array.Empty<JsonObject>() : [element], .. element.SelectMany(property => Everything(property.Value))],
        JsonArray all => all.SelectMany(Everything),
        _ => [],
    };

    [Fact]
    public void Password_is_in_no_card_but_the_credentials()
    {
        var password = Gallery.Login.Password.Reveal();

        Assert.Equal(["credentials", "credentials-bound"], Gallery.Cards.Where(card => card.Value.ToJsonString().Contains(password, StringComparison.Ordinal)).Select(card => card.Key));
    }
}
