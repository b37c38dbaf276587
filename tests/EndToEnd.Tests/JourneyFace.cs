using JitBot.EndToEnd.Tests.Chats;

namespace JitBot.EndToEnd.Tests;

/// <summary>Which chats there are, and who of a journey's people is in which.</summary>
/// <param name="Slack">How a Slack beside Teams reaches the bot; null if there is none.</param>
/// <param name="Requester">The platform that whoever asks is in, and wants to be told things in.</param>
/// <param name="Approvers">The platform that those who decide are in.</param>
internal sealed record JourneyFace(string Name, SlackLink? Slack, string Requester, string Approvers)
{
    public const string InTeams = "teams";
    public const string InSlack = "slack";

    public static readonly JourneyFace Teams = new("Teams", null, InTeams, InTeams);
    public static readonly JourneyFace SlackHttp = new("Slack over HTTP", SlackLink.Http, InSlack, InSlack);
    public static readonly JourneyFace SlackSocket = new("Slack over Socket Mode", SlackLink.Socket, InSlack, InSlack);
    public static readonly JourneyFace FromSlackToTeams = new("from Slack to Teams", SlackLink.Socket, InSlack, InTeams);
    public static readonly JourneyFace FromTeamsToSlack = new("from Teams to Slack", SlackLink.Http, InTeams, InSlack);

    /// <summary>The same chats in a world of its own, whose policy nobody else changes.</summary>
    public JourneyFace Apart(string why) => this with { Name = $"{Name}, {why}" };

    public override string ToString() => Name;
}
