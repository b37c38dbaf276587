using System.Text.RegularExpressions;
using JitBot.Core.Requests;
using Npgsql;

namespace JitBot.EndToEnd.Tests.Chats;

/// <summary>Somebody at one chat: what they do there, and what they get to see. A journey is the same whichever chat it is.</summary>
internal abstract partial class ChatPerson
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan PatienceWithWindow = TimeSpan.FromSeconds(10);

    /// <summary>The bot's cards in their private chat with it, the oldest first.</summary>
    public abstract IReadOnlyList<ChatCard> Private { get; }

    /// <summary>The bot's cards in the channel that decides, the oldest first, without what is told below them.</summary>
    public abstract IReadOnlyList<ChatCard> Channel { get; }

    /// <summary>What they alone were told since they last did something.</summary>
    public abstract string Answer { get; }

    /// <summary>All that is before them and nobody else at this moment, as it was sent.</summary>
    public abstract string Screen { get; }

    /// <summary>Types to the bot, where nobody reads along.</summary>
    /// <returns>False if there was no answer.</returns>
    public abstract Task<bool> TrySayAsync(string line);

    /// <param name="why">Filled in, if the button asks for it.</param>
    /// <param name="howLong">Picked, if the button asks for it; such as <c>1h</c>.</param>
    /// <returns>False if there was no answer.</returns>
    public abstract Task<bool> TryPressAsync(ChatCard card, string button, string? why = null, string? howLong = null);

    /// <summary>Presses <em>Close</em> on what was found on a target, and confirms it where that is asked for.</summary>
    public abstract Task CloseFindingAsync(ChatCard card, string target, string account);

    /// <summary>Fills in the form that came up and submits it; what is not named stays as it is.</summary>
    public abstract Task SubmitAsync(string why, string howLong);

    /// <summary>What is told below a card in the channel, the oldest first.</summary>
    public abstract IReadOnlyList<string> Below(ChatCard card);

    /// <exception cref="TimeoutException">Nothing of the kind was seen; says what they were told last.</exception>
    public async Task<T> WaitForAsync<T>(Func<T?> look, TimeSpan? patience = null)
        where T : class
    {
        try
        {
            return await LookAsync(look, patience ?? Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Told last: {Answer}", e);
        }
    }

    private protected abstract Task<T> LookAsync<T>(Func<T?> look, TimeSpan patience)
        where T : class;

    /// <inheritdoc cref="TrySayAsync"/>
    public async Task SayAsync(string line) => Assert.True(await TrySayAsync(line), "The bot did not answer.");

    /// <inheritdoc cref="TryPressAsync"/>
    public async Task PressAsync(ChatCard card, string button, string? why = null, string? howLong = null) =>
        Assert.True(await TryPressAsync(card, button, why, howLong), "The bot did not answer.");

    /// <summary>The newest card about a request in private that has this button.</summary>
    public Task<ChatCard> CardAsync(AccessRequest request, string button) => WaitForAsync(() => Newest(Private, request.Id, button));

    /// <summary>The newest card about a request in the channel that has this button.</summary>
    public Task<ChatCard> ChannelCardAsync(AccessRequest request, string button) => WaitForAsync(() => Newest(Channel, request.Id, button));

    /// <returns>Null if there is none yet.</returns>
    public static ChatCard? Newest(IEnumerable<ChatCard> cards, RequestId request, string button) =>
        cards.LastOrDefault(card => card.Concerns(request) && card.Buttons.Contains(button, StringComparer.Ordinal));

    /// <summary>The newest card about a request in private that says this.</summary>
    public Task<ChatCard> ReadsAsync(AccessRequest request, string words) =>
        WaitForAsync(() => Private.LastOrDefault(card => card.Concerns(request.Id) && card.Lines.Contains(words, StringComparison.Ordinal)));

    /// <summary>Waits until they alone are told this.</summary>
    public Task HearsAsync(string words) => WaitForAsync(() => Answer.Contains(words, StringComparison.Ordinal) ? Answer : null);

    /// <summary>Presses <em>Show credentials</em>.</summary>
    /// <returns>A connection string made of what they read.</returns>
    public async Task<string> ShowCredentialsAsync(ChatCard card) =>
        await TryShowCredentialsAsync(card) ?? throw new InvalidOperationException($"No credentials were shown, but: {Answer}");

    /// <inheritdoc cref="ShowCredentialsAsync"/>
    public async Task<string?> TryShowCredentialsAsync(ChatCard card)
    {
        if (!await TryPressAsync(card, "Show credentials"))
        {
            return null;
        }

        try
        {
            // A window is filled after it has opened; a bot that dies then never fills it.
            return await WaitForAsync(() => Address().Match(Answer) is { Success: true, Value: var shown } ? LoginOf(shown) : null, PatienceWithWindow);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>A connection string made of the URI that credentials show.</summary>
    public static string LoginOf(string shown)
    {
        var uri = new Uri(shown);
        var login = uri.UserInfo.Split(':');
        return new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port,
            Database = uri.AbsolutePath[1..],
            Username = login[0],
            Password = login[1],
            Pooling = false,
            Timeout = 5,
        }.ConnectionString;
    }

    [GeneratedRegex("postgresql://[^\\s`]+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
