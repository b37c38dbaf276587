using JitBot.Core.People;
using JitBot.Core.Requests;

namespace JitBot.Bot.Conversation;

/// <summary>A chat platform's side that JitBot speaks first on: posting cards and keeping them true.</summary>
internal interface IChatSurface
{
    /// <summary>Such as <c>teams</c>; also the key of a target's channel and of a person's account.</summary>
    string Platform { get; }

    Task<PostOutcome> PostAsync(CardPlace place, CardView card, CancellationToken ct);

    /// <param name="message">What <see cref="PostOutcome.Posted"/> returned.</param>
    Task<PostOutcome> UpdateAsync(string message, CardView card, CancellationToken ct);

    /// <summary>Brings the pages that list the request to now, where the platform has any. They are also drawn anew each time they are opened.</summary>
    Task RefreshPagesAsync(AccessRequest request, CancellationToken ct);
}

internal abstract record CardPlace
{
    private CardPlace() { }

    /// <param name="Id">The platform's own id, as configured.</param>
    public sealed record Channel(string Id) : CardPlace;

    /// <summary>Below a card posted before.</summary>
    /// <param name="Message">What <see cref="PostOutcome.Posted"/> returned for it.</param>
    public sealed record Thread(string Message) : CardPlace;

    /// <summary>The chat that only this person and the bot see.</summary>
    public sealed record Direct(Person Person) : CardPlace;
}

internal abstract record PostOutcome
{
    private PostOutcome() { }

    /// <param name="Message">Enough to find the message again after a restart; opaque to everybody but the surface, at most 2,000 characters.</param>
    public sealed record Posted(string Message) : PostOutcome;

    /// <summary>Throttled, slow or down.</summary>
    /// <param name="After">The pause the platform asked for, if it did.</param>
    public sealed record Again(string Why, TimeSpan? After) : PostOutcome;

    /// <summary>Trying again would not help: blocked by the user, uninstalled, the message or channel gone.</summary>
    public sealed record Never(string Why) : PostOutcome;
}
