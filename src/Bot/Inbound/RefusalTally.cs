using System.Collections.Immutable;

namespace JitBot.Bot.Inbound;

/// <summary>What was turned away at one door for a while.</summary>
/// <param name="From">Addresses it came from, the first few.</param>
/// <param name="Why">How often for each reason.</param>
internal sealed record RefusalTally(int Count, ImmutableSortedSet<string> From, ImmutableSortedDictionary<string, int> Why)
{
    private const int MostAddresses = 10;

    public static RefusalTally None { get; } = new(
        0, ImmutableSortedSet.Create<string>(StringComparer.Ordinal), ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));

    public RefusalTally Add(string from, string why) =>
        new(Count + 1, From.Count < MostAddresses ? From.Add(from) : From, Why.SetItem(why, Why.GetValueOrDefault(why) + 1));

    public RefusalTally Plus(RefusalTally later) => new(
        Count + later.Count,
        [.. From.Union(later.From).Take(MostAddresses)],
        Why.SetItems(later.Why.Select(why => KeyValuePair.Create(why.Key, Why.GetValueOrDefault(why.Key) + why.Value))));
}
