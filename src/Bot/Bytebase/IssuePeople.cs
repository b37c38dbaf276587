using JitBot.Core;
using JitBot.Core.People;

namespace JitBot.Bot.Bytebase;

/// <summary>Who the people of an issue are here, by their e-mail addresses; null for somebody we do not know.</summary>
internal sealed record IssuePeople(Person? Creator, Person? Holder)
{
    private const int LongestName = 80;

    public static async Task<IssuePeople> OfAsync(BridgedIssue issue, IDirectory directory, BytebaseOptions options, CancellationToken ct)
    {
        return new(await FindAsync(issue.Facts.Creator), await FindAsync(issue.Facts.Holder));

        async Task<Person?> FindAsync(string email) => options.People.TryGetValue(email, out var id) ? await directory.FindAsync(id, ct) : null;
    }

    /// <summary>Their address is what Bytebase knows them by, so it is there whoever we take them for.</summary>
    public static string Called(Person? person, string email) => person is { Name.Length: > 0 } ? $"{PlainText.Shorten(person.Name, LongestName)} ({email})" : email;
}
