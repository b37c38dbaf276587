using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Tests.Slack;
using JitBot.Core.Requests;
using JitBot.Playground.FakeSlack;
using JitBot.Support;
using Microsoft.Extensions.Logging;

namespace JitBot.Bot.Tests.BadInput;

/// <summary>Well-signed deliveries of Slack's with something wrong in them.</summary>
public sealed class SlackPayloadTests
{
    private const int Tries = 200;

    // Rules 34, 39
    [Fact]
    public async Task Whatever_somebody_without_authority_sends_nothing_of_another_persons_changes()
    {
        await using var bot = await SlackBot.StartAsync();
        var request = await bot.AskedAsync();
        var random = new Random(4711);
        foreach (var delivery in Deliveries(bot, bot.Sam, request, random).Take(Tries))
        {
            var payload = Mutation.Of(delivery.Payload, random);
            bot.Time.Advance(TimeSpan.FromSeconds(1));

            var heard = await bot.Twin.DeliverAsync(new(delivery.Kind, AsStrings(delivery.Kind, payload)));

            Assert.True(heard.Status is 200 or 400, $"{heard.Status} for {payload.ToJsonString()}");
            Assert.InRange(heard.Body?.GetRawText().Length ?? 0, 0, 40_000);
            var now = (await bot.Requests.FindAsync(request.Id, default))!;
            Assert.Equal((RequestState.Pending, 0), (now.State, now.Decisions.Length));
        }

        Assert.DoesNotContain(bot.Log.Lines, line => line.Level >= LogLevel.Error);
        Assert.DoesNotContain(bot.Twin.Calls, call => call.Error is "invalid_blocks" or "invalid_arguments" or "msg_blocks_too_long");
    }

    // Rules 34, 36
    [Fact]
    public async Task Whatever_an_approver_sends_decides_by_that_approver_or_not_at_all()
    {
        await using var bot = await SlackBot.StartAsync();
        var random = new Random(815);
        for (var i = 0; i < 15; i++)
        {
            await bot.Dana.CommandAsync("request hr-prod read title for 2h because INC-42");
            await bot.RunDueAsync();
            var request = (await bot.Requests.ListAsync(new(), default))[0];
            foreach (var delivery in Deliveries(bot, bot.Omar, request, random).Take(10))
            {
                bot.Time.Advance(TimeSpan.FromSeconds(1));
                await bot.Twin.DeliverAsync(new(delivery.Kind, AsStrings(delivery.Kind, Mutation.Of(delivery.Payload, random))));
            }

            var now = (await bot.Requests.FindAsync(request.Id, default))!;
            Assert.True(now.Decisions.Length <= 1 && now.Decisions.All(decision => decision.Approver.Value == "omar"));
            Assert.Equal(now.State != RequestState.Pending, now.Decisions.Length == 1);
        }
    }

    // Rule 37
    [Fact]
    public async Task Whatever_is_typed_is_answered_in_bounds_and_what_Slack_takes()
    {
        await using var bot = await SlackBot.StartAsync();
        foreach (var text in Nasty.Strings)
        {
            foreach (var line in new[] { text, $"request {text}", $"request hr-prod read for 1h because {text}", $"who {text}", $"show {text}", $"extend {text}" })
            {
                bot.Time.Advance(TimeSpan.FromSeconds(1));
                var heard = await bot.Dana.CommandAsync(line);
                Assert.Null(heard.Error);
                bot.Dana.CloseAll();
            }

            foreach (var waiting in await bot.Requests.ListAsync(new() { States = [RequestState.Pending] }, default))
            {
                await bot.Twin.DeliverAsync(Press(bot, bot.Dana, waiting, ActionIds.Withdraw));
            }
        }

        await bot.RunDueAsync();
        Assert.DoesNotContain(bot.Twin.Calls, call => call.Error is "invalid_blocks" or "invalid_arguments" or "msg_blocks_too_long");
        Assert.DoesNotContain(bot.Log.Lines, line => line.Level >= LogLevel.Error);
    }

    private static IEnumerable<SlackDelivery> Deliveries(SlackBot bot, SlackPerson person, AccessRequest request, Random random)
    {
        string[] actions =
        [
            ActionIds.Approve, ActionIds.Deny, ActionIds.Withdraw, ActionIds.ShowCredentials, ActionIds.GiveBack, ActionIds.Extend, ActionIds.Details, "jit.form.target.v1", "jit.request.v1",
        ];
        while (true)
        {
            yield return random.Next(3) switch
            {
                0 => bot.Twin.Payloads.Command(person, bot.Channel, "/jit", $"revoke {request.Id} because I want to"),
                1 => Submitted(bot, person, request, random),
                _ => Press(bot, person, request, random.GetItems(actions, 1)[0]),
            };
        }
    }

    private static SlackDelivery Press(SlackBot bot, SlackPerson person, AccessRequest request, string action)
    {
        var delivery = bot.Twin.Payloads.Command(person, bot.Channel, "/jit", "");
        return new(SlackDeliveryKind.Interaction, new()
        {
            ["type"] = "block_actions",
            ["trigger_id"] = delivery.Payload["trigger_id"]!.DeepClone(),
            ["user"] = new JsonObject { ["id"] = person.Id, ["team_id"] = person.TeamId },
            ["team"] = new JsonObject { ["id"] = bot.Twin.TeamId },
            ["container"] = new JsonObject { ["type"] = "message", ["message_ts"] = bot.Channel.FromBot.FirstOrDefault()?.Ts ?? "1700000000.000001", ["channel_id"] = bot.Channel.Id },
            ["response_url"] = delivery.Payload["response_url"]!.DeepClone(),
            ["actions"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = action, ["value"] = $"{request.Id}:{request.Terms}" }),
        });
    }

    private static SlackDelivery Submitted(SlackBot bot, SlackPerson person, AccessRequest request, Random random)
    {
        var pressed = Press(bot, person, request, "").Payload;
        pressed["type"] = "view_submission";
        var asks = random.Next(2) == 0;
        pressed["view"] = new JsonObject
        {
            ["id"] = "V0",
            ["callback_id"] = asks ? ActionIds.Deny : ActionIds.Submit,
            ["private_metadata"] = asks ? $$"""{"b":"{{request.Id}}:{{request.Terms}}","m":null,"t":null}""" : """{"f":"form-1","t":"nowhere","l":"read","d":"hr","u":"1h"}""",
            ["state"] = new JsonObject
            {
                ["values"] = new JsonObject { ["text"] = new JsonObject { ["jit.ask.text.v1"] = new JsonObject { ["type"] = "plain_text_input", ["value"] = "because" } } },
            },
        };
        return new(SlackDeliveryKind.Interaction, pressed);
    }

    /// <summary>A command is a form: it knows nothing but text.</summary>
    private static JsonObject AsStrings(SlackDeliveryKind kind, JsonObject payload) => kind != SlackDeliveryKind.Command ? payload
        : new(payload.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)JsonValue.Create(field.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : field.Value?.ToJsonString() ?? ""))));
}
