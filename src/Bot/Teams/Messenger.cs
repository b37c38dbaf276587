using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Teams.Connector;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core.People;

namespace JitBot.Bot.Teams;

/// <summary>Puts cards where they belong: a private chat, a channel, a thread, the place of an earlier one.</summary>
internal sealed class Messenger(ConnectorClient connector, Conversations conversations, TeamsOptions options)
{
    /// <summary>The public cloud's address for tenants that nothing has been heard of yet.</summary>
    private const string Anywhere = "https://smba.trafficmanager.net/teams/";

    /// <summary>Answers in the conversation, in its thread.</summary>
    public Task<PostOutcome> ReplyAsync(Delivery to, CardMessage message, CancellationToken ct) =>
        SendAsync(to.ServiceUrl, to.Conversation, to.Id, message, ct);

    public async Task<PostOutcome> UpdateAsync(MessageReference where, CardMessage message, CancellationToken ct) =>
        Outcome(await connector.UpdateAsync(where, message.ToActivity(), ct), _ => where);

    /// <summary>A new thread, by the bot.</summary>
    public async Task<PostOutcome> ToChannelAsync(string channel, CardMessage message, CancellationToken ct)
    {
        // People speak more often than channels: the tenant's service URL is the fresher one.
        var known = await OfTenantAsync((await conversations.OfChannelAsync(channel, ct))?.Tenant ?? options.TenantId, ct);
        var answer = await connector.CreateAsync(known.ServiceUrl, channel, new()
        {
            ["isGroup"] = true,
            ["bot"] = Member(known.Bot),
            ["tenantId"] = known.Tenant,
            ["channelData"] = new JsonObject { ["channel"] = new JsonObject { ["id"] = channel } },
            ["activity"] = message.ToActivity(),
        }, ct);
        return Outcome(answer, done => done is { Id: { } thread, ActivityId: { } first } ? new(known.ServiceUrl, thread, first) : null);
    }

    /// <summary>In the thread that a message of the bot's began.</summary>
    public Task<PostOutcome> InThreadAsync(MessageReference above, CardMessage message, CancellationToken ct) =>
        SendAsync(above.ServiceUrl, above.Conversation, null, message, ct);

    /// <summary>To the chat that only this person and the bot see; opened if it has to be.</summary>
    public async Task<PostOutcome> ToPersonAsync(ChatAccount person, CardMessage message, CancellationToken ct)
    {
        if (await conversations.OfPersonAsync(person, ct) is { Conversation: { } chat } known)
        {
            var answer = await connector.SendAsync(known.ServiceUrl, chat, null, message.ToActivity(), ct);
            if (answer is not ConnectorAnswer.Never { Gone: true })
            {
                return Posted(answer, known.ServiceUrl, chat);
            }

            // The chat may have been replaced by a new one when the app was installed again.
            await conversations.ForgetPersonAsync(person, ct);
        }

        return await OpenAsync(person, ct) switch
        {
            (var serviceUrl, ConnectorAnswer.Done { Id: { } opened }) => await SendAsync(serviceUrl, opened, null, message, ct),
            (_, var failure) => Outcome(failure, _ => null),
        };
    }

    private async Task<(string ServiceUrl, ConnectorAnswer Answer)> OpenAsync(ChatAccount person, CancellationToken ct)
    {
        var tenant = await OfTenantAsync(person.Tenant, ct);
        var answer = await connector.CreateAsync(tenant.ServiceUrl, person.User, new()
        {
            ["bot"] = Member(tenant.Bot),
            ["members"] = new JsonArray(new JsonObject { ["id"] = person.User }),
            ["tenantId"] = person.Tenant,
            ["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = person.Tenant } },
        }, ct);
        if (answer is ConnectorAnswer.Done { Id: { } chat })
        {
            await conversations.KeepPersonAsync(person, tenant with { Conversation = chat }, ct);
        }

        return (tenant.ServiceUrl, answer);
    }

    private async Task<ConversationReference> OfTenantAsync(string tenant, CancellationToken ct) =>
        await conversations.OfTenantAsync(tenant, ct) ?? new(Anywhere, null, tenant, null, null);

    private JsonObject Member(string? bot) => new() { ["id"] = bot ?? $"28:{options.AppId}" };

    private async Task<PostOutcome> SendAsync(string serviceUrl, string conversation, string? replyTo, CardMessage message, CancellationToken ct) =>
        Posted(await connector.SendAsync(serviceUrl, conversation, replyTo, message.ToActivity(), ct), serviceUrl, conversation);

    private static PostOutcome Posted(ConnectorAnswer answer, string serviceUrl, string conversation) =>
        Outcome(answer, done => done.Id is { } id ? new(serviceUrl, conversation, id) : null);

    private static PostOutcome Outcome(ConnectorAnswer answer, Func<ConnectorAnswer.Done, MessageReference?> where) => answer switch
    {
        ConnectorAnswer.Done done => where(done) is { } reference ? new PostOutcome.Posted(reference.ToString()) : new PostOutcome.Never("accepted without an id to update it by"),
        ConnectorAnswer.Again again => new PostOutcome.Again(again.Why, again.After),
        ConnectorAnswer.Never never => new PostOutcome.Never(never.Why),
        _ => throw new InvalidOperationException($"Unknown answer {answer}."),
    };
}
