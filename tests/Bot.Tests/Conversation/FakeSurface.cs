using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Tests.Conversation;

/// <summary>A chat that keeps what was posted, and refuses when told to.</summary>
internal sealed class FakeSurface(string platform) : IChatSurface
{
    public string Platform => platform;

    public Dictionary<string, CardView> Shown { get; } = new(StringComparer.Ordinal);

    /// <summary>Without the lines in threads.</summary>
    public IEnumerable<CardView> Cards => Shown.Values.Where(card => card.Title.Length > 0);

    public List<CardPlace> Places { get; } = [];

    public int Calls { get; private set; }

    /// <summary>What happens instead of showing a card; null to show it.</summary>
    public Func<CardView, PostOutcome?> Refuse { get; set; } = _ => null;

    public Task<PostOutcome> PostAsync(CardPlace place, CardView card, CancellationToken ct)
    {
        Places.Add(place);
        return ShowAsync($"{platform}-{Shown.Count + 1}", card);
    }

    public Task<PostOutcome> UpdateAsync(string message, CardView card, CancellationToken ct) => ShowAsync(message, card);

    /// <summary>What bringing pages to now fails with; null if it works.</summary>
    public Exception? PagesFail { get; set; }

    public Task RefreshPagesAsync(AccessRequest request, CancellationToken ct) => PagesFail is null ? Task.CompletedTask : Task.FromException(PagesFail);

    private Task<PostOutcome> ShowAsync(string message, CardView card)
    {
        Calls++;
        if (Refuse(card) is { } refused)
        {
            return Task.FromResult(refused);
        }

        Shown[message] = card;
        return Task.FromResult<PostOutcome>(new PostOutcome.Posted(message));
    }
}
