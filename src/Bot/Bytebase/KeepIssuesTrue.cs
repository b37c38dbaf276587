using System.Collections.Immutable;
using JitBot.Bot.Conversation;
using JitBot.Core;
using JitBot.Core.People;

namespace JitBot.Bot.Bytebase;

/// <summary>Brings an issue's cards, on every platform its project has a channel on, to what is known of it now: posts what is missing, edits what is out of date.</summary>
internal sealed partial class KeepIssuesTrue(
    IEnumerable<IChatSurface> surfaces, BridgedIssues issues, IDirectory directory, BytebaseOptions options, TimeProvider time, ILogger<KeepIssuesTrue> log)
{
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(15);

    private readonly ImmutableArray<IChatSurface> _surfaces = [.. surfaces];

    /// <returns>As it is afterwards.</returns>
    public async Task<BridgedIssue> HandleAsync(BridgedIssue issue, CancellationToken ct)
    {
        var now = time.Now();
        if (IsShown(issue) || issue.ShowNotBefore > now || options.Of(issue.Name) is not { } project)
        {
            return issue;
        }

        var people = await IssuePeople.OfAsync(issue.Facts, directory, ct);
        var round = new Round(issue, (now, slot, platform) => IssueCard.Of(slot, now, people, project, platform));
        try
        {
            await ShowAsync(round, project, people.Holder, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What was posted so far must not be forgotten, or it would be posted again and nobody would keep it true.
            round.Fail(TimeSpan.Zero);
        }

        return await issues.ChangeAsync(issue.Name.Id, current => current is null ? null : round.Settle(current, time.Now()), CancellationToken.None) ?? issue;
    }

    /// <summary>Every card that stands somewhere says what is so, and none is missing, as far as was tried at this revision.</summary>
    public bool IsShown(BridgedIssue issue) => options.Of(issue.Name) is not { } project
        || (issue.ShowNotBefore == default && issue.Cards.All(card => card.Message.Length == 0 || card.Shows >= issue.Revision)
            && Own(project).All(surface => Wanted(issue).All(slot => issue.Cards.Any(card => card.Surface == surface.Platform && card.Slot == slot && Stands(card, issue)))));

    private IEnumerable<IChatSurface> Own(BytebaseProject project) => _surfaces.Where(surface => project.Channels.ContainsKey(surface.Platform));

    /// <summary>In each channel.</summary>
    private static IEnumerable<IssueSlot> Wanted(BridgedIssue issue)
    {
        yield return IssueSlot.Card;
        if (IssueCard.IsLong(issue.Facts))
        {
            yield return IssueSlot.Statement;
        }

        if (issue is { RemindedAt: not null, Standing: IssueStanding.Active })
        {
            yield return IssueSlot.Reminder;
        }
    }

    /// <summary>One that could not be posted is tried again when there is something else to say, and a statement that changed is another.</summary>
    private static bool Stands(PostedIssueCard card, BridgedIssue issue) =>
        (card.Message.Length > 0 || card.Shows >= issue.Revision) && (card.Slot != IssueSlot.Statement || card.Statement == issue.Facts.StatementDigest);

    private async Task ShowAsync(Round round, BytebaseProject project, Person? holder, CancellationToken ct)
    {
        foreach (var surface in Own(project))
        {
            foreach (var slot in Wanted(round.Issue).Where(slot => !round.Has(surface.Platform, slot)))
            {
                var missing = new PostedIssueCard(surface.Platform, slot, "", 0) { Statement = slot == IssueSlot.Statement ? round.Issue.Facts.StatementDigest : null };
                if ((slot == IssueSlot.Card ? new CardPlace.Channel(project.Channels[surface.Platform]) : round.Thread(surface.Platform)) is { } place)
                {
                    Settle(round, missing, await TryToShow.OnceAsync(() => surface.PostAsync(place, round.View(slot, surface.Platform), ct), log, ct));
                }
                else if (round.Has(surface.Platform, IssueSlot.Card))
                {
                    // The card could not be posted, so there is nothing for it to stand below.
                    round.Put(missing with { Shows = round.Issue.Revision });
                }
            }
        }

        // Afterwards, because what may be approved depends on what now stands below.
        foreach (var card in round.OutOfDate())
        {
            // A statement is told once, and once that it counts no more.
            var isOld = card.Slot == IssueSlot.Statement && card.Statement != round.Issue.Facts.StatementDigest;
            if (card.Slot == IssueSlot.Statement && (!isOld || card.Statement == ""))
            {
                round.Put(card with { Shows = round.Issue.Revision });
            }
            else if (_surfaces.FirstOrDefault(surface => surface.Platform == card.Surface) is { } surface)
            {
                var view = isOld ? IssueThread.CountsNoMore : round.View(card.Slot, card.Surface);
                Settle(round, isOld ? card with { Statement = "" } : card, await TryToShow.OnceAsync(() => surface.UpdateAsync(card.Message, view, ct), log, ct));
            }
            else
            {
                // That chat is not served any more, and nobody can edit what stands there.
                round.Put(card with { Shows = round.Issue.Revision });
            }
        }

        // On the first platform they are linked on, because the same twice is noise.
        if (round.Issue is { RemindedAt: not null, Standing: IssueStanding.Active } && holder is { Disabled: false }
            && holder.Accounts.Select(account => _surfaces.FirstOrDefault(surface => surface.Platform == account.Platform)).OfType<IChatSurface>().FirstOrDefault() is { } first
            && !round.Has(first.Platform, IssueSlot.OwnReminder))
        {
            Settle(round, new(first.Platform, IssueSlot.OwnReminder, "", 0), await TryToShow.OnceAsync(() => first.PostAsync(new CardPlace.Direct(holder), round.View(IssueSlot.OwnReminder, first.Platform), ct), log, ct));
        }
    }

    private void Settle(Round round, PostedIssueCard card, PostOutcome outcome)
    {
        switch (outcome)
        {
            case PostOutcome.Posted posted:
                round.Put(card with { Message = posted.Message, Shows = round.Issue.Revision });
                if (card is { Slot: IssueSlot.Statement, Message.Length: 0 })
                {
                    round.Outdate(card.Surface);
                }

                break;
            case PostOutcome.Never never:
                // A message that is gone keeps its place, so that deleting it does not bring it back; one never posted is an empty place.
                round.Put(card with { Shows = round.Issue.Revision });
                LogNever(round.Issue.Name.ToString(), card.Surface, never.Why);
                break;
            case PostOutcome.Again again:
                round.Fail(again.After ?? UsualPause);
                LogAgain(round.Issue.Name.ToString(), card.Surface, again.Why);
                break;
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Bytebase's {Issue} cannot be shown on {Platform} until it changes: {Why}")]
    private partial void LogNever(string issue, string platform, string why);

    [LoggerMessage(2, LogLevel.Warning, "Bytebase's {Issue} is shown on {Platform} a little later: {Why}")]
    private partial void LogAgain(string issue, string platform, string why);

    /// <summary>One issue's cards, as this round finds and leaves them.</summary>
    private sealed class Round(BridgedIssue issue, Func<BridgedIssue, IssueSlot, string, CardView> view)
    {
        private readonly List<PostedIssueCard> _done = [];
        private TimeSpan? _pause;

        public BridgedIssue Issue => issue;

        public CardView View(IssueSlot slot, string platform) => view(issue with { Cards = Over(issue.Cards) }, slot, platform);

        public void Put(PostedIssueCard card)
        {
            _done.RemoveAll(known => Replaces(card, known));
            _done.Add(card);
        }

        /// <summary>The card above is to say that all of it is there now, and may be approved.</summary>
        public void Outdate(string platform)
        {
            foreach (var card in Over(issue.Cards).Where(card => card.Surface == platform && card is { Slot: IssueSlot.Card, Message.Length: > 0 }))
            {
                Put(card with { Shows = 0 });
            }
        }

        public void Fail(TimeSpan pause) => _pause = pause > (_pause ?? TimeSpan.Zero) ? pause : _pause ?? TimeSpan.Zero;

        public bool Has(string platform, IssueSlot slot) => Over(issue.Cards).Any(card => card.Surface == platform && card.Slot == slot && Stands(card, issue));

        public PostedIssueCard[] OutOfDate() => [.. Over(issue.Cards).Where(card => card.Message.Length > 0 && card.Shows < issue.Revision)];

        /// <summary>Below the card, once that stands.</summary>
        public CardPlace? Thread(string platform) =>
            Over(issue.Cards).FirstOrDefault(card => card.Surface == platform && card is { Slot: IssueSlot.Card, Message.Length: > 0 }) is { } card ? new CardPlace.Thread(card.Message) : null;

        public BridgedIssue Settle(BridgedIssue current, DateTimeOffset now) => current with { Cards = Over(current.Cards), ShowNotBefore = _pause is { } pause ? now + pause : default };

        private ImmutableArray<PostedIssueCard> Over(ImmutableArray<PostedIssueCard> cards) => [.. cards.Where(card => !_done.Exists(newer => Replaces(newer, card))), .. _done];

        private static bool Replaces(PostedIssueCard newer, PostedIssueCard card) =>
            newer.Surface == card.Surface && newer.Slot == card.Slot && (newer.Message == card.Message || card.Message.Length == 0);
    }
}
