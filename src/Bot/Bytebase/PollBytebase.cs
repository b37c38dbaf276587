using JitBot.Bot.Bytebase.Api;
using JitBot.Core;

namespace JitBot.Bot.Bytebase;

/// <summary>
/// Looks for issues that wait for approval, and at all that are known and not over. It is the only way to hear of an approval, an end or a revocation
/// in Bytebase itself: there is a webhook for none of them, or none that can be trusted.
/// </summary>
internal sealed partial class PollBytebase(
    BytebaseClient client, ReadIssue read, BridgedIssues issues, BytebaseOptions options, BytebaseHealth health, TimeProvider time, ILogger<PollBytebase> log)
{
    /// <exception cref="BytebaseDownException">It is not there at all; what was seen so far counts.</exception>
    public async Task HandleAsync(CancellationToken ct)
    {
        var known = (await issues.ListAsync(ct)).ToDictionary(issue => issue.Name);
        string? trouble = null;
        foreach (var project in options.Projects)
        {
            foreach (var kind in project.Kinds)
            {
                trouble = await TryAsync($"projects/{project.Name}", async () =>
                {
                    foreach (var open in await client.OpenAsync(project.Name, kind, ct))
                    {
                        var isKnown = known.Remove(open.Name);
                        if (isKnown || open.IsWaiting)
                        {
                            trouble = await TryAsync(open.Name.ToString(), async () => await SawAsync(open.Name, await read.OfAsync(open, ct), ct)) ?? trouble;
                        }
                    }
                }) ?? trouble;
            }
        }

        foreach (var issue in known.Values.Where(issue => !issue.IsOver && options.Of(issue.Name) is not null))
        {
            trouble = await TryAsync(issue.Name.ToString(), async () => await SawAsync(issue.Name, await read.HandleAsync(issue.Name, ct), ct)) ?? trouble;
        }

        if (trouble is not null)
        {
            health.Failed(trouble);
        }
    }

    private Task<BridgedIssue?> SawAsync(IssueName name, IssueSeen? seen, CancellationToken ct) => issues.ChangeAsync(name.Id, current => (current, seen) switch
    {
        (null, null) => null,
        (null, { Standing: IssueStanding.Waiting }) => BridgedIssue.Found(name, seen, time.Now()),
        (null, _) => null,
        (_, null) => current.Lost(time.Now()),
        _ => current.Saw(seen, options.ServiceAccount, time.Now()),
    }, ct);

    /// <summary>One project or issue that cannot be read keeps none of the others back.</summary>
    /// <returns>Why it could not; null if it could.</returns>
    private async Task<string?> TryAsync(string what, Func<Task> look)
    {
        try
        {
            await look();
            return null;
        }
        catch (BytebaseDownException down) when (!down.MayPass)
        {
            LogNotRead(what, down.Message);
            return down.Message;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Bytebase's {What} cannot be followed at the moment: {Why}")]
    private partial void LogNotRead(string what, string why);
}
