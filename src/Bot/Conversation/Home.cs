using System.Collections.Immutable;
using JitBot.Bot.Conversation.Cards;
using JitBot.Bot.Conversation.Commands;
using JitBot.Core;
using JitBot.Core.Approvals;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;
using JitBot.Core.Targets;

namespace JitBot.Bot.Conversation;

/// <summary>Everything that concerns one person at this moment, for a platform that has a page for it.</summary>
/// <param name="Live">Their access, the cards with the buttons for it.</param>
/// <param name="Waiting">Their requests that wait.</param>
/// <param name="ToDecide">What waits for their decision.</param>
/// <param name="Targets">What there is to ask for.</param>
internal sealed record HomePage(ImmutableArray<CardView> Live, ImmutableArray<CardView> Waiting, ImmutableArray<CardView> ToDecide, ImmutableArray<Target> Targets);

/// <summary>Puts a person's page together.</summary>
internal sealed class Home(IAccessStore store, ApproverRouting routing, IDirectory directory, TargetRegistry targets, TimeProvider time)
{
    private const int MostOfEach = 10;
    private const int MostLookedAt = 200;

    public async Task<HomePage> OfAsync(Person person, CancellationToken ct)
    {
        var mine = await store.ListAsync(new() { Requester = person.Id, States = [RequestState.Pending, RequestState.Approved, RequestState.Active], Limit = MostLookedAt }, ct);
        var live = mine.Where(request => request.State == RequestState.Active).ToArray();
        var toDecide = await ToDecideAsync(person, ct);
        var names = await Names.OfAsync(directory, mine.Concat(toDecide), ct);
        return new(
            [.. Cards(live, request => CardSlot.Grant, names).Zip(live, WithTimeLeft)],
            Cards(mine.Where(request => request.State != RequestState.Active), request => CardSlot.Status, names),
            Cards(toDecide, request => request.OpenExtension is { } extension ? new CardKey(CardSlot.Extension, extension.Terms) : CardSlot.Decision, names),
            targets.All);
    }

    /// <summary>Those to whom a change of the request is a change of their page.</summary>
    public async Task<IReadOnlyList<Person>> ConcernedAsync(AccessRequest request, CancellationToken ct)
    {
        var deciders = (await directory.MembersAsync([.. request.Rule.AllGroups, .. request.Extensions.SelectMany(extension => extension.Rule.AllGroups)], ct)).People;
        return await directory.FindAsync(request.Requester, ct) is { } requester ? [.. deciders.Append(requester).DistinctBy(person => person.Id)] : deciders;
    }

    private async Task<AccessRequest[]> ToDecideAsync(Person person, CancellationToken ct)
    {
        var open = new List<AccessRequest>();
        foreach (var request in await store.ListAsync(new() { States = [RequestState.Pending, RequestState.Active], Limit = MostLookedAt }, ct))
        {
            if (Ballot.Of(request) is { } ballot && request.Requester != person.Id && ballot.Decisions.All(decision => decision.Approver != person.Id)
                && await routing.IsMemberAsync(ballot.Deciders, person, ct))
            {
                open.Add(request);
            }
        }

        return [.. open];
    }

    /// <summary>A page is drawn when it is opened, so unlike a card it may say how much time is left.</summary>
    private CardView WithTimeLeft(CardView card, AccessRequest request) => request.Grant.EndsAt is { } end && end > time.Now()
        ? card with { Status = $"{card.Status}, {DurationText.Words(ListCards.Left(end - time.Now()))} left" }
        : card;

    private ImmutableArray<CardView> Cards(IEnumerable<AccessRequest> requests, Func<AccessRequest, CardKey> key, Names names) =>
        [.. requests.Take(MostOfEach).Select(request => RequestCards.For(request, key(request), names, targets.Find(request.Scope.Target))).OfType<CardView>()];
}
