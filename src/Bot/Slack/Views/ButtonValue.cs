using System.Globalization;
using JitBot.Bot.Conversation;
using JitBot.Core.Requests;

namespace JitBot.Bot.Slack.Views;

/// <summary>What a button carries: the request's id and the terms that were shown, as <c>id:terms</c>. Never facts (rule 36).</summary>
internal static class ButtonValue
{
    public static string Of(CardAction action) => string.Create(CultureInfo.InvariantCulture, $"{action.Request}:{action.Terms}");

    public static (RequestId Request, int Terms)? Read(string value) => value.Split(':') is [var id, var terms]
        && RequestId.TryParse(id, out var request) && int.TryParse(terms, NumberStyles.None, CultureInfo.InvariantCulture, out var shown)
            ? (request, shown)
            : null;
}
