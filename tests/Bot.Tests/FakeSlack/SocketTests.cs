using System.Net.WebSockets;
using System.Text.Json;

namespace JitBot.Bot.Tests.FakeSlack;

/// <summary>The Slack twin's Socket Mode: tickets, envelopes, acknowledgements, and connections that end in every way.</summary>
public sealed class SocketTests : SlackWorld
{
    [Fact]
    public async Task An_address_can_be_used_once_and_soon()
    {
        var url = (await CallAsync("apps.connections.open", new { }, Twin.AppToken)).GetProperty("url").GetString()!;
        using var first = await BotSocket.ConnectAsync(url);
        var late = (await CallAsync("apps.connections.open", new { }, Twin.AppToken)).GetProperty("url").GetString()!;
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(("hello", 1, Twin.AppId), (Type(first.Hello), first.Hello.GetProperty("num_connections").GetInt32(), first.Hello.GetProperty("connection_info").GetProperty("app_id").GetString()));
        await Assert.ThrowsAsync<WebSocketException>(() => BotSocket.ConnectAsync(url));
        await Assert.ThrowsAsync<WebSocketException>(() => BotSocket.ConnectAsync(late));
        Assert.Equal("not_allowed_token_type", Error(await CallAsync("apps.connections.open", new { })));
    }

    [Fact]
    public async Task A_command_s_acknowledgement_may_carry_its_answer()
    {
        using var bot = await ConnectAsync();
        var heard = Dana.CommandAsync("mine", Channel);
        var envelope = await bot.ReadAsync();
        await bot.AcknowledgeAsync(envelope, new { text = "Nothing active." });

        Assert.Equal((200, null), ((await heard).Status, (await heard).Error));
        Assert.Equal(("slash_commands", true, "mine"), (Type(envelope), envelope.GetProperty("accepts_response_payload").GetBoolean(), envelope.GetProperty("payload").GetProperty("text").GetString()));
        Assert.Equal("Nothing active.", Assert.Single(Dana.Ephemerals).Text);
    }

    [Fact]
    public async Task An_event_carries_its_retries()
    {
        using var bot = await ConnectAsync();
        var heard = Dana.OpenHomeAsync();
        await bot.AcknowledgeAsync(await bot.ReadAsync());
        await heard;
        var again = Twin.RedeliverAsync(Twin.Deliveries[0]);
        var envelope = await bot.ReadAsync();
        await bot.AcknowledgeAsync(envelope);
        await again;

        Assert.Equal(("events_api", 1, "timeout"), (Type(envelope), envelope.GetProperty("retry_attempt").GetInt32(), envelope.GetProperty("retry_reason").GetString()));
    }

    [Fact]
    public async Task Each_envelope_goes_to_one_connection_in_turn()
    {
        using var one = await ConnectAsync();
        using var two = await ConnectAsync();
        var first = Dana.ShortcutAsync("a");
        var second = Dana.ShortcutAsync("b");
        await one.AcknowledgeAsync(await one.ReadAsync());
        await two.AcknowledgeAsync(await two.ReadAsync());
        await Task.WhenAll(first, second);

        Assert.Equal([2, 2], Twin.Sockets.Open.Select(socket => socket.Sent.Count)); // hello, and one envelope
    }

    [Fact]
    public async Task What_a_cut_connection_took_with_it_is_sent_again_through_another()
    {
        using var one = await ConnectAsync();
        var heard = Dana.ShortcutAsync("jit");
        var lost = await one.ReadAsync();
        using var two = await ConnectAsync();
        Twin.Sockets.Open[0].Cut();
        var again = await two.ReadAsync();
        await two.AcknowledgeAsync(again);

        Assert.Equal((200, BotSocket.Id(lost)), ((await heard).Status, BotSocket.Id(again)));
        await Assert.ThrowsAnyAsync<WebSocketException>(() => one.ReadAsync());
    }

    [Fact]
    public async Task What_is_lost_in_a_half_open_connection_is_noticed_after_three_seconds_and_done_elsewhere()
    {
        using var one = await ConnectAsync();
        Twin.Sockets.Open[0].Freeze();
        var heard = Dana.ShortcutAsync("jit");
        await Twin.WaitForAsync(() => Twin.Sockets.Open[0].Sent.Count == 2 ? Twin : null, TimeSpan.FromSeconds(30));
        using var two = await ConnectAsync();
        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("operation_timeout", (await heard).Error);
        Assert.Equal("interactive", Type(await two.ReadAsync()));
    }

    [Fact]
    public async Task A_rotation_warns_asks_and_closes()
    {
        using var bot = await ConnectAsync();
        var socket = Twin.Sockets.Open[0];
        await socket.WarnAsync();
        await socket.RefreshAsync();

        Assert.Equal(("warning", "refresh_requested"), (Reason(await bot.ReadAsync()), Reason(await bot.ReadAsync())));
        await Assert.ThrowsAsync<WebSocketException>(() => bot.ReadAsync());
        using var next = await ConnectAsync();
        var heard = Dana.ShortcutAsync("jit");
        await next.AcknowledgeAsync(await next.ReadAsync());
        Assert.Equal(200, (await heard).Status);
    }

    [Fact]
    public async Task Too_many_connections_and_a_disabled_Socket_Mode_are_turned_away()
    {
        Twin.Sockets.Most = 1;
        using var one = await ConnectAsync();
        using var two = await ConnectAsync();
        await Twin.Sockets.DisableAsync();
        using var three = await ConnectAsync();

        Assert.Equal(("too_many_websockets", "link_disabled", "link_disabled"), (Reason(two.Hello), Reason(await one.ReadAsync()), Reason(three.Hello)));
    }

    [Fact]
    public async Task Without_a_connection_a_command_fails_after_three_seconds()
    {
        var heard = Dana.CommandAsync("mine");
        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal((null, "dispatch_failed"), ((await heard).Status, (await heard).Error));
    }

    private static string? Type(JsonElement message) => message.GetProperty("type").GetString();

    private static string? Reason(JsonElement message) => message.GetProperty("reason").GetString();
}
