using System.Collections.Immutable;
using JitBot.Bot.Conversation.Cards;
using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Targets;
using JitBot.Core.Work;

namespace JitBot.Bot.Conversation;

/// <summary>
/// Brings every card of a request, on every platform, to what the request says now: posts what is missing, edits what is out of date, and
/// leaves alone what is current. One platform that is slow or refuses keeps none of the others back.
/// </summary>
internal sealed partial class KeepCardsTrue(
    IEnumerable<IChatSurface> surfaces, ApproverRouting routing, IDirectory directory, TargetRegistry targets, TimeProvider time, ILogger<KeepCardsTrue> log) : IOutreach
{
    // A request has half a dozen cards, and a slow chat takes its time for each: what has not begun by then is left to the next round, so that
    // the lease on the request does not run out under this one.
    private static readonly TimeSpan LatestBegin = TimeSpan.FromSeconds(8);

    // More would be a crowd, of whom each thinks that another will look.
    private const int MostCalled = 10;

    private readonly ImmutableArray<IChatSurface> _surfaces = [.. surfaces];

    public async Task<CardsShown> ShowAsync(AccessRequest request, CancellationToken ct)
    {
        var target = targets.Find(request.Scope.Target);
        var names = await Names.OfAsync(directory, [request], ct);
        var began = time.GetTimestamp();
        var deciders = Ballot.Of(request) is { Step: { Quiet: false } } ballot ? await routing.EligibleAsync(ballot, request.Requester, ct) : [];
        var round = new Round(
            request, await directory.FindAsync(request.Requester, ct), [.. deciders], target, names, () => time.GetElapsedTime(began) < LatestBegin);
        try
        {
            await UpdateAsync(round, ct);
            await PostAsync(round, ct);
            await RefreshPagesAsync(request, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What was posted so far must not be forgotten, or it would be posted again and nobody would keep it true.
            round.Fail("Stopped half-way.", null);
        }

        return round.Shown();
    }

    /// <summary>A page that cannot be brought to now is drawn when it is next opened; the cards just posted must not be forgotten for it.</summary>
    private async Task RefreshPagesAsync(AccessRequest request, CancellationToken ct)
    {
        foreach (var surface in _surfaces)
        {
            try
            {
                await surface.RefreshPagesAsync(request, ct);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogFault(fault);
            }
        }
    }

    private async Task UpdateAsync(Round round, CancellationToken ct)
    {
        foreach (var card in round.OutOfDate())
        {
            if (round.View(new(card.Slot, card.Number)) is not { } view)
            {
                // It says what only its surface knows, and that is still so.
                round.Put(card, card.Message);
            }
            else if (Surface(card.Surface) is { } surface && round.GoesOn())
            {
                Settle(round, card, await TryToShow.OnceAsync(() => surface.UpdateAsync(card.Message, view, ct), log, ct));
            }
        }
    }

    private async Task PostAsync(Round round, CancellationToken ct)
    {
        foreach (var key in CardPlan.Wanted(round.Request, round.Readers, round.Target))
        {
            foreach (var surface in key.Reader is not null ? FirstOf(key.Reader) : CardPlan.IsForChannel(key.Slot) ? _surfaces : FirstOf(round.Requester))
            {
                if (round.IsMissing(key, surface.Platform) && round.Place(key, surface.Platform) is { } place && round.View(key) is { } view && round.GoesOn())
                {
                    var card = new PostedCard(surface.Platform, key.Slot, "", 0, key.Number, key.Reader?.Id);
                    Settle(round, card, await TryToShow.OnceAsync(() => surface.PostAsync(place, view, ct), log, ct));
                }
            }
        }
    }

    private void Settle(Round round, PostedCard card, PostOutcome outcome)
    {
        switch (outcome)
        {
            case PostOutcome.Posted posted:
                round.Put(card, posted.Message);
                break;
            case PostOutcome.Never never:
                // A message that is gone keeps its place, so that deleting a card does not bring it back; one never posted is an empty place.
                round.Put(card, card.Message);
                LogNever(card.Slot, round.Request.Id, card.Surface, never.Why);
                break;
            case PostOutcome.Again again:
                round.Fail($"{card.Surface}: {again.Why}", again.After);
                break;
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    private IChatSurface? Surface(string platform) => _surfaces.FirstOrDefault(surface => surface.Platform == platform);

    /// <summary>Where this person is told things: on the first platform they are linked on, because the same card twice is noise.</summary>
    private ImmutableArray<IChatSurface> FirstOf(Person? person) =>
        person?.Accounts.Select(account => Surface(account.Platform)).OfType<IChatSurface>().FirstOrDefault() is { } first ? [first] : [];

    [LoggerMessage(1, LogLevel.Warning, "The {Slot} card of request {Request} cannot be shown on {Platform} until it changes: {Why}")]
    private partial void LogNever(CardSlot slot, RequestId request, string platform, string why);

    [LoggerMessage(2, LogLevel.Error, "A chat surface failed unexpectedly")]
    private partial void LogFault(Exception fault);

    /// <summary>One request's cards, as this round finds and leaves them.</summary>
    private sealed class Round(AccessRequest request, Person? requester, ImmutableArray<Person> deciders, Target? target, Names names, Func<bool> hasTime)
    {
        private readonly List<PostedCard> _cards = [.. request.Cards];
        private string? _failure;
        private TimeSpan? _retryAfter;

        public AccessRequest Request => request;
        public Person? Requester => requester;

        /// <summary>Those who decide now and want to be asked in private, too.</summary>
        public ImmutableArray<Person> Readers => [.. deciders.Where(person => person.AskedInPrivate)];

        public Target? Target => target;

        public CardsShown Shown() => new([.. _cards], _failure, _retryAfter);

        public CardView? View(CardKey key) => RequestCards.For(request, key, names, target) is { } view
            ? key.Slot == CardSlot.Step && StepLine.Calls(request, key.Number) ? view with { Calls = deciders.Length <= MostCalled ? deciders : [] } : view
            : null;

        /// <summary>Whether there is time for one more; if not, the round has failed and goes on another time.</summary>
        public bool GoesOn()
        {
            if (!hasTime() && _failure is null)
            {
                Fail("Not all cards could be shown in time.", TimeSpan.Zero);
            }

            return hasTime();
        }

        public PostedCard[] OutOfDate() => [.. _cards.Where(card => card.Message.Length > 0 && card.Revision < request.Revision)];

        /// <summary>
        /// Neither posted nor found, at this revision, to be impossible. A direct card counts wherever it stands: a form submitted on another
        /// platform became one there.
        /// </summary>
        public bool IsMissing(CardKey key, string platform) => !_cards.Any(card =>
            card.Slot == key.Slot && card.Number == key.Number && card.Reader == key.Reader?.Id
            && (card.Surface == platform || ((key.Reader is not null || !CardPlan.IsForChannel(key.Slot)) && card.Message.Length > 0))
            && (card.Message.Length > 0 || card.Revision >= request.Revision));

        /// <summary>A step, or a long statement, is told below the card that asks for the decision, once that stands.</summary>
        public CardPlace? Place(CardKey key, string platform) => key switch
        {
            { Reader: { } reader } => new CardPlace.Direct(reader),
            { Slot: CardSlot.Step or CardSlot.Statement } => _cards.FirstOrDefault(card => card.Surface == platform && card is { Slot: CardSlot.Decision, Reader: null, Message.Length: > 0 }) is { } decision
                ? new CardPlace.Thread(decision.Message)
                : null,
            _ when !CardPlan.IsForChannel(key.Slot) => requester is null ? null : new CardPlace.Direct(requester),
            _ when request.Rule.Channels.TryGetValue(platform, out var own) => new CardPlace.Channel(own),
            _ => target is not null && target.Channels.TryGetValue(platform, out var channel) ? new CardPlace.Channel(channel) : null,
        };

        public void Put(PostedCard card, string message)
        {
            _cards.RemoveAll(known => known.Surface == card.Surface && known.Slot == card.Slot && known.Number == card.Number && known.Reader == card.Reader && known.Message == card.Message);
            _cards.Add(card with { Message = message, Revision = CardPlan.IsFinal(card.Slot, request) ? PostedCard.Final : request.Revision });
        }

        public void Fail(string why, TimeSpan? after)
        {
            _failure = _failure is null ? why : $"{_failure} {why}";
            _retryAfter = after > (_retryAfter ?? TimeSpan.Zero) ? after : _retryAfter;
        }
    }
}
