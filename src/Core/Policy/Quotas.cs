using System.Collections.Immutable;
using System.Text.Json;
using JitBot.Core.People;
using JitBot.Core.Requests;
using JitBot.Core.Storage;

namespace JitBot.Core.Policy;

/// <summary>A bound on how much may be had at once.</summary>
/// <param name="Id">Of the document that keeps its places.</param>
/// <param name="What">What it bounds.</param>
/// <param name="Most">How many places there are.</param>
public sealed record Quota(string Id, QuotaOf What, int Most)
{
    public static Quota? OfPerson(PolicyCaps caps, PersonId person) => caps.GrantsPerPerson is { } most ? new($"person {person}", QuotaOf.Person, most) : null;

    public static Quota? OfTarget(PolicyCaps caps, string target) => caps.GrantsPerTarget is { } most ? new($"target {target}", QuotaOf.Target, most) : null;

    /// <param name="now">UTC, whose day counts.</param>
    public static Quota? OfDay(PolicyCaps caps, PersonId person, DateTimeOffset now) =>
        caps.AutomaticPerPersonAndDay is { } most ? new($"automatic {person} {now:yyyy-MM-dd}", QuotaOf.Day, most) : null;
}

public enum QuotaOf
{
    /// <summary>Live grants of one person.</summary>
    Person,

    /// <summary>Live grants on one target.</summary>
    Target,

    /// <summary>One person's automatic approvals of one day.</summary>
    Day,
}

/// <summary>
/// Places that are taken by a request's id, with a conditional write, before what they bound is committed. Nothing gives a place back: a quota
/// that is full is held against the requests themselves, and what is over makes room. So a crash between the two writes loses nothing for long.
/// </summary>
public sealed class Quotas(IKeyedStore keyed, IAccessStore store, TimeProvider time)
{
    private const string Kind = "quota";
    private const int MostConflicts = 20;

    // For as long as this a place is believed to belong to a commit that is on its way.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan DayIsKept = TimeSpan.FromDays(2);

    /// <summary>
    /// Takes a place in each, or in none. A request that has one already keeps it, and is on its way anew: its last attempt may have come to nothing
    /// long ago.
    /// </summary>
    /// <returns>The one that is full; null if all places are taken.</returns>
    public async Task<Quota?> TryTakeAsync(IEnumerable<Quota?> quotas, string place, CancellationToken ct)
    {
        var taken = new List<Quota>();
        foreach (var quota in quotas.OfType<Quota>())
        {
            var isNew = false;
            if (!await ChangeAsync(quota, Take, ct))
            {
                foreach (var before in taken)
                {
                    await ChangeAsync(before, places => places.Remove(place), CancellationToken.None);
                }

                return quota;
            }

            if (isNew)
            {
                taken.Add(quota);
            }

            bool? Take(Dictionary<string, DateTimeOffset> places)
            {
                isNew = !places.ContainsKey(place);
                if (isNew && places.Count >= quota.Most)
                {
                    return null;
                }

                places[place] = time.Now();
                return true;
            }
        }

        return null;
    }

    /// <summary>Whether there is a place at this moment; somebody else may take it in the next. A request that has one already has room.</summary>
    public async Task<bool> HasRoomAsync(Quota quota, string place, CancellationToken ct)
    {
        var places = Places(await keyed.FindAsync(Kind, quota.Id, time.Now(), ct));
        return places.ContainsKey(place) || (await LiveAsync(quota, places, ct)).Count < quota.Most;
    }

    /// <param name="change">Null if there is no room; else whether anything changed, in the places it was given.</param>
    private async Task<bool> ChangeAsync(Quota quota, Func<Dictionary<string, DateTimeOffset>, bool?> change, CancellationToken ct)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var now = time.Now();
            var found = await keyed.FindAsync(Kind, quota.Id, now, ct);
            var places = Places(found);
            var changed = change(places);
            if (changed is null)
            {
                places = await LiveAsync(quota, places, ct);
                changed = change(places);
            }

            if (changed is not true)
            {
                return changed is false;
            }

            DateTimeOffset? until = quota.What == QuotaOf.Day ? now + DayIsKept : null;
            if (await keyed.TryPutAsync(new(Kind, quota.Id, found?.Version ?? 0, JsonSerializer.Serialize(places), until), now, ct) is not null)
            {
                return true;
            }
        }

        throw new StoreDownException($"The quota of {quota.Id} kept changing under {MostConflicts} attempts to change it.");
    }

    /// <summary>What is left when those are taken out that are over, or never came to be. A day's places stay taken.</summary>
    private async Task<Dictionary<string, DateTimeOffset>> LiveAsync(Quota quota, Dictionary<string, DateTimeOffset> places, CancellationToken ct)
    {
        if (quota.What == QuotaOf.Day || places.Count < quota.Most)
        {
            return places;
        }

        var live = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (place, since) in places)
        {
            var state = await StateAsync(place, ct);
            if (state is RequestState.Approved or RequestState.Active or RequestState.Ending
                || (state is null or RequestState.Pending && time.Now() < since + OnItsWay))
            {
                live[place] = since;
            }
        }

        return live;
    }

    /// <returns>Null if it never came to be. What cannot be read may be live, and counts as that.</returns>
    private async Task<RequestState?> StateAsync(string place, CancellationToken ct)
    {
        try
        {
            return RequestId.TryParse(place, out var id) ? (await store.FindAsync(id, ct))?.State : null;
        }
        catch (UnreadableDocumentException)
        {
            return RequestState.Active;
        }
    }

    private static Dictionary<string, DateTimeOffset> Places(KeyedDocument? document) => document is null
        ? new(StringComparer.Ordinal)
        : new(JsonSerializer.Deserialize<Dictionary<string, DateTimeOffset>>(document.Json)!, StringComparer.Ordinal);
}
