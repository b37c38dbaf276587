using JitBot.Bot.Teams.Connector;
using JitBot.Core.People;

namespace JitBot.Bot.Teams.Inbound;

/// <summary>An activity that was let in, with what everything after may rely on.</summary>
/// <param name="Sender">The Entra object id of who sent it; the platform's own id for a sender without one, whom no directory knows.</param>
internal sealed record Delivery(Activity Activity, string Id, string ServiceUrl, string Conversation, string Tenant, ChatAccount Sender)
{
    /// <summary>The card that was pressed; null if no card was.</summary>
    public MessageReference? Card => Activity.ReplyToId is { Length: > 0 } card ? new(ServiceUrl, Conversation, card) : null;

    public bool InPrivate => Activity.Conversation!.ConversationType == "personal";
}

/// <summary>Holds an activity against the token it came with and against the tenants that are served. Pure.</summary>
internal static class ActivityCheck
{
    public const string Platform = "teams";
    private const string Channel = "msteams";
    private const int LongestId = 500;

    /// <param name="caller">Null in Development's mode without tokens.</param>
    /// <returns>The delivery, or why it is refused.</returns>
    public static (Delivery? Delivery, string? Refusal) Check(Activity activity, VerifiedCaller? caller, TeamsOptions options) => activity switch
    {
        { ChannelId: not Channel } => (null, "another channel"),
        { ServiceUrl: null } => (null, "no service URL"),
        _ when caller is not null && caller.ServiceUrl != activity.ServiceUrl => (null, "the token names another service URL"),
        _ when caller is not null && !caller.Endorsements.Contains(Channel, StringComparer.Ordinal) => (null, "the key may not sign for Teams"),
        _ when !options.ServiceUrls.Allows(activity.ServiceUrl) => (null, "a service URL that is not allowed"),
        _ when caller is null && !new Uri(activity.ServiceUrl).IsLoopback => (null, "a service URL away from this machine"),
        { Id: null or { Length: > LongestId } } or { Conversation.Id: null or { Length: > LongestId } } => (null, "no id"),
        { Conversation: null } or { From.Id: null or { Length: > LongestId } } or { From: null } => (null, "no sender"),
        _ when TenantOf(activity, options) is { } tenant => (Deliver(activity, tenant), null),
        _ => (null, "a tenant that is not served"),
    };

    private static Delivery Deliver(Activity activity, string tenant) => new(
        activity, activity.Id!, activity.ServiceUrl!, activity.Conversation!.Id!, tenant,
        new(Platform, tenant, (activity.From!.AadObjectId ?? activity.From.Id!).ToLowerInvariant()));

    /// <summary>
    /// The sender's tenant. Every tenant that the activity names has to be served, not only the first: in a channel shared between
    /// organisations, the conversation's tenant and the sender's differ.
    /// </summary>
    private static string? TenantOf(Activity activity, TeamsOptions options)
    {
        string?[] named = [activity.From?.TenantId, activity.Conversation?.TenantId, activity.ChannelData?.Tenant?.Id];
        var tenants = named.OfType<string>().ToArray();
        return tenants.Length > 0 && tenants.All(options.Serves) ? tenants[0].ToLowerInvariant() : null;
    }
}
