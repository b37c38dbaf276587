using System.Globalization;
using JitBot.Bot.Conversation.Runs;
using JitBot.Core.Requests;

namespace JitBot.Bot.Slack.Views;

/// <summary>
/// What the buttons of a run carry: an id like every other, with no terms, because what runs is compared with what was approved; and to turn pages
/// <c>id page ticket</c>.
/// </summary>
internal static class RunValue
{
    private const int MostPages = 10_000;

    public static string Of(RequestId request) => $"{request}:0";

    public static string Of(RequestId request, int page, ResultTicket ticket) => string.Create(CultureInfo.InvariantCulture, $"{request} {page} {ticket.Text}");

    /// <returns>Null for what no button of a result carries.</returns>
    public static (RequestId Request, int Page, ResultTicket Ticket)? Read(string value) => value.Split(' ') is [var id, var number, var text]
        && RequestId.TryParse(id, out var request) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and <= MostPages
        && ResultTicket.Parse(text) is { } ticket
            ? (request, page, ticket)
            : null;
}
