using System.Collections.Immutable;
using JitBot.Bot.Bytebase.Api;
using JitBot.Core;
using JitBot.Core.Storage;

namespace JitBot.Bot.Bytebase;

/// <summary>
/// Looks for issues that wait for approval, and at all that are known and not over. It is the only way to hear of an approval, an end or a revocation
/// in Bytebase itself: there is a webhook for none of them, or none that can be trusted.
/// </summary>
internal sealed partial class PollBytebase(
    BytebaseClient client, ReadIssue read, BridgedIssues issues, BytebaseOptions options, BytebaseHealth health, TimeProvider time, ILogger<PollBytebase> log)
{
    // Each takes its time to fail, and meanwhile nobody's word gets there.
    private const int MostInARow = 3;

    /// <exception cref="BytebaseDownException">It seems not to be there at all; what was seen so far counts.</exception>
    public async Task HandleAsync(CancellationToken ct)
    {
        var look = new Look();
        var known = (await issues.ListAsync(ct)).ToDictionary(issue => issue.Name);
        foreach (var project in options.Projects)
        {
            foreach (var kind in project.Kinds)
            {
                ImmutableArray<BytebaseIssue> open = [];
                await TryAsync(look, $"projects/{project.Name}", async () => open = await client.OpenAsync(project.Name, kind, ct));
                foreach (var issue in open)
                {
                    var isKnown = known.Remove(issue.Name);
                    if (isKnown || issue.IsWaiting)
                    {
                        await TryAsync(look, issue.Name.ToString(), async () => await SawAsync(issue.Name, await read.OfAsync(issue, ct), ct));
                    }
                }
            }
        }

        foreach (var issue in known.Values.Where(issue => !issue.IsOver && options.Of(issue.Name) is not null))
        {
            await TryAsync(look, issue.Name.ToString(), async () => await SawAsync(issue.Name, await read.HandleAsync(issue.Name, ct), ct));
        }

        health.Looked(look.Trouble);
    }

    private Task<BridgedIssue?> SawAsync(IssueName name, IssueSeen? seen, CancellationToken ct) => issues.ChangeAsync(name.Id, current => (current, seen) switch
    {
        (null, null) => null,
        (null, { Standing: IssueStanding.Waiting }) => BridgedIssue.Found(name, seen, time.Now()),
        (null, _) => null,
        (_, null) => current.Lost(time.Now()),
        _ => current.Saw(seen, options.ServiceAccount, time.Now()),
    }, ct);

    /// <summary>One project or issue that cannot be read keeps none of the others back, whatever is wrong with it.</summary>
    private async Task TryAsync(Look look, string what, Func<Task> read)
    {
        try
        {
            await read();
            look.InARow = 0;
        }
        catch (BytebaseDownException down)
        {
            LogNotRead(what, down.Message);
            look.Trouble = $"{what}: {down.Message}";
            // A refusal is an answer.
            look.InARow = down.MayPass ? look.InARow + 1 : 0;
            if (look.InARow == MostInARow)
            {
                health.Looked($"three in a row failed, so the rest was not looked at; the last was {look.Trouble}");
                throw;
            }
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or StoreDownException))
        {
            LogFault(what, fault);
            look.Trouble = $"{what}: {fault.GetType().Name}";
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Bytebase's {What} cannot be followed at the moment: {Why}")]
    private partial void LogNotRead(string what, string why);

    [LoggerMessage(2, LogLevel.Error, "Bytebase's {What} cannot be followed")]
    private partial void LogFault(string what, Exception fault);

    private sealed class Look
    {
        /// <summary>What failed last, and why; null while all of it works.</summary>
        public string? Trouble { get; set; }

        /// <summary>How many failed, one after the other, as they would if Bytebase were down.</summary>
        public int InARow { get; set; }
    }
}
