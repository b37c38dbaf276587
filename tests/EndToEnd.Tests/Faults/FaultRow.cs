namespace JitBot.EndToEnd.Tests.Faults;

/// <summary>A line of the matrix beside the kills.</summary>
internal sealed record FaultRow(string Broken, string MustHold)
{
    public static readonly FaultRow BotDead = new(
        "the bot dead from before the end until well after it, a session open",
        "no new password login later than end + 5 s + `authentication_timeout` (rule 19); the open session is cut and the account gone within 30 s of a replica's being back");

    public static readonly FaultRow StoreDead = new(
        "the store dead at the end, the bots alive, many grants with open sessions",
        "open sessions outlive their end by at most 5 s, p99 (rule 16); with the store back every end is on record once");

    public static readonly FaultRow StoreDown = new(
        "the store down while somebody asks, approves and wants credentials, and back",
        "each is told so, nothing is done or kept for later, and the same words and presses work once it is back");

    public static readonly FaultRow TargetStopped = new(
        "the target's server stopped before the end, and started after it",
        "nobody logs in after the end; the account is gone within 40 s of the server's being back");

    public static readonly FaultRow TargetCutOff = new(
        "the target out of the bot's reach before, at and after the end (refused), and through it (silent), while its sessions live",
        "an open session lives no longer than until the target can be reached again and 30 s; the account is gone, nothing is on record twice");

    public static readonly FaultRow ConnectionsCut = new(
        "the connection cut before or after a statement to store or target, at statements drawn by the seed",
        "as for kills: the step comes to its end, nothing is lost, nothing twice, nothing left");

    public static readonly FaultRow Chat = new(
        "the chat down (connections cut), slow (3 s an answer), 429 with `Retry-After`, and 503, from the approval to after the end",
        "access is given and ended all the same; once the chat is back every card the request knows of says what became of it");

    public static readonly FaultRow Deliveries = new(
        "deliveries of the chat repeated, at once and later, and out of order",
        "one request, one decision, one account; an old press shows no password and ends nothing");

    public static readonly FaultRow Clocks = new(
        "the bot's clock two minutes ahead of the database's, and two minutes behind",
        "a session lasts as long as was approved and at most 5 s longer; no login works after it (rules 13, 16, 19)");

    public static readonly FaultRow Crowd = new(
        "100 approvals and denials of one request pressed at the same moment, through two replicas",
        "exactly one decision; everybody else is told who was first");

    public static readonly FaultRow Seal = new(
        "two replicas killed again and again for a minute while they seal what is put on record",
        "the chain is whole, and everything is in it once (rule 40)");

    public static readonly FaultRow Slack = new(
        "Slack down (connections cut), slow (3 s an answer), 429 with `Retry-After`, and 503, from the approval to after the end, over HTTP and Socket Mode",
        "access is given and ended all the same; once Slack is back every card says what became of it");

    public static readonly FaultRow SlackGone = new(
        "Slack gone altogether, its API down and every socket cut, from before the end until well after it",
        "the session is cut at its end all the same; once Slack is back the sockets are, every card says what became of it, and people are heard");

    public static readonly FaultRow SlackSockets = new(
        "a socket cut while a command and presses that came through it are being done, so that Slack delivers them again, to one replica and with two",
        "one request, one decision, one account");

    public static readonly FaultRow SlackKilled = new(
        "the bot killed at statements drawn by the seed, with everybody in Slack: among them those between a press and its acknowledgement",
        "as for kills: the step comes to its end, nothing is lost, nothing twice, nothing left");

    public static readonly FaultRow SlackWindow = new(
        "the bot killed while credentials are on screen in a window of Slack's, and started again",
        "they are hidden a minute after they were shown, or 40 s after the bot is back if that is later");

    /// <summary>In the order of the document.</summary>
    public static IReadOnlyList<FaultRow> All { get; } =
        [BotDead, TargetStopped, TargetCutOff, StoreDead, StoreDown, ConnectionsCut, Chat, Deliveries, Slack, SlackGone, SlackSockets, SlackKilled, SlackWindow, Clocks, Crowd, Seal];
}
