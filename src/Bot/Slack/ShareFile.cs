using JitBot.Bot.Slack.Api;

namespace JitBot.Bot.Slack;

/// <summary>Puts a file into a channel, a thread or a private chat: three calls of Slack's, of which the bytes go out once.</summary>
internal sealed class ShareFile(SlackClient slack, TimeProvider time)
{
    private const int MostTries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <param name="channel">The id of a channel or private chat.</param>
    /// <param name="content">Read once, and disposed of whatever comes of it.</param>
    /// <param name="length">In bytes.</param>
    /// <returns>Of the call that failed, or of the last; <see cref="SlackAnswer.Done"/> once it is shared.</returns>
    public async Task<SlackAnswer> HandleAsync(string channel, string? thread, string name, Stream content, long length, string comment, CancellationToken ct)
    {
        await using (content)
        {
            var begun = await AgainAsync(() => slack.UploadAddressAsync(name, length, ct), ct);
            if (begun is not SlackAnswer.Done { Body: var place })
            {
                return begun;
            }

            if (place.Text("file_id") is not { } file)
            {
                return new SlackAnswer.Never("accepted without an id");
            }

            var sent = await slack.UploadAsync(place.Text("upload_url"), content, length, ct);
            return sent is SlackAnswer.Done ? await AgainAsync(() => slack.ShareFileAsync(file, name, channel, thread, comment, ct), ct) : sent;
        }
    }

    /// <summary>A short refusal is waited out here: whoever begins anew sends the bytes once more, and may not have them any longer.</summary>
    private async Task<SlackAnswer> AgainAsync(Func<Task<SlackAnswer>> call, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await call();
            if (answer is not SlackAnswer.Again { After: var after, Why: var why } || tries == MostTries || after > LongestPause || SlackErrors.Remedy(why) is not null)
            {
                return answer;
            }

            await Task.Delay(after ?? Pause, time, ct);
        }
    }
}
