using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace JitBot.Bot.Tests.FakeSlack;

/// <summary>What the Slack twin tells the bot over HTTP, and what it makes of the answer.</summary>
public sealed class DeliveryTests : SlackWorld
{
    [Fact]
    public async Task Every_delivery_is_signed_over_its_timestamp_and_body()
    {
        ListenOverHttp();
        await Dana.CommandAsync("request hr-prod & more", Channel);
        await Dana.ShortcutAsync("jit");
        await Dana.SayAsync("hello");

        Assert.Equal(3, Received.Count);
        foreach (var (headers, body) in Received)
        {
            var timestamp = headers["X-Slack-Request-Timestamp"];
            using var hmac = new HMACSHA256(Encoding.ASCII.GetBytes(Twin.SigningSecret));
            var expected = "v0=" + string.Concat(hmac.ComputeHash(Encoding.UTF8.GetBytes("v0:" + timestamp + ":" + body)).Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
            Assert.Equal(expected, headers["X-Slack-Signature"]);
            Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds(), long.Parse(timestamp, CultureInfo.InvariantCulture));
        }

        var command = QueryHelpers.ParseQuery(Received[0].Body);
        Assert.Equal($"/jit request hr-prod & more in {Channel.Id} of {Twin.TeamId}", $"{command["command"]} {command["text"]} in {command["channel_id"]} of {command["team_id"]}");
        Assert.Equal("jit", JsonNode.Parse(QueryHelpers.ParseQuery(Received[1].Body)["payload"]!)!["callback_id"]!.GetValue<string>());
        Assert.Equal("im", JsonNode.Parse(Received[2].Body)!["event"]!["channel_type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_delivery_can_be_bent()
    {
        ListenOverHttp();
        var delivery = Twin.Payloads.Command(Dana, Channel, "/jit", "mine");
        await Twin.Line.SendAsync(delivery, signed => signed with { Signature = "", Timestamp = null });
        await Twin.Line.SendAsync(delivery, signed => signed with { Sent = signed.Body + "x" });

        Assert.False(Received[0].Headers.ContainsKey("X-Slack-Signature") || Received[0].Headers.ContainsKey("X-Slack-Request-Timestamp"));
        Assert.EndsWith("x", Received[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_s_answer_is_seen_by_the_one_who_typed_it()
    {
        ListenOverHttp();
        Answer = _ => Task.FromResult(Results.Json(new { text = "Nothing active.", blocks = new[] { Section("Nothing *active*.") } }));
        var heard = await Dana.CommandAsync("mine", Channel);

        Assert.Equal((200, null), (heard.Status, heard.Error));
        var message = Assert.Single(Channel.Messages);
        Assert.Equal(("Nothing *active*.", Dana), (message.Lines, message.OnlyFor));
    }

    [Fact]
    public async Task After_three_seconds_the_person_is_told_that_it_timed_out()
    {
        ListenOverHttp();
        var reached = new TaskCompletionSource();
        Answer = async _ =>
        {
            reached.SetResult();
            await Task.Delay(TimeSpan.FromSeconds(4), Time);
            return Results.Ok();
        };
        var heard = Dana.CommandAsync("mine");
        await reached.Task;
        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal((null, "operation_timeout"), ((await heard).Status, (await heard).Error));
        Answer = _ => Task.FromResult(Results.StatusCode(500));
        Assert.Equal((500, "dispatch_failed"), ((await Dana.CommandAsync("mine")).Status, Twin.Deliveries[^1].Heard!.Error));
    }

    [Fact]
    public async Task An_event_is_told_again_with_its_number_and_an_interaction_is_not()
    {
        ListenOverHttp();
        await Dana.OpenHomeAsync();
        await Twin.RedeliverAsync(Twin.Deliveries[0]);
        await Twin.RedeliverAsync(Twin.Deliveries[1]);

        Assert.Equal(["", "1", "2"], Received.Select(received => received.Headers.GetValueOrDefault("X-Slack-Retry-Num", "")));
        Assert.Equal("http_timeout", Received[1].Headers["X-Slack-Retry-Reason"]);
        Assert.Single(Received.Select(received => JsonNode.Parse(received.Body)!["event_id"]!.GetValue<string>()).Distinct());
        await Dana.ShortcutAsync("jit");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Twin.RedeliverAsync(Twin.Deliveries[^1]));
    }

    [Fact]
    public async Task A_response_url_can_be_used_five_times()
    {
        ListenOverHttp();
        await CallAsync("chat.postMessage", new { channel = Channel.Id, text = "Decide", blocks = new[] { Section("Decide"), Buttons("approve") } });
        await Dana.PressAsync(Channel.Messages[0], "APPROVE");
        var pressed = Twin.Deliveries[^1].Payload;
        var url = pressed["response_url"]!.GetValue<string>();
        Assert.Equal(("approve", "approve-1"), (pressed["actions"]![0]!["action_id"]!.GetValue<string>(), pressed["actions"]![0]!["value"]!.GetValue<string>()));

        await RespondAsync(url, new { text = "only you" });
        await RespondAsync(url, new { text = "all of you", response_type = "in_channel" });
        await RespondAsync(url, new { text = "Decided", replace_original = true });
        await RespondAsync(url, new { text = "again" });
        Assert.Equal((HttpStatusCode.OK, "ok"), await RespondAsync(url, new { delete_original = true }));
        var sixth = await RespondAsync(url, new { text = "once more" });

        Assert.Equal((HttpStatusCode.NotFound, """{"ok":false,"error":"used_url"}"""), sixth);
        Assert.Equal(["only you", "all of you", "again"], Dana.Messages.Select(message => message.Text));
        Assert.Equal(["all of you"], Channel.FromBot.Select(message => message.Text));
        Assert.Equal(("Decided", "Decide"), (Channel.Messages[0].Text, Channel.Messages[0].Earlier[0].Text));
    }

    [Fact]
    public async Task A_response_url_lasts_half_an_hour()
    {
        ListenOverHttp();
        await Dana.CommandAsync("mine", Channel);
        var url = Twin.Deliveries[^1].Payload["response_url"]!.GetValue<string>();

        Time.Advance(TimeSpan.FromMinutes(30) + TimeSpan.FromSeconds(1));

        Assert.Equal((HttpStatusCode.NotFound, """{"ok":false,"error":"expired_url"}"""), await RespondAsync(url, new { text = "late" }));
    }

    [Fact]
    public async Task A_mention_reaches_the_bot_where_it_is_a_member()
    {
        ListenOverHttp();
        await Dana.MentionAsync(Channel, "mine");
        var told = JsonNode.Parse(Received[0].Body)!["event"]!;

        Assert.Equal(("app_mention", $"<@{Twin.BotUserId}> mine"), (told["type"]!.GetValue<string>(), told["text"]!.GetValue<string>()));
        Channel.HasBot = false;
        await Assert.ThrowsAsync<InvalidOperationException>(() => Dana.MentionAsync(Channel, "mine"));
        Answer = body => Task.FromResult(Results.Text(JsonNode.Parse(body)!["challenge"]!.GetValue<string>()));
        Assert.True(await Twin.Line.VerifyUrlAsync());
    }
}
