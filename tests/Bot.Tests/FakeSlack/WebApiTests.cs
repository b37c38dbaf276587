using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace JitBot.Bot.Tests.FakeSlack;

/// <summary>The Slack twin's Web API answers as Slack is documented to, so that what works against it has met Slack's refusals.</summary>
public sealed class WebApiTests : SlackWorld
{
    [Fact]
    public async Task A_message_is_posted_and_updated_and_what_it_said_before_is_kept()
    {
        var posted = await CallAsync("chat.postMessage", new { channel = Channel.Id, text = "one", blocks = new[] { Section("*one* &amp; only"), Buttons("yes", "no") } });
        var updated = await CallFormAsync("chat.update", ("channel", Channel.Id), ("ts", posted.GetProperty("ts").GetString()!), ("text", "two"));

        Assert.True(updated.GetProperty("ok").GetBoolean());
        var message = Assert.Single(Dana.Messages);
        Assert.Equal(("two", "*one* & only\n[YES]\n[NO]"), (message.Lines, Assert.Single(message.Earlier).Lines));
    }

    [Fact]
    public async Task A_post_to_a_person_opens_their_direct_messages()
    {
        Assert.Equal("channel_not_found", Error(await CallAsync("chat.postMessage", new { channel = Dana.Dm.Id, text = "hello" })));

        var posted = await CallAsync("chat.postMessage", new { channel = Dana.Id, text = "hello" });
        var opened = await CallAsync("conversations.open", new { users = Dana.Id });

        Assert.Equal(Dana.Dm.Id, posted.GetProperty("channel").GetString());
        Assert.Equal(Dana.Dm.Id, opened.GetProperty("channel").GetProperty("id").GetString());
        Assert.Equal("hello", Assert.Single(Dana.Dm.FromBot).Text);
    }

    [Fact]
    public async Task An_ephemeral_message_is_seen_by_one_person_and_cannot_be_updated()
    {
        var omar = Twin.AddPerson("omar");
        Assert.Equal("user_not_in_channel", Error(await CallAsync("chat.postEphemeral", new { channel = Channel.Id, user = omar.Id, text = "psst" })));
        Channel.Members = [Dana, omar];

        var shown = await CallAsync("chat.postEphemeral", new { channel = Channel.Id, user = Dana.Id, text = "psst" });

        Assert.Equal((1, 0), (Dana.Messages.Count(), omar.Messages.Count()));
        Assert.Equal("message_not_found", Error(await CallAsync("chat.update", new { channel = Channel.Id, ts = shown.GetProperty("message_ts").GetString(), text = "x" })));
    }

    [Theory]
    [InlineData("", "not_authed")]
    [InlineData("xoxb-made-up", "invalid_auth")]
    [InlineData("xapp-twin-not-a-secret", "not_allowed_token_type")]
    public async Task Without_a_token_of_its_own_nothing_is_done(string token, string error)
    {
        Assert.Equal(error, Error(await CallAsync("chat.postMessage", new { channel = Channel.Id, text = "x" }, token)));
        Assert.Empty(Channel.Messages);
    }

    [Fact]
    public async Task What_Slack_refuses_is_refused_in_its_words()
    {
        var hidden = Twin.AddChannel("hidden");
        (hidden.HasBot, hidden.IsPrivate) = (false, true);
        var open = Twin.AddChannel("open");
        open.HasBot = false;
        var theirs = Dana.SayAsync("mine");
        Time.Advance(TimeSpan.FromSeconds(5));
        await theirs;

        async Task<string?> ErrorOf(string method, object arguments) => Error(await CallAsync(method, arguments));
        Assert.Equal("unknown_method", await ErrorOf("chat.shout", new { }));
        Assert.Equal("channel_not_found", await ErrorOf("chat.postMessage", new { channel = "C404", text = "x" }));
        Assert.Equal("channel_not_found", await ErrorOf("chat.postMessage", new { channel = hidden.Id, text = "x" }));
        Assert.Equal("not_in_channel", await ErrorOf("chat.postMessage", new { channel = open.Id, text = "x" }));
        Assert.Equal("no_text", await ErrorOf("chat.postMessage", new { channel = Channel.Id }));
        Assert.Equal("message_not_found", await ErrorOf("chat.update", new { channel = Channel.Id, ts = "1.1", text = "x" }));
        Assert.Equal("cant_update_message", await ErrorOf("chat.update", new { channel = Dana.Dm.Id, ts = Dana.Dm.Messages[0].Ts, text = "x" }));
        Assert.Equal("msg_blocks_too_long", await ErrorOf("chat.postMessage", new { channel = Channel.Id, blocks = Enumerable.Repeat(Section(new('x', 2900)), 5) }));
        Assert.Equal("user_not_found", await ErrorOf("conversations.open", new { users = "U404" }));
        Twin.Scopes = Twin.Scopes.Remove("im:write");
        Assert.Equal("missing_scope", await ErrorOf("conversations.open", new { users = Dana.Id }));
        Twin.BotTokenRevoked = true;
        Assert.Equal("token_revoked", await ErrorOf("auth.test", new { }));
        Assert.Empty(Channel.Messages);
    }

