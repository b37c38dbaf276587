using System.Net;
using System.Text.RegularExpressions;

namespace JitBot.Bot.Slack.Inbound;

/// <summary>
/// A message's text as it was typed: Slack writes three characters as entities, makes links of addresses, which are part of what was said, and marks
/// mentions, of which that of the bot is not. Pure.
/// </summary>
internal static class TypedText
{
    // Only what nobody types themselves: an angle bracket between numbers is part of a statement.
    private static readonly Regex Mention = new("<@[A-Z0-9]+(\\|[^<>\\n]*)?>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
    private static readonly Regex Link = new(@"<(?<address>(https?://|mailto:|tel:)[^<>|\s]+)(\|(?<shown>[^<>\n]*))?>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    public static string Of(string text) => WebUtility.HtmlDecode(Link.Replace(Mention.Replace(text, " "), Shown)).Replace('\u00A0', ' ').Trim();

    private static string Shown(Match link) => link.Groups[link.Groups["shown"].Success ? "shown" : "address"].Value;
}
