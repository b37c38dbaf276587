using System.Net;
using System.Text.Json;
using JitBot.Playground.FakeSlack;

namespace JitBot.Bot.Tests.FakeSlack;

/// <summary>Files as Slack takes them, and when it does not.</summary>
public sealed class FileTests : SlackWorld
{
    [Fact]
    public async Task Another_length_than_was_said_is_refused()
    {
        var (url, _) = await AddressAsync(4);

        Assert.Equal(HttpStatusCode.BadRequest, await UploadAsync(url, "a,b"));
    }

    [Fact]
    public async Task An_address_is_not_good_for_ever()
    {
        var (url, _) = await AddressAsync(3);
        Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(HttpStatusCode.BadRequest, await UploadAsync(url, "a,b"));
    }

    [Fact]
    public async Task What_was_not_uploaded_cannot_be_shared() => Assert.Equal("file_not_found", Error(await ShareAsync((await AddressAsync(3)).Id, Channel.Id)));

    [Fact]
    public async Task It_is_shared_where_the_bot_is_and_by_the_id_of_a_chat_and_not_of_a_person()
    {
        var (url, id) = await AddressAsync(3);
        await UploadAsync(url, "a,b");
        Twin.AddChannel("elsewhere", "C0000000099").HasBot = false;

        Assert.Equal("invalid_arguments", Error(await ShareAsync(id, Dana.Id)));
        Assert.Equal("not_in_channel", Error(await ShareAsync(id, "C0000000099")));
        Assert.Equal("channel_not_found", Error(await ShareAsync(id, "C0000000098")));
        Assert.Null(Error(await ShareAsync(id, Channel.Id)));
    }

    [Fact]
    public async Task Without_the_scope_there_is_no_address()
    {
        Twin.Scopes = Twin.Scopes.Remove("files:write");

        Assert.Equal("missing_scope", Error(await CallFormAsync("files.getUploadURLExternal", ("filename", "rows.csv"), ("length", "3"))));
    }

    private async Task<(string Url, string Id)> AddressAsync(int length)
    {
        var given = await CallFormAsync("files.getUploadURLExternal", ("filename", "rows.csv"), ("length", $"{length}"));
        return (given.GetProperty("upload_url").GetString()!, given.GetProperty("file_id").GetString()!);
    }

    private static async Task<HttpStatusCode> UploadAsync(string url, string content)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(url), new StringContent(content));
        return answer.StatusCode;
    }

    private Task<JsonElement> ShareAsync(string file, string channel) => CallAsync("files.completeUploadExternal", new { files = new[] { new { id = file } }, channel_id = channel });
}
