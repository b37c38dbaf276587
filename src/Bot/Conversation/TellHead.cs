using System.Globalization;
using JitBot.Bot.Configuration;
using JitBot.Core.Audit;

namespace JitBot.Bot.Conversation;

/// <summary>
/// Once a day the newest signed head of the record goes into the operators' channels. Whoever could alter the store afterwards cannot alter what was read there.
/// </summary>
internal sealed partial class TellHead(IEnumerable<IChatSurface> surfaces, AuditOptions options, ReadChain chain, ToldHeads told, ILogger<TellHead> log)
{
    public async Task HandleAsync(CancellationToken ct)
    {
        if (options.Channels.IsEmpty || await chain.NewestAsync(ct) is not { Head: var head } || !await told.ClaimAsync(head.What, ct))
        {
            return;
        }

        var posted = true;
        foreach (var surface in surfaces)
        {
            if (options.Channels.TryGetValue(surface.Platform, out var channel))
            {
                posted &= await PostAsync(surface, channel, Card(head), ct);
            }
        }

        if (posted)
        {
            await told.NoteAsync(head.What, CancellationToken.None);
        }
    }

    internal static CardView Card(Signed<AuditHead> head)
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"The record stands at entry {head.What.Seq:N0}");
        return new()
        {
            Title = title,
            Tone = CardTone.Neutral,
            Summary = title,
            Lead = [CardText.Of($"Keep this message: with it anybody can show that nothing before it was altered since.")],
            Facts =
            [
                new("Signed", CardText.Of($"{head.What.At}")),
                new("With key", CardText.Of($"{head.Key}")),
                new("Installation", CardText.Of($"{head.What.Installation}")),
            ],
            Text =
            [
                CardText.Of($"Check an export with it:"),
                CardText.Exact($"jitbot audit verify FILE --key KEY --head {head.What.Seq.ToString(CultureInfo.InvariantCulture)}:{head.What.Hash}"),
                CardText.Of($"Its signature:"),
                CardText.Exact(head.Signature),
            ],
        };
    }

    /// <returns>False if it may go through a little later.</returns>
    private async Task<bool> PostAsync(IChatSurface surface, string channel, CardView card, CancellationToken ct)
    {
        switch (await TryToShow.OnceAsync(() => surface.PostAsync(new CardPlace.Channel(channel), card, ct), log, ct))
        {
            case PostOutcome.Again again:
                LogAgain(surface.Platform, again.Why);
                return false;
            case PostOutcome.Never never:
                LogNever(surface.Platform, never.Why);
                return true;
            default:
                return true;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The record's head is told on {Platform} a little later: {Why}")]
    private partial void LogAgain(string platform, string why);

    [LoggerMessage(2, LogLevel.Error, "The record's head cannot be told on {Platform}: {Why}")]
    private partial void LogNever(string platform, string why);
}
