using System.Collections.Immutable;
using JitBot.Core;
using JitBot.Core.People;

namespace JitBot.Bot.Bytebase;

/// <summary>Who the people of an issue are here, by their e-mail addresses; null for somebody we do not know.</summary>
internal sealed record IssuePeople(Person? Creator, Person? Holder)
{
    private const int LongestName = 80;

    public static async Task<IssuePeople> OfAsync(IssueFacts facts, IDirectory directory, CancellationToken ct) =>
        new(await directory.FindByEmailAsync(facts.Creator, ct), await directory.FindByEmailAsync(facts.Holder, ct));

    /// <summary>The addresses of those we do not know.</summary>
    public ImmutableArray<string> Strangers(IssueFacts facts) =>
        [.. new[] { (Creator, facts.Creator), (Holder, facts.Holder) }.Where(one => one.Item1 is null).Select(one => one.Item2).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Their address is what Bytebase knows them by, so it is there whoever we take them for.</summary>
    public static string Called(Person? person, string email) => person is { Name.Length: > 0 } ? $"{PlainText.Shorten(person.Name, LongestName)} ({email})" : email;
}
