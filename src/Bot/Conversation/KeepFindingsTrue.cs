using System.Collections.Immutable;
using JitBot.Bot.Conversation.Cards;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Sweep;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation;

/// <summary>
/// Brings every target's message about findings, on every platform, to what is found there now: posts it when something asks for somebody, edits it
/// as things change, and lets go of it once it says that all is in order. Any replica may; on each target one at a time does.
/// </summary>
internal sealed partial class KeepFindingsTrue(
    IEnumerable<IChatSurface> surfaces, ListResidue list, FindingsBoards boards, IDirectory directory, TargetRegistry targets, TimeProvider time, ILogger<KeepFindingsTrue> log)
{
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(15);

    private readonly ImmutableArray<IChatSurface> _surfaces = [.. surfaces];

    public async Task HandleAsync(CancellationToken ct)
    {
        var known = await boards.ListAsync(ct);
        foreach (var residue in await list.OfBegunEndsAsync(ct))
        {
            if (targets.Find(residue.Target) is { } target)
            {
                await ShowAsync(target, residue, known.GetValueOrDefault(residue.Target) ?? new(), ct);
            }
        }
    }

    private async Task ShowAsync(Target target, TargetResidue residue, FindingsBoard seen, CancellationToken ct)
    {
        var now = time.Now();
        var own = _surfaces.Where(surface => target.Channels.ContainsKey(surface.Platform)).ToArray();
        string[] platforms = [.. own.Select(surface => surface.Platform)];
        var shown = ShownFindings.Of(residue, seen.ClosedUpTo, now);
        if (seen.Claim(shown, platforms, now) is null
            || await boards.ChangeAsync(target.Id, current => current.ClosedUpTo == seen.ClosedUpTo ? current.Claim(shown, platforms, now) : null, ct) is not { } board)
        {
            return;
        }

        var round = new Round(target, shown, FindingsCard.Of(shown, await Names.OfAsync(directory, FindingsCard.People(shown), ct)));
        try
        {
            foreach (var message in board.OutOfDate(shown))
            {
                if (own.FirstOrDefault(surface => surface.Platform == message.Surface) is { } surface)
                {
                    Settle(round, message, await TryToShow.OnceAsync(() => surface.UpdateAsync(message.Message, message.IsPast ? FindingsCard.Past(target.Id) : round.View, ct), log, ct));
                }
            }

            foreach (var surface in own.Where(surface => board.Missing(shown, platforms).Contains(surface.Platform, StringComparer.Ordinal)))
            {
                var place = new CardPlace.Channel(target.Channels[surface.Platform]);
                Settle(round, new(surface.Platform, "", null), await TryToShow.OnceAsync(() => surface.PostAsync(place, round.View, ct), log, ct));
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What was posted so far must not be forgotten, or it would be posted again and nobody would keep it true.
            round.Fail(TimeSpan.Zero);
        }

        await boards.ChangeAsync(target.Id, current => current.Settle(shown, round.Done, time.Now() + round.Pause), CancellationToken.None);
    }

    private void Settle(Round round, PostedFindings message, PostOutcome outcome)
    {
        switch (outcome)
        {
            case PostOutcome.Posted posted:
                round.Done.Add(message with { Message = posted.Message, Shows = round.Shown.Digest });
                break;
            case PostOutcome.Never never:
                // A message that is gone keeps its place, so that deleting it does not bring it back; one never posted is an empty place.
                round.Done.Add(message with { Shows = round.Shown.Digest });
                LogNever(round.Target.Id, message.Surface, never.Why);
                break;
            case PostOutcome.Again again:
                round.Fail(again.After ?? UsualPause);
                LogAgain(round.Target.Id, message.Surface, again.Why);
                break;
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "What was found on {Target} cannot be told on {Platform} until it changes: {Why}")]
    private partial void LogNever(string target, string platform, string why);

    [LoggerMessage(2, LogLevel.Warning, "What was found on {Target} is told on {Platform} a little later: {Why}")]
    private partial void LogAgain(string target, string platform, string why);

    private sealed class Round(Target target, ShownFindings shown, CardView view)
    {
        public Target Target => target;
        public ShownFindings Shown => shown;
        public CardView View => view;
        public List<PostedFindings> Done { get; } = [];

        /// <summary>Null if everything could be shown.</summary>
        public TimeSpan? Pause { get; private set; }

        public void Fail(TimeSpan pause) => Pause = pause > (Pause ?? TimeSpan.Zero) ? pause : Pause ?? TimeSpan.Zero;
    }
}