    [Fact]
    public async Task People_are_found_by_id_and_email_and_their_flags_are_told()
    {
        Dana.IsRestricted = true;
        var user = (await CallFormAsync("users.info", ("user", Dana.Id))).GetProperty("user");
        var found = await CallFormAsync("users.lookupByEmail", ("email", "DANA@example.com"));

        Assert.Equal((Twin.TeamId, true, "dana@example.com"), (user.GetProperty("team_id").GetString(), user.GetProperty("is_restricted").GetBoolean(), user.GetProperty("profile").GetProperty("email").GetString()));
        Assert.Equal(Dana.Id, found.GetProperty("user").GetProperty("id").GetString());
        Assert.Equal("users_not_found", Error(await CallFormAsync("users.lookupByEmail", ("email", "nobody@example.com"))));
        // Methods that only read do not see what is sent as JSON.
        Assert.Equal("user_not_found", Error(await CallAsync("users.info", new { user = Dana.Id })));
    }

    [Fact]
    public async Task User_groups_tell_their_members()
    {
        Twin.AddUserGroup("S1", "dba-team", Dana);

        var group = (await CallFormAsync("usergroups.list", ("include_users", "true"))).GetProperty("usergroups")[0];
        var members = (await CallFormAsync("usergroups.users.list", ("usergroup", "S1"))).GetProperty("users");

        Assert.Equal(("dba-team", Dana.Id, Dana.Id), (group.GetProperty("handle").GetString(), group.GetProperty("users")[0].GetString(), members[0].GetString()));
        Assert.Equal("no_such_subteam", Error(await CallFormAsync("usergroups.users.list", ("usergroup", "S2"))));
    }

    [Fact]
    public async Task A_user_group_that_is_disabled_tells_its_members_to_nobody_who_does_not_insist()
    {
        Twin.AddUserGroup("S1", "dba-team", Dana).Disabled = true;

        Assert.Equal("no_such_subteam", Error(await CallFormAsync("usergroups.users.list", ("usergroup", "S1"))));
        Assert.Equal(1, (await CallFormAsync("usergroups.users.list", ("usergroup", "S1"), ("include_disabled", "true"))).GetProperty("users").GetArrayLength());
    }

    [Fact]
    public async Task Members_of_user_groups_are_asked_for_by_a_form_and_with_a_scope()
    {
        Twin.AddUserGroup("S1", "dba-team", Dana);

        Assert.Equal("invalid_arguments", Error(await CallAsync("usergroups.users.list", new { usergroup = "S1" })));
        Twin.Scopes = Twin.Scopes.Remove("usergroups:read");
        var refused = await CallFormAsync("usergroups.users.list", ("usergroup", "S1"));
        Assert.Equal(("missing_scope", "usergroups:read"), (Error(refused), refused.GetProperty("needed").GetString()));
        Assert.DoesNotContain("usergroups:read", refused.GetProperty("provided").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_uploaded_in_three_steps()
    {
        var address = await CallFormAsync("files.getUploadURLExternal", ("filename", "rows.csv"), ("length", "3"));
        using var http = new HttpClient();
        using var uploaded = await http.PostAsync(new Uri(address.GetProperty("upload_url").GetString()!), new ByteArrayContent("a,b"u8.ToArray()));
        await CallAsync("files.completeUploadExternal", new { files = new[] { new { id = address.GetProperty("file_id").GetString(), title = "Rows" } }, channel_id = Channel.Id });

        var file = Assert.Single(Assert.Single(Dana.Messages).Files);
        Assert.Equal((HttpStatusCode.OK, "rows.csv", "Rows", 3), (uploaded.StatusCode, file.Name, file.Title, file.Content.Length));
    }

    [Fact]
    public async Task Posts_are_paced_to_one_a_second_in_each_channel()
    {
        Twin.PacesPosts = true;
        var other = Twin.AddChannel("other");
        await CallAsync("chat.postMessage", new { channel = Channel.Id, text = "one" });

        using var second = await SendAsync("chat.postMessage", JsonContent.Create(new { channel = Channel.Id, text = "two" }));
        var elsewhere = await CallAsync("chat.postMessage", new { channel = other.Id, text = "one" });
        Time.Advance(TimeSpan.FromSeconds(1));
        var later = await CallAsync("chat.postMessage", new { channel = Channel.Id, text = "two" });

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (second.StatusCode, second.Headers.RetryAfter!.Delta));
        Assert.Equal((null, null), (Error(elsewhere), Error(later)));
    }

    [Fact]
    public async Task A_fault_hits_the_method_and_as_many_calls_as_it_was_told_to()
    {
        Twin.Faults.Throttle(TimeSpan.FromSeconds(7), method: "chat.postMessage");
        Twin.Faults.Refuse("fatal_error", method: "chat.postMessage");
        Twin.Faults.Cut(method: "chat.postMessage", afterwards: true);

        Assert.Null(Error(await CallAsync("auth.test", new { })));
        Assert.Equal("ratelimited", Error(await CallAsync("chat.postMessage", new { channel = Channel.Id, text = "x" })));
        Assert.Equal("fatal_error", Error(await CallAsync("chat.postMessage", new { channel = Channel.Id, text = "x" })));
        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync("chat.postMessage", new { channel = Channel.Id, text = "x" }));
        Assert.Equal("x", Assert.Single(Channel.Messages).Text);
        Assert.Equal([(200, null), (429, "ratelimited"), (200, "fatal_error"), (null, null)], Twin.Calls.Select(call => (call.Status, call.Error)));
        Twin.Faults.Down();
        using var down = await SendAsync("auth.test", JsonContent.Create(new { }));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, down.StatusCode);
    }

    [Fact]
    public async Task Calls_are_noted_without_their_token()
    {
        await CallFormAsync("auth.test", ("token", Twin.BotToken));

        Assert.Equal(JsonValueKind.Object, Assert.Single(Twin.Calls).Arguments.ValueKind);
        Assert.DoesNotContain(Twin.BotToken, Twin.Calls[0].Arguments.GetRawText(), StringComparison.Ordinal);
    }
}
