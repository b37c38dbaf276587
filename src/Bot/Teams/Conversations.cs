using System.Text.Json;
using JitBot.Bot.Teams.Inbound;
using JitBot.Core.People;
using JitBot.Core.Storage;

namespace JitBot.Bot.Teams;

/// <summary>All that is needed to speak first in a conversation.</summary>
/// <param name="Conversation">Null for a tenant as a whole: then only its service URL is known.</param>
/// <param name="Bot">The bot's id there, <c>28:…</c>.</param>
/// <param name="User">In a private chat, the other's id, <c>29:…</c>.</param>
internal sealed record ConversationReference(string ServiceUrl, string? Conversation, string Tenant, string? Bot, string? User);

/// <summary>
/// Remembers where people, channels and tenants can be reached, from everything they send: Teams moves tenants between service URLs, and only
/// the latest one is sure to work.
/// </summary>
internal sealed class Conversations(IKeyedStore store, TimeProvider time)
{
    private const string Kind = "teams-conversation";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Task<ConversationReference?> OfPersonAsync(ChatAccount person, CancellationToken ct) => FindAsync(PersonKey(person), ct);

    public Task<ConversationReference?> OfChannelAsync(string channel, CancellationToken ct) => FindAsync(ChannelKey(channel), ct);

    public Task<ConversationReference?> OfTenantAsync(string tenant, CancellationToken ct) => FindAsync(TenantKey(tenant), ct);

    public Task KeepPersonAsync(ChatAccount person, ConversationReference reference, CancellationToken ct) => KeepAsync(PersonKey(person), reference, ct);

    public async Task KeepAsync(Delivery delivery, CancellationToken ct)
    {
        var activity = delivery.Activity;
        var tenant = new ConversationReference(delivery.ServiceUrl, null, delivery.Tenant, activity.Recipient?.Id, null);
        await KeepAsync(TenantKey(delivery.Tenant), tenant, ct);
        if (KeyOf(delivery) is not { } key)
        {
            return;
        }

        if (activity is { Type: "installationUpdate", Action: "remove" or "remove-upgrade" })
        {
            await ForgetAsync(key, ct);
        }
        else
        {
            await KeepAsync(key, tenant with
            {
                Conversation = delivery.InPrivate ? delivery.Conversation : ChannelOf(delivery.Conversation),
                User = delivery.InPrivate ? activity.From?.Id : null,
            }, ct);
        }
    }

    public Task ForgetPersonAsync(ChatAccount person, CancellationToken ct) => ForgetAsync(PersonKey(person), ct);

    /// <summary>A channel's id, without the thread that the message stands in.</summary>
    public static string ChannelOf(string conversation) => conversation.Split(";messageid=")[0];

    private static string? KeyOf(Delivery delivery) => delivery.Activity switch
    {
        _ when delivery.InPrivate => PersonKey(delivery.Sender),
        { Conversation.ConversationType: "channel" } => ChannelKey(ChannelOf(delivery.Conversation)),
        { ChannelData.Channel.Id: { } channel } => ChannelKey(channel),
        _ => null,
    };

    private static string PersonKey(ChatAccount person) => $"person/{person.Tenant}/{person.User}";

    private static string ChannelKey(string channel) => $"channel/{channel}";

    private static string TenantKey(string tenant) => $"tenant/{tenant}";

    private async Task<ConversationReference?> FindAsync(string key, CancellationToken ct) =>
        await store.FindAsync(Kind, key, time.GetUtcNow(), ct) is { } kept ? Read(kept) : null;

    private async Task KeepAsync(string key, ConversationReference reference, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var kept = await store.FindAsync(Kind, key, now, ct);
        if (kept is null || Read(kept) != reference)
        {
            // Who loses this write loses it to an equally recent message.
            await store.TryPutAsync(new(Kind, key, kept?.Version ?? 0, JsonSerializer.Serialize(reference, Json), null), now, ct);
        }
    }

    private async Task ForgetAsync(string key, CancellationToken ct)
    {
        if (await store.FindAsync(Kind, key, time.GetUtcNow(), ct) is { } kept)
        {
            await store.TryDeleteAsync(Kind, key, kept.Version, ct);
        }
    }

    private static ConversationReference? Read(KeyedDocument kept) => JsonSerializer.Deserialize<ConversationReference>(kept.Json, Json);
}
