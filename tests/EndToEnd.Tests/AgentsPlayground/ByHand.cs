using System.Net.Http.Json;
using System.Text.Json.Nodes;
using JitBot.Bot.Conversation;
using JitBot.Bot.Storage;
using JitBot.Bot.Teams.Connector;
using JitBot.Core.Requests;
using JitBot.Playground;
using JitBot.Support.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitBot.EndToEnd.Tests.AgentsPlayground;

/// <summary>A third person in Omar's channel. A client has one user, so what she does is sent as that client would send it.</summary>
internal sealed class ByHand(JitServer databases, BotProcess bot, Instance client, LinkedPerson person)
{
    /// <summary>Presses <em>Approve</em> on the channel's card of the one request that waits.</summary>
    /// <returns>The bot's answer.</returns>
    public async Task<JsonNode> ApproveAsync()
    {
        await using var database = PostgresDatabase.At($"{databases.StoreConnection};Password={databases.StorePassword.Reveal()}");
        var store = new PostgresAccessStore(database, NullLogger<PostgresAccessStore>.Instance);
        var request = Assert.Single(await store.ListAsync(new() { States = [RequestState.Pending] }, default));
        var card = MessageReference.Parse(request.Cards.Single(posted => posted.Slot == CardSlot.Decision).Message)!;

        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(new Uri($"{bot.Address}/api/messages"), new
        {
            type = "invoke",
            name = "adaptiveCard/action",
            id = Guid.NewGuid(),
            channelId = "msteams",
            serviceUrl = client.ServiceUrl,
            from = new { id = InstanceFile.Mri(person), name = person.Name, aadObjectId = person.ObjectId },
            recipient = new { id = InstanceFile.Bot, name = "JitBot" },
            conversation = new { id = card.Conversation, conversationType = "channel", isGroup = true, tenantId = person.TenantId },
            channelData = new { tenant = new { id = person.TenantId }, channel = new { id = InstanceFile.Channel } },
            replyToId = card.Activity,
            value = new
            {
                action = new { type = "Action.Execute", verb = ActionIds.Approve, data = new { request = request.Id.Value, terms = request.Terms } },
                trigger = "manual",
            },
        });
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
