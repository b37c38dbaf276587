using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace JitBot.Bot.Slack.Api;

/// <summary>Files: an address for one, its bytes, and then where it is shared.</summary>
internal sealed partial class SlackClient
{
    private static readonly TimeSpan UploadTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Somebody's private chat with the bot, which files are shared in by its own id.</summary>
    public Task<SlackAnswer> OpenDirectAsync(string user, CancellationToken ct) =>
        CallAsync("conversations.open", new FormUrlEncodedContent([new("users", user)]), options.BotToken, null, ct);

    /// <param name="length">In bytes; exactly as many must follow.</param>
    public Task<SlackAnswer> UploadAddressAsync(string name, long length, CancellationToken ct) => CallAsync(
        "files.getUploadURLExternal", new FormUrlEncodedContent([new("filename", name), new("length", length.ToString(CultureInfo.InvariantCulture))]), options.BotToken, null, ct);

    /// <param name="address">As Slack gave it for this file; good once, and for a while.</param>
    /// <param name="content">Read once, and disposed of.</param>
    public async Task<SlackAnswer> UploadAsync(string? address, Stream content, long length, CancellationToken ct)
    {
        var bytes = new StreamContent(content) { Headers = { ContentLength = length, ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        if (options.MayUploadTo(address))
        {
            return await SendAsync("upload", null, new(HttpMethod.Post, address) { Content = bytes }, ct, UploadTimeout);
        }

        bytes.Dispose();
        return new SlackAnswer.Never("no address to upload to");
    }

    /// <param name="channel">The id of a channel or private chat; not a person's.</param>
    /// <param name="comment">Markup: ours, or escaped.</param>
    public Task<SlackAnswer> ShareFileAsync(string file, string name, string channel, string? thread, string comment, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["files"] = new JsonArray(new JsonObject { ["id"] = file, ["title"] = name }),
            ["channel_id"] = channel,
            ["initial_comment"] = comment,
        };
        if (thread is not null)
        {
            body["thread_ts"] = thread;
        }

        return CallAsync("files.completeUploadExternal", JsonContent.Create(body), options.BotToken, channel, ct);
    }
}
