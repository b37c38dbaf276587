using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Connector;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core.Requests;

namespace JitBot.Bot.Teams;

internal sealed class TeamsSurface(Messenger messenger, TeamsOptions options) : IChatSurface
{
    public string Platform => ActivityCheck.Platform;

    public Task<PostOutcome> PostAsync(CardPlace place, CardView card, CancellationToken ct) => place switch
    {
        CardPlace.Channel channel => messenger.ToChannelAsync(channel.Id, CardMessage.Of(card), ct),
        CardPlace.Thread thread => MessageReference.Parse(thread.Message) is { } above
            ? AllAsync(card, message => messenger.InThreadAsync(above, message, ct))
            : Task.FromResult<PostOutcome>(new PostOutcome.Never("an unreadable reference")),
        CardPlace.Direct direct => PostAsync(direct, card, ct),
        _ => throw new InvalidOperationException($"Unknown place {place}."),
    };

    public async Task<PostOutcome> UpdateAsync(string message, CardView card, CancellationToken ct) => MessageReference.Parse(message) is { } where
        ? await messenger.UpdateAsync(where, CardMessage.Of(card), ct)
        : new PostOutcome.Never("an unreadable reference");

    public Task RefreshPagesAsync(AccessRequest request, CancellationToken ct) => Task.CompletedTask;

    private async Task<PostOutcome> PostAsync(CardPlace.Direct direct, CardView card, CancellationToken ct) =>
        direct.Person.Accounts.FirstOrDefault(account => account.Platform == Platform && options.Serves(account.Tenant)) is { } account
            ? await AllAsync(card, message => messenger.ToPersonAsync(account, message, ct))
            : new PostOutcome.Never("no Teams account in a tenant that is served");

    /// <summary>What is too long for one message is in several, all of which have to be there to be read. The first is the card.</summary>
    private static async Task<PostOutcome> AllAsync(CardView card, Func<CardMessage, Task<PostOutcome>> post)
    {
        PostOutcome? first = null;
        foreach (var message in CardMessage.AllOf(card))
        {
            var outcome = await post(message);
            if (outcome is not PostOutcome.Posted)
            {
                return outcome;
            }

            first ??= outcome;
        }

        return first!;
    }
}
