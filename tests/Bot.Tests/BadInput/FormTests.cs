using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Cards;
using JitBot.Bot.Tests.Conversation;
using JitBot.Core.Requests;
using JitBot.Support;

namespace JitBot.Bot.Tests.BadInput;

/// <summary>A form comes back from a client that may send anything.</summary>
public sealed class FormTests
{
    private static readonly FormInput Whole = new("hr-prod", "read", "hr", [], ["public.employee"], null, "2h", "INC-42", null);

    private static readonly Dictionary<string, Func<string, FormInput>> Fields = new()
    {
        ["target"] = text => Whole with { Target = text },
        ["level"] = text => Whole with { Level = text },
        ["database"] = text => Whole with { Database = text },
        ["schemas"] = text => Whole with { Tables = [], Schemas = [text] },
        ["tables"] = text => Whole with { Tables = [text] },
        ["typed tables"] = text => Whole with { Tables = [], TablesTyped = $"x{text}" },
        ["duration"] = text => Whole with { Duration = text },
        ["until"] = text => Whole with { Duration = null, Until = text },
    };

    private static readonly string[] Keys =
    [
        FormFields.Target, FormFields.Level, FormFields.Database, FormFields.Schemas, FormFields.Tables, FormFields.TablesTyped, FormFields.Duration,
        FormFields.DurationTyped, FormFields.Reason, FormFields.Ticket,
    ];

    public static TheoryData<string> Names => [.. Fields.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task A_field_with_nothing_that_exists_comes_back_in_the_form_and_nothing_is_stored(string field)
    {
        var world = new TalkWorld();
        foreach (var text in Nasty.Strings)
        {
            var reply = await SubmitAsync(world, Fields[field](text));

            Assert.InRange(TypedLineTests.Drawn(reply).Length, 1, TeamsCards.MostBytes + 1000);
            Assert.Empty(await world.Store.ListAsync(new(), default));
        }
    }

    [Fact]
    public void Whatever_JSON_a_form_comes_back_as_it_is_answered_and_at_most_asks_for_what_the_policy_allows() => Prop.ForAll(
        Gen.Elements(Keys).SelectMany(key => Values.Select(value => (key, value))).ListOf(6).ToArbitrary(),
        async fields =>
        {
            var world = new TalkWorld();
            var data = new JsonObject();
            foreach (var (key, value) in fields)
            {
                data[key] = JsonNode.Parse(value);
            }

            Assert.InRange(TypedLineTests.Drawn(await SubmitAsync(world, TeamsCards.Input(data))).Length, 1, TeamsCards.MostBytes + 1000);
            Assert.All(await world.Store.ListAsync(new(), default), request =>
            {
                Assert.Equal(RequestState.Pending, request.State);
                Assert.InRange(request.Duration, DraftAnalyst.ShortestDuration, request.Rule.LongestDuration);
            });
        }).QuickCheckThrowOnFailure();

    private static Gen<string> Values => Gen.Elements(
    [
        "\"hr-prod\"", "\"read\"", "\"write\"", "\"hr\"", "\"public.employee\"", "\"2h\"", "\"until 2026-03-02T12:00Z\"", "\"INC-42\"", "\"\"", "null", "5", "-1.5e300", "true", "[]", "[\"hr-prod\"]", "{\"value\":\"read\"}",
        .. Nasty.Strings.Where(text => text.Length < 200 && JitBot.Core.PlainText.IsPrintable(text)).Select(text => System.Text.Json.JsonSerializer.Serialize(text)),
    ]);

    private static Task<Reply> SubmitAsync(TalkWorld world, FormInput input) =>
        world.Dialogue.SubmitFormAsync(TalkWorld.Privately(Cast.Dana), input, "form-1", world.NextDelivery(), null, default);
}
