using System.Collections.Frozen;
using JitBot.Core;
using JitBot.Core.People;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

/// <summary>What people are called, looked up before a card is written; somebody the directory no longer knows goes by their id.</summary>
internal sealed class Names
{
    // A name stands on a card many times.
    private const int Longest = 80;

    private readonly FrozenDictionary<PersonId, string> _names;

    private Names(FrozenDictionary<PersonId, string> names) => _names = names;

    public string this[PersonId person] => _names.GetValueOrDefault(person, person.Value);

    /// <summary>Everybody who appears on the requests' cards.</summary>
    public static Task<Names> OfAsync(IDirectory directory, IEnumerable<AccessRequest> requests, CancellationToken ct) =>
        OfAsync(directory, requests.SelectMany(People), ct);

    public static Names Of(params IEnumerable<Person> people) =>
        new(people.Where(person => person.Name.Length > 0).ToFrozenDictionary(person => person.Id, person => PlainText.Shorten(person.Name, Longest)));

    /// <summary>The same names, on a card for one person alone.</summary>
    public Names AsSeenBy(PersonId reader) =>
        new(_names.Where(known => known.Key != reader).Append(new(reader, "you")).ToFrozenDictionary());

    public static async Task<Names> OfAsync(IDirectory directory, IEnumerable<PersonId> ids, CancellationToken ct)
    {
        var people = new List<Person>();
        foreach (var id in ids.Distinct())
        {
            if (await directory.FindAsync(id, ct) is { } person)
            {
                people.Add(person);
            }
        }

        return Of(people);
    }

    private static IEnumerable<PersonId> People(AccessRequest request)
    {
        yield return request.Requester;
        foreach (var decision in request.Decisions.Concat(request.Extensions.SelectMany(extension => extension.Decisions)))
        {
            yield return decision.Approver;
        }

        if (request.Grant.Ending?.By is { } ender)
        {
            yield return ender;
        }
    }
}
