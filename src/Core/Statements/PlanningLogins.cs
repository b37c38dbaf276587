using JitBot.Core.Storage;

namespace JitBot.Core.Statements;

/// <summary>
/// The logins that statements are planned with. They are there for moments and before there is a request, so the sweep is told of them here; one that a
/// crash left behind is unknown to it soon.
/// </summary>
public sealed class PlanningLogins(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "planning-login";

    /// <summary>How long one may be there.</summary>
    public static readonly TimeSpan Lasting = TimeSpan.FromMinutes(1);

    /// <summary>Before it is made.</summary>
    public Task NoteAsync(string account, CancellationToken ct) => store.TryPutAsync(new(Kind, account, 0, "{}", time.Now() + (2 * Lasting)), time.Now(), ct);

    /// <returns>The names of those that may be there.</returns>
    public async Task<IReadOnlySet<string>> UnderWayAsync(CancellationToken ct) =>
        (await store.ListAsync(Kind, time.Now(), ct)).Select(document => document.Id).ToHashSet(StringComparer.Ordinal);
}
