using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Slack.Api;
using JitBot.Bot.Slack.Views;
using JitBot.Core.Requests;

namespace JitBot.Bot.Slack;

internal sealed class SlackSurface(SlackClient slack, StatementFile files, SlackOptions options, Homes homes) : IChatSurface
{
    public string Platform => SlackOptions.Platform;

    public Task<PostOutcome> PostAsync(CardPlace place, CardView card, CancellationToken ct) => place switch
    {
        CardPlace.Channel channel => PostAsync(channel.Id, card, null, ct),
        CardPlace.Thread thread when MessageReference.Parse(thread.Message) is MessageReference.Message above => PostAsync(above.Channel, card, above.Timestamp, ct),
        CardPlace.Thread => Task.FromResult<PostOutcome>(new PostOutcome.Never("an unreadable reference")),
        CardPlace.Direct direct => direct.Person.Accounts.FirstOrDefault(account => account.Platform == Platform && Serves(account.Tenant)) is { } account
            ? PostDirectAsync(account.User, card, ct)
            : Task.FromResult<PostOutcome>(new PostOutcome.Never("no Slack account in a workspace that is served")),
        _ => throw new InvalidOperationException($"Unknown place {place}."),
    };

    public async Task<PostOutcome> UpdateAsync(string message, CardView card, CancellationToken ct) => MessageReference.Parse(message) switch
    {
        MessageReference.Message where => Outcome(await slack.UpdateMessageAsync(where.Channel, where.Timestamp, SlackMessage.Of(card), ct), where),
        MessageReference.View window => Outcome(await slack.UpdateViewAsync(window.Id, Modal.Of(card, "Credentials"), null, ct), window),
        MessageReference.File => new PostOutcome.Never("a file stays as it is"),
        _ => new PostOutcome.Never("an unreadable reference"),
    };

    public Task RefreshPagesAsync(AccessRequest request, CancellationToken ct) => homes.RefreshAsync(request, ct);

    private async Task<PostOutcome> PostAsync(string channel, CardView card, string? thread, CancellationToken ct) =>
        Posted(card.File is { } file ? await files.PostAsync(channel, thread, card, file, ct) : await slack.PostMessageAsync(channel, SlackMessage.Of(card), thread, ct));

    /// <summary>A message to a person's id is a message in their private chat with the bot.</summary>
    private async Task<PostOutcome> PostDirectAsync(string user, CardView card, CancellationToken ct) =>
        Posted(card.File is { } file ? await files.PostDirectAsync(user, card, file, ct) : await slack.PostMessageAsync(user, SlackMessage.Of(card), null, ct));

    private static PostOutcome Posted(SlackAnswer answer) => Outcome(answer, answer is SlackAnswer.Done { Body: var posted } ? Where(posted) : null);

    private static MessageReference? Where(JsonObject posted) =>
        posted.Text("channel") is { } where && posted.Text("ts") is { } timestamp ? new MessageReference.Message(where, timestamp)
        : posted["files"] is JsonArray and [JsonObject file, ..] && file.Text("id") is { } id ? new MessageReference.File(id)
        : null;

    private static PostOutcome Outcome(SlackAnswer answer, MessageReference? where) => answer switch
    {
        SlackAnswer.Done => where is null ? new PostOutcome.Never("accepted without an id to update it by") : new PostOutcome.Posted(where.ToString()!),
        SlackAnswer.Again again => new PostOutcome.Again(again.Why, again.After),
        SlackAnswer.Never never => new PostOutcome.Never(never.Error),
        _ => throw new InvalidOperationException($"Unknown answer {answer}."),
    };

    private bool Serves(string tenant) => options.Serves(tenant, tenant);
}
